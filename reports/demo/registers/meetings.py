"""Meetings of the demo: who met when, what was kept of it, who came, what was resolved."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from reports.demo.registers.attendance import attend
from reports.demo.registers.chance import Story, day_in, dice, fate
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan
from societies.enums import Body
from societies.models import Society

#: What is kept of a year's meetings, in shares of a hundred.
DOCUMENTS = (("all", 79), ("no minutes", 9), ("unknown", 6), ("careless", 6))
RESOLVED = (("done", 80), ("overdue", 13), ("no owner", 7))
SUPERVISED = (("twice", 76), ("once", 14), ("never", 10))
#: How late a resolution of a workplan's year is carried out that was overdue in it, in days.
LATE_BY = 400
_MARKS = ("has_notice", "has_attendance", "has_record", "has_minutes")
#: How often a level meets in a year of a workplan, and in another.
_TIMES = {
    Body.COUNCIL: ((1, 2), (1, 1)),
    Body.STANDING: ((2, 4), (2, 2)),
    Body.PRESIDENT: ((2, 4), (1, 2)),
    Body.SECRETARY_GENERAL: ((4, 8), (1, 3)),
    Body.PARTY: ((1, 3), (1, 1)),
}
_TITLES = {
    Body.CONGRESS: "第{term}次全国会员代表大会",
    Body.COUNCIL: "第{term}届理事会第{n}次会议",
    Body.STANDING: "第{term}届常务理事会第{n}次会议",
    Body.PRESIDENT: "{year}年第{n}次理事长办公会",
    Body.SECRETARY_GENERAL: "{year}年第{n}次秘书长工作会",
    Body.SUPERVISORY: "{year}年第{n}次监事会会议",
    Body.PARTY: "{year}年第{n}次党组织会议",
}
_PLACES = ("北京", "北京", "北京", "上海", "南京", "西安", "武汉", "成都", "线上")
_MATTERS = (
    "修订会员管理办法",
    "审定年度工作计划",
    "批准成立分支机构",
    "筹备学术年会",
    "调整会费标准方案",
    "审议财务预算",
    "推荐科技奖励候选人",
    "启动换届筹备",
    "建设会员信息系统",
    "印发分支机构管理办法",
    "落实党组织意见",
    "开展分支机构清理",
)


@dataclass
class Held:
    """One meeting that was held."""

    level: Body
    on: dt.date
    term: TermPlan | None
    marks: dict[str, bool | None] = field(default_factory=dict)

    @property
    def link(self) -> tuple[str, dt.date]:
        """What names the meeting within its society."""
        return str(self.level), self.on


def add_meetings(
    society: Society, story: Story, terms: list[TermPlan], tables: dict[str, Table]
) -> dict[tuple[int, str], dt.date]:
    """Write the meetings of every year; return the seats that ended for absence."""
    ended: dict[tuple[int, str], dt.date] = {}
    counters: dict[tuple[str, int], int] = {}
    for year in story.all_years:
        rng = dice("meetings", society.code, year)
        held = _held_in(rng, society, story, terms, year)
        _keep_documents(rng, society, held, year)
        for meeting in held:
            _add(rng, society, meeting, counters, tables["meetings"])
        if year in story.years:
            ended |= attend(rng, society, story, terms, held, year, tables["attendance"])
        _resolve(rng, society, story, held, year, tables["resolutions"])
    return ended


def _held_in(
    rng: random.Random, society: Society, story: Story, terms: list[TermPlan], year: int
) -> list[Held]:
    first, last = dt.date(year, 1, 8), min(dt.date(year, 12, 28), story.today)
    held: dict[tuple[str, dt.date], Held] = {}

    def hold(level: Body, on: dt.date) -> None:
        term = next((term for term in terms if term.is_in_office(on)), None)
        if on > last or (term is None and level in (Body.COUNCIL, Body.STANDING)):
            return
        if level == Body.STANDING and term and not term.standing:
            return
        meeting = Held(level, on, term)
        held[meeting.link] = meeting

    for term in terms:
        if term.congress_on.year == year:
            hold(Body.CONGRESS, term.congress_on)
            hold(Body.COUNCIL, term.congress_on)
    for level, (busy, quiet) in _TIMES.items():
        times = rng.randint(*(busy if year in story.years else quiet))
        for number in range(times):
            start = dt.date(year, 1 + number * 12 // times, 8)
            hold(level, day_in(rng, start, start + dt.timedelta(days=330 // times)))
    _hold_supervisors(rng, society, terms, year, hold)
    return sorted((m for m in held.values() if m.on >= first), key=lambda m: (m.on, m.level))


def _hold_supervisors(
    rng: random.Random,
    society: Society,
    terms: list[TermPlan],
    year: int,
    hold: Callable[[Body, dt.date], None],
) -> None:
    outcome = fate("supervision", society.code, year, SUPERVISED)
    days = [
        day_in(rng, dt.date(year, 2, 10), dt.date(year, 6, 25)),
        day_in(rng, dt.date(year, 7, 5), dt.date(year, 11, 30)),
    ]
    for on in days[: {"twice": 2, "once": 1, "never": 0}[outcome]]:
        if any(term.board and term.is_in_office(on) for term in terms):
            hold(Body.SUPERVISORY, on)


def _keep_documents(rng: random.Random, society: Society, held: list[Held], year: int) -> None:
    outcome = fate("documents", society.code, year, DOCUMENTS)
    for meeting in held:
        meeting.marks = dict.fromkeys(_MARKS, True)
        if outcome == "careless" and rng.random() < 0.3:
            meeting.marks[rng.choice(_MARKS)] = False
    if held and outcome == "no minutes":
        rng.choice(held).marks["has_minutes"] = False
    if held and outcome == "unknown":
        rng.choice(held).marks[rng.choice(_MARKS[1:])] = None


def _add(
    rng: random.Random,
    society: Society,
    meeting: Held,
    counters: dict[tuple[str, int], int],
    table: Table,
) -> None:
    term = meeting.term.number if meeting.term else 0
    of_term = meeting.level in (Body.COUNCIL, Body.STANDING)
    counted = str(meeting.level), term if of_term else meeting.on.year
    number = counters[counted] = counters.get(counted, 0) + 1
    table.add(
        society_id=society.pk,
        level=meeting.level,
        held_on=meeting.on,
        title=_TITLES[meeting.level].format(term=term, year=meeting.on.year, n=number),
        place=rng.choice(_PLACES),
        **meeting.marks,
    )


def _resolve(
    rng: random.Random,
    society: Society,
    story: Story,
    held: list[Held],
    year: int,
    table: Table,
) -> None:
    """Record what councils resolved; most of it is carried out in time."""
    outcome = fate("resolutions", society.code, year, RESOLVED)
    bodies = [m for m in held if m.level in (Body.COUNCIL, Body.STANDING) and m.term]
    for position, meeting in enumerate(bodies):
        officers = meeting.term.officers if meeting.term else []
        for matter in rng.sample(_MATTERS, rng.randint(1, 2)):
            due = meeting.on + dt.timedelta(days=rng.choice((30, 60, 90)))
            done = due - dt.timedelta(days=rng.randint(0, 25))
            is_odd = position == 0 and year in story.years
            if is_odd and outcome == "overdue":
                done = due + dt.timedelta(days=LATE_BY)
            is_done = done <= story.today
            owner = "" if is_odd and outcome == "no owner" else rng.choice(officers)[1].name
            table.add(
                link=(society.pk, *meeting.link),
                society_id=society.pk,
                title=matter,
                owner=owner,
                due_on=due,
                done_on=done if is_done else None,
                outcome="已落实。" if is_done else "",
            )
