"""The office of the demo's societies: staff, trainings, premises, Party bodies, publications."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from reports.demo.registers.chance import Story, day_in, dice, fate, subject_of
from reports.demo.registers.names import Crowd
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan
from societies.enums import (
    Education,
    Employment,
    PartyKind,
    PartyLayer,
    SeatRole,
    StaffDuty,
    StaffGrade,
    Tenure,
)
from societies.models import Society

STAFFING = (("grows", 62), ("same", 15), ("shrinks", 8), ("grows late", 15))
REPORTS = (
    ("in time", 58),
    ("early", 10),
    ("late", 9),
    ("never", 11),
    ("heads missing", 8),
    ("not openly", 4),
)
PARTY = (("before", 48), ("during", 37), ("later", 7), ("never", 8))
_HEADS = ("has_development", "has_internal", "has_activities", "has_members", "has_finance")
_TRAININGS = (
    "社会组织负责人培训班",
    "学会工作实务培训",
    "财务制度培训",
    "会员服务培训",
    "党务工作培训",
)
_STREETS = ("学院南路86号", "复兴路3号", "中关村南四街4号", "三里河路11号", "百万庄大街22号")
_DUTIES = (StaffDuty.MEMBERS, StaffDuty.FINANCE, StaffDuty.PARTY, StaffDuty.OTHER, StaffDuty.OTHER)


def add_office(
    society: Society, story: Story, terms: list[TermPlan], tables: dict[str, Table]
) -> None:
    """Write what the office has."""
    _add_staff(society, story, terms, tables)
    _add_premises(society, story, tables["premises"])
    _add_party(society, story, tables["party_bodies"])
    _add_publications(society, story, tables["report_publications"])


def _add_staff(
    society: Society, story: Story, terms: list[TermPlan], tables: dict[str, Table]
) -> None:
    rng = dice("staff", society.code, "register")
    crowd = Crowd(rng, subject_of(society))
    for term in terms:
        crowd.taken |= {p.name for _r, p in term.council_people} | {p.name for p in term.board}
    people: list[dict[str, object]] = []
    before = story.first_year - 1

    def hire(on: dt.date, **values: object) -> None:
        values.setdefault("name", crowd.person(born=(1960, 1995)).name)
        people.append(_employee(rng, society, on, **values))

    _hire_leaders(rng, society, story, terms, hire)
    for position in range(rng.randint(4, 14)):
        duty: str = _DUTIES[position % len(_DUTIES)]
        if (
            position == 0
            and fate("branch manager", society.code, 0, (("yes", 82), ("no", 18))) == "yes"
        ):
            duty = StaffDuty.BRANCHES
        hire(day_in(rng, dt.date(before - 12, 1, 1), dt.date(before, 11, 30)), duty=duty)
    for year in story.all_years:
        _change_staff(rng, society, story, year, people, hire)
    for person in people:
        tables["staff"].add(**person)
        _add_trainings(rng, society, story, person, tables["trainings"])


def _hire_leaders(
    rng: random.Random,
    society: Society,
    story: Story,
    terms: list[TermPlan],
    hire: Callable[..., None],
) -> None:
    """Employ the secretary-general of every term and a deputy; some of them only part-time."""
    first = story.first_year
    outcome = fate("leaders", society.code, first, (("full", 64), ("during", 24), ("part", 12)))
    for term in terms:
        name = next(p.name for role, p in term.officers if role == SeatRole.SECRETARY_GENERAL)
        hire(
            term.congress_on,
            name=name,
            grade=StaffGrade.SECRETARY_GENERAL,
            employment=Employment.FULL_TIME if outcome == "full" else Employment.PART_TIME,
            duty=StaffDuty.OTHER,
            to_on=term.until,
        )
    if outcome == "during":
        on = min(day_in(rng, dt.date(first, 3, 1), dt.date(first, 11, 20)), story.today)
        hire(on, grade=StaffGrade.DEPUTY_SECRETARY_GENERAL, employment=Employment.FULL_TIME)


def _employee(
    rng: random.Random, society: Society, on: dt.date, **values: object
) -> dict[str, object]:
    full = Employment.FULL_TIME if rng.random() < 0.8 else Employment.PART_TIME
    grades = [StaffGrade.DIRECTOR] + [StaffGrade.SENIOR] * 3 + [StaffGrade.STAFF] * 6
    studies = [Education.DOCTOR] + [Education.MASTER] * 5 + [Education.BACHELOR] * 6
    return {
        "society_id": society.pk,
        "employment": full,
        "grade": rng.choice(grades),
        "duty": rng.choice(_DUTIES),
        "education": rng.choice([*studies, Education.COLLEGE]),
        "has_contract": rng.random() < 0.93,
        "has_insurance": rng.random() < 0.9,
        "is_openly_recruited": rng.random() < 0.7,
        "from_on": on,
        "to_on": None,
    } | values


def _change_staff(
    rng: random.Random,
    society: Society,
    story: Story,
    year: int,
    people: list[dict[str, object]],
    hire: Callable[..., None],
) -> None:
    """Let people come and go; in a workplan's year as its fate says."""
    outcome = fate("staff", society.code, year, STAFFING)
    if year not in story.years:
        outcome = rng.choice(("same", "same", "same", "grows", "shrinks"))
    last = min(dt.date(year, 12, 20), story.today)
    first = dt.date(year, 10 if outcome == "grows late" else 2, 10)
    if outcome.startswith("grows") and first <= last:
        for _ in range(rng.randint(1, 2)):
            hire(day_in(rng, first, last))
    ordinary = [p for p in people if p["to_on"] is None and p["duty"] != StaffDuty.BRANCHES]
    ordinary = [p for p in ordinary if p["grade"] in (StaffGrade.STAFF, StaffGrade.SENIOR)]
    if outcome == "shrinks" and len(ordinary) > 2:
        leaver = rng.choice(ordinary)
        begun = leaver["from_on"]
        if isinstance(begun, dt.date) and begun < first <= last:
            leaver["to_on"] = day_in(rng, first, last)


def _add_trainings(
    rng: random.Random, society: Society, story: Story, person: dict[str, object], table: Table
) -> None:
    for year in story.years:
        on = day_in(rng, dt.date(year, 3, 1), dt.date(year, 11, 30))
        begun, ended = person["from_on"], person["to_on"]
        is_there = isinstance(begun, dt.date) and begun <= on <= story.today
        if is_there and not (isinstance(ended, dt.date) and ended < on) and rng.random() < 0.5:
            table.add(
                society_id=society.pk,
                name=person["name"],
                title=rng.choice(_TRAININGS),
                held_on=on,
                hours=rng.choice((4, 8, 16, 24)),
            )


def _add_premises(society: Society, story: Story, table: Table) -> None:
    rng = dice("premises", society.code)
    if rng.random() < 0.07 and society.code != "A-01":
        return
    since = dt.date(story.first_year - rng.randint(1, 15), rng.randint(1, 12), 1)
    moved = dt.date(story.first_year, 9, 1) if rng.random() < 0.15 else None
    moved = moved if moved and moved <= story.today else None
    street = rng.choice(_STREETS)
    table.add(
        society_id=society.pk,
        address=f"北京市海淀区{street}",
        tenure=rng.choice([Tenure.LENT] * 5 + [Tenure.RENTED] * 4 + [Tenure.OWNED] * 2),
        area=rng.randint(40, 900),
        from_on=since,
        to_on=moved,
    )
    if moved:
        table.add(
            society_id=society.pk,
            address=f"北京市西城区{street}",
            tenure=Tenure.RENTED,
            area=rng.randint(80, 1200),
            from_on=moved + dt.timedelta(days=1),
        )


def _add_party(society: Society, story: Story, table: Table) -> None:
    rng = dice("party", society.code)
    outcome = fate("party", society.code, 0, PARTY)
    first = story.first_year
    days = {
        "before": day_in(rng, dt.date(first - 3, 1, 1), dt.date(first - 1, 12, 1)),
        "during": day_in(rng, dt.date(first, 2, 1), dt.date(first, 12, 15)),
        "later": day_in(rng, dt.date(first + 1, 1, 5), story.today),
    }
    on = days.get(outcome)
    if on and on <= story.today:
        members = rng.randint(5, 11)
        is_shared = rng.random() < 0.93
        table.add(
            society_id=society.pk,
            layer=PartyLayer.COUNCIL,
            kind=rng.choice((PartyKind.COMMITTEE, PartyKind.GENERAL_BRANCH, PartyKind.BRANCH)),
            name=f"中共{society.name_zh}理事会党委",
            approved_on=on,
            members=members,
            members_with_duty=members if is_shared else members - rng.randint(1, 3),
            has_procedure=rng.choice([True] * 9 + [False, None]),
            duties="书记主持全面工作；委员分工负责组织、宣传、纪检和群团工作。",
        )
    table.add(
        society_id=society.pk,
        layer=PartyLayer.OFFICE,
        kind=PartyKind.BRANCH,
        name=f"{society.name_zh}办事机构党支部",
        approved_on=dt.date(first - rng.randint(2, 10), 7, 1),
        members=rng.randint(3, 12),
        has_procedure=True,
    )


def _add_publications(society: Society, story: Story, table: Table) -> None:
    for year in story.all_years:
        rng = dice("publication", society.code, year)
        outcome = fate("report", society.code, year, REPORTS)
        days = {
            "early": day_in(rng, dt.date(year, 11, 5), dt.date(year, 12, 28)),
            "late": day_in(rng, dt.date(year + 1, 4, 5), dt.date(year + 1, 8, 20)),
        }
        on = days.get(outcome) or day_in(rng, dt.date(year + 1, 1, 12), dt.date(year + 1, 3, 30))
        if outcome == "never" or on > story.today:
            continue
        heads: dict[str, bool | None] = dict.fromkeys(_HEADS, True)
        if outcome == "heads missing":
            heads[rng.choice(_HEADS)] = rng.choice((False, None))
        is_open = outcome != "not openly"
        short = society.code.lower()
        table.add(
            society_id=society.pk,
            year=year,
            title=f"{society.name_zh}{year}年度报告",
            published_on=on,
            channel="学会网站" if is_open else "",
            url=f"https://{short}.example.org/annual/{year}" if is_open else "",
            **heads,
        )
