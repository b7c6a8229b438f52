"""What the registers tell in each chapter of an annual report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from accounts.services.audit import canonical_json
from members.models import DeclaredCount
from members.selectors.dues import Collection
from reports.annual.chapters import chapter_by_code
from reports.annual.making import part_texts
from reports.annual.parts import Part
from reports.selectors.annual_content import annual_content, content_digest, year_figures
from reports.selectors.annual_parts import activities, events, meetings, members, organisation
from reports.selectors.annual_parts.activities_facts import ActivityRow, activity_rows
from reports.selectors.annual_parts.meetings_facts import (
    MeetingFacts,
    MeetingRow,
    ResolutionRow,
    meeting_facts,
)
from reports.selectors.annual_parts.members_facts import MemberFacts, member_facts
from reports.selectors.annual_parts.organisation_facts import BranchRow, organisation_facts
from reports.selectors.annual_parts.society import profile as profile_of
from societies.models import (
    Activity,
    Attendance,
    Branch,
    BranchActivity,
    Meeting,
    PartyBody,
    Resolution,
    Rule,
    Seat,
    Society,
    StaffMember,
)
from tests.factories.members import dues, member
from tests.factories.reports import AFTER_YEAR, annual_report_of, small_year
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
DAY = dt.date(2017, 12, 31)
ISO = DAY.isoformat()


def part_of(parts: tuple[Part, ...], code: str) -> Any:
    return next(part for part in parts if part.code == code)


def loose(parts: tuple[Part, ...]) -> tuple[Any, ...]:
    """The parts, whatever each of them is."""
    return parts


def figures_of(parts: tuple[Part, ...], code: str) -> dict[str, tuple[str | None, str | None]]:
    return {item.code: (item.value, item.before) for item in part_of(parts, code).items}


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return made


def test_members_are_counted_at_the_end_of_the_last_day(society: Society) -> None:
    member(society, 1, joined_on=DAY, birth_on=dt.date(1982, 1, 1), gender="female")
    member(society, 2, joined_on=dt.date(2018, 1, 1))
    member(society, 3, joined_on=dt.date(2016, 1, 1), left_on=DAY)
    member(society, 4, joined_on=None, sector="university", region="北京", gender="male")
    member(society, 5, kind="unit", grade="unit", joined_on=dt.date(2017, 1, 1))
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    assert figures_of(told, "members-figures") == {
        "individual": ("2", "2"),
        "unit": ("1", "0"),
        "growth": ("0.0", None),
        "joined": ("2", None),
        "left": ("1", None),
    }
    structure = part_of(told, "members-structure")
    assert [(row[0].en, row[1].en, *row[2:]) for row in structure.rows] == [
        ("Sex", "Male", "1", "50.0"),
        ("Sex", "Female", "1", "50.0"),
        ("Age", "35 or younger", "1", "50.0"),
        ("Age", "Not recorded", "1", "50.0"),
        ("Sector", "University", "1", "50.0"),
        ("Sector", "Not recorded", "1", "50.0"),
    ]
    assert part_of(told, "members-trend").series[0].values == ("1", "1", "1", "2", "2")
    assert part_of(told, "members-figures").source.register == "members"


def test_years_before_the_first_member_are_unknown(society: Society) -> None:
    member(society, 1, joined_on=dt.date(2016, 12, 31))
    member(society, 2, joined_on=dt.date(2017, 1, 1), left_on=dt.date(2017, 2, 1))
    facts = member_facts(society.pk, DAY)
    assert facts.heads == {2016: (1, 0), 2017: (1, 0)}
    assert members.key_figures(facts, 2017)["individual"] == (1, 1)
    [chart] = loose(members.trend(facts, ISO))
    assert [label.zh for label in chart.labels] == ["2016", "2017"]


def test_dues_paid_after_the_day_are_not_known(society: Society) -> None:
    first, second = member(society, 1, grade="senior"), member(society, 2, grade="senior")
    dues(first, "100", "100", paid_on=DAY)
    dues(second, "100", "100", paid_on=dt.date(2018, 1, 1))
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    [row] = part_of(told, "members-dues").rows
    assert row[1:] == ("2", "1", "50.0", "200.00", "100.00")
    assert figures_of(told, "members-figures")["dues_rate"] == ("50.0", None)


def test_society_without_a_register_is_told_as_it_declares(society: Society) -> None:
    for year, individual in ((2015, 90), (2016, 100), (2018, 500)):
        DeclaredCount.objects.create(
            society=society, as_of=dt.date(year, 12, 31), individual=individual
        )
    DeclaredCount.objects.create(
        society=society,
        as_of=dt.date(2017, 9, 30),
        individual=115,
        senior=9,
        dues_owing=3,
        dues_paid=2,
    )
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    assert figures_of(told, "members-figures") == {
        "individual": ("115", "100"),
        "growth": ("15.0", None),
        "dues_rate": ("66.7", None),
    }
    assert {(part.source.register, part.source.as_of) for part in told} == {
        ("declared_counts", "2017-09-30")
    }
    assert part_of(told, "members-trend").series[0].values == ("90", "100", "115")


def test_society_that_keeps_nothing_has_no_parts(society: Society) -> None:
    facts = organisation_facts(society, DAY)
    assert members.parts(member_facts(society.pk, DAY), 2017, ISO) == ()
    assert organisation.parts(facts, society, DAY) == ()
    assert organisation.party_parts(facts, ISO) == ()
    assert meetings.parts(meeting_facts(society.pk, DAY), DAY) == ()
    assert activity_rows(society.pk, DAY) == []
    assert events.parts(meeting_facts(society.pk, DAY), facts, [], DAY) == ()


def test_unknown_dues_are_not_nothing() -> None:
    facts = MemberFacts(dues={2016: {("individual", "senior"): Collection(2, 1)}})
    assert members.key_figures(facts, 2017)["dues_rate"] == (None, "50.0")
    facts = MemberFacts(dues={2017: {("unit", "unit"): Collection(2, 2, Decimal(9), Decimal(9))}})
    assert members.key_figures(facts, 2017)["dues_rate"] == (None, None)


def test_organisation_is_that_of_the_day(society: Society) -> None:
    for name, body, role, sex in (
        ("甲", "council", "president", "male"),
        ("甲", "standing", "president", "male"),
        ("乙", "standing", "member", "female"),
        ("乙", "council", "member", "female"),
        ("丙", "council", "member", ""),
    ):
        Seat.objects.create(society=society, term=8, body=body, name=name, role=role, sex=sex)
    Seat.objects.create(society=society, term=8, body="council", name="丁", from_on="2018-01-01")
    StaffMember.objects.create(
        society=society, name="戊", employment="full_time", from_on="2017-02-01"
    )
    told = organisation.parts(organisation_facts(society, DAY), society, DAY)
    assert figures_of(told, "organisation-figures") == {
        "council": ("3", None),
        "standing": ("2", None),
        "staff": ("1", "0"),
        "full_time": ("1", "0"),
    }
    council = part_of(told, "organisation-council")
    assert [(row[0].en, *row[1:3]) for row in council.rows] == [
        ("Council", "3", "33.3"),
        ("Standing council", "2", "50.0"),
    ]
    listed = organisation.council_rows(organisation_facts(society, DAY))
    assert [(words.en, count, names) for words, count, names in listed] == [
        ("President", 1, "甲"),
        ("Standing council", 1, "乙"),
        ("Council", 1, "丙"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "council", "people"),
    [
        (dt.date(2017, 12, 31), {"council": ("120", None)}, ["甲"]),
        (dt.date(2018, 1, 1), None, []),
        (None, None, []),
    ],
)
def test_society_speaks_for_its_present_term_only(
    society: Society, starts_on: dt.date | None, council: object, people: list[str]
) -> None:
    society.term_starts_on, society.council_seats, society.president = starts_on, 120, "甲"
    facts = organisation_facts(society, DAY)
    told = organisation.parts(facts, society, DAY)
    assert (figures_of(told, "organisation-figures") if told else None) == council
    [profile] = loose(profile_of(society, facts, DAY))
    assert [row[1] for row in profile.rows if row[0].en == "President"] == people


def test_profile_names_who_was_in_office_on_the_day(society: Society) -> None:
    society.president, society.term_starts_on = "今人", dt.date(2017, 1, 1)
    for name, role in (("乙", "president"), ("丙", "secretary_general")):
        Seat.objects.create(society=society, term=8, body="council", name=name, role=role)
    [profile] = loose(profile_of(society, organisation_facts(society, DAY), DAY))
    rows = {row[0].en: row[1] for row in profile.rows}
    assert (rows["President"], rows["Secretary-general"]) == ("乙", "丙")
    assert rows["Term begins on"] == "2017-01-01"


def test_branches_by_kind_with_what_the_year_changed(society: Society) -> None:
    for name, kind, values in (
        ("一分会", "subsociety", {"set_up_on": "2017-12-31"}),
        ("二分会", "subsociety", {"closed_on": "2017-12-31"}),
        ("三委会", "professional", {"set_up_on": "2018-01-01"}),
    ):
        Branch.objects.create(society=society, name=society.name_zh + name, kind=kind, **values)
    branch = Branch.objects.get(name="中国数学会一分会")
    for on in ("2017-12-31", "2016-12-31"):
        BranchActivity.objects.create(society=society, branch=branch, held_on=on, title=on)
    told = organisation.parts(organisation_facts(society, DAY), society, DAY)
    [row] = part_of(told, "organisation-branches").rows
    assert row[1:] == ("1", "1", "1", "1", "1", "1")
    assert figures_of(told, "organisation-figures")["branches"] == ("1", "1")


def test_busiest_branches_are_drawn_where_they_differ(society: Society) -> None:
    rows = [
        BranchRow(f"中国数学会{n}", "working", None, None, "", count)
        for n, count in enumerate((1, 3, 0))
    ]
    facts = organisation_facts(society, DAY)
    told = organisation.parts(replace(facts, branches=rows), society, DAY)
    chart = part_of(told, "organisation-branch-activity")
    assert [label.zh for label in chart.labels] == ["1", "0"]
    assert chart.series[0].values == ("3", "1")


def test_party_bodies_and_rules_of_the_day(society: Society) -> None:
    for kind, dissolved in (("committee", None), ("branch", DAY)):
        PartyBody.objects.create(
            society=society, layer="council", kind=kind, dissolved_on=dissolved, members=3
        )
    for title, on in (("旧", "2016-12-31"), ("新", "2017-01-01")):
        Rule.objects.create(society=society, kind="charter", title=title, adopted_on=on)
    facts = organisation_facts(society, DAY)
    [party] = loose(organisation.party_parts(facts, ISO))
    assert [row[1].en for row in party.rows] == ["Party committee"]
    rules = part_of(organisation.parts(facts, society, DAY), "organisation-rules")
    assert [row[0] for row in rules.rows] == ["新"]


def test_meetings_tell_who_came_and_what_became_of_resolutions(society: Society) -> None:
    held = Meeting.objects.create(
        society=society, level="council", held_on="2017-03-01", title="理事会"
    )
    Meeting.objects.create(society=society, level="council", held_on="2016-03-01")
    Meeting.objects.create(society=society, level="council", held_on="2018-01-01")
    for name, status in (("甲", "present"), ("乙", "excused"), ("丙", "present")):
        Attendance.objects.create(society=society, meeting=held, name=name, status=status)
    Resolution.objects.create(society=society, meeting=held, title="办会", due_on="2017-06-01")
    told = meetings.parts(meeting_facts(society.pk, DAY), DAY)
    assert figures_of(told, "meetings-figures") == {
        "held": ("1", "1"),
        "attendance": ("66.7", None),
        "resolved": ("1", None),
        "done": ("0", None),
        "overdue": ("1", None),
    }
    [row] = part_of(told, "meetings-held").rows
    assert row[0] == "2017-03-01"
    assert row[-2:] == ("3", "2")
    [resolution] = part_of(told, "meetings-resolutions").rows
    assert resolution[-1] == meetings.OVERDUE


@pytest.mark.parametrize(
    ("marks", "documented"),
    [((None, None, None), None), ((True, True, None), "0"), ((True, True, True), "1")],
)
def test_documents_of_meetings_that_nobody_noted_are_unknown(
    marks: tuple[bool | None, ...], documented: str | None
) -> None:
    row = MeetingRow(1, "council", dt.date(2017, 3, 1), "", "", *marks)
    told = meetings.parts(MeetingFacts([row], [], {}, [], []), DAY)
    levels = part_of(told, "meetings-levels")
    known = dict(zip((column.code for column in levels.columns), levels.rows[0], strict=True))
    assert known.get("documented") == documented


@pytest.mark.parametrize(
    ("due_on", "done_on", "state"),
    [
        (DAY, None, meetings.OPEN),
        (dt.date(2017, 12, 30), None, meetings.OVERDUE),
        (dt.date(2017, 12, 30), DAY, meetings.DONE),
        (dt.date(2017, 12, 30), dt.date(2018, 1, 1), meetings.OVERDUE),
        (None, None, meetings.OPEN),
        (None, dt.date(2018, 1, 1), meetings.OPEN),
    ],
)
def test_resolution_stands_as_on_the_day(
    due_on: dt.date | None, done_on: dt.date | None, state: object
) -> None:
    row = ResolutionRow(dt.date(2017, 3, 1), "council", "办会", due_on, done_on, "办成")
    [table] = loose(meetings.parts(MeetingFacts([], [], {}, [row], []), DAY))[-1:]
    told = dict(zip((column.code for column in table.columns), table.rows[0], strict=True))
    assert told["state"] == state
    assert told.get("outcome") == ("办成" if state == meetings.DONE else None)


def an_activity(kind: str, title: str, on: str, **values: Any) -> ActivityRow:
    ended = values.pop("ended_on", None)
    return ActivityRow(
        kind,
        title,
        dt.date.fromisoformat(on),
        dt.date.fromisoformat(ended) if ended else None,
        "北京",
        values,
    )


def chapter(code: str) -> Any:
    return chapter_by_code()[code]


def test_activities_of_a_chapter_are_listed_with_their_measures() -> None:
    rows = [
        an_activity("domestic_meeting", "年会", "2017-05-01", participants=300),
        an_activity("domestic_meeting", "论坛", "2017-06-01"),
        an_activity("domestic_meeting", "去年", "2016-05-01", participants=200),
        an_activity("consortium_activity", "协同", "2016-03-01"),
        an_activity("consortium", "联合体", "2015-01-01", leads=1, member_societies=12),
        an_activity("cross_strait_meeting", "两岸", "2016-03-01"),
        an_activity("journal", "学报", "1990-01-01", issues=12),
    ]
    count, listed, others = loose(activities.parts(chapter("academic"), rows, DAY))
    assert (count.code, listed.code, others.code) == (
        "academic-count",
        "activities-domestic_meeting",
        "academic-others",
    )
    assert [(row[0].en, *row[1:3]) for row in count.rows][:3] == [
        ("Domestic academic meeting", "2", "1"),
        ("Meeting with Hong Kong, Macao or Taiwan", "0", "1"),
        ("Consortium joined", "1", "1"),
    ]
    assert [column.code for column in listed.columns][3:] == ["participants"]
    assert [row[0] for row in listed.rows] == ["年会", "论坛"]
    [other] = others.rows
    assert other[4].en == "the society leads, member societies 12"
    [journal] = loose(activities.parts(chapter("journals"), rows, DAY))
    assert journal.columns[1].label.en == "Since"


def test_single_activities_of_their_kinds_share_one_table() -> None:
    meeting = an_activity("domestic_meeting", "年会", "2017-05-01", participants=300)
    consortium = an_activity("consortium", "联合体", "2015-01-01")
    [alone] = loose(activities.parts(chapter("academic"), [meeting], DAY))
    assert (alone.code, alone.title.en) == (
        "activities-domestic_meeting",
        "Domestic academic meeting",
    )
    [shared] = loose(activities.parts(chapter("academic"), [consortium, meeting], DAY))
    assert (shared.code, shared.title.en) == ("academic-others", "Activities")
    assert [row[1] for row in shared.rows] == ["年会", "联合体"]


@pytest.mark.parametrize(
    ("started_on", "ended_on", "counts"),
    [
        ("2017-12-31", None, True),
        ("2018-01-01", None, False),
        ("2000-01-01", "2016-12-31", False),
        ("2000-01-01", "2017-01-01", True),
    ],
)
def test_journal_counts_while_it_runs(started_on: str, ended_on: str | None, counts: bool) -> None:
    row = an_activity("journal", "学报", started_on, ended_on=ended_on)
    assert row.counts_in(2017, DAY) is counts


def test_what_nobody_recorded_is_unknown_in_trends_and_key_figures() -> None:
    rows = [
        an_activity("journal", "学报", "1990-01-01"),
        an_activity("domestic_meeting", "甲", "2016-05-01"),
        an_activity("domestic_meeting", "乙", "2017-05-01", participants=10),
        an_activity("international_meeting", "丙", "2017-06-01", participants=5, papers=0),
    ]
    [meetings_chart] = loose(activities.trends(rows, DAY))  # one year of participants draws nothing
    assert [label.en for label in meetings_chart.labels] == ["2016", "2017"]
    assert meetings_chart.series[0].values == ("1", "2")
    known = activities.key_figures(rows, DAY)
    assert known["participants"] == (15, None)
    assert known["papers"] == (0, None)
    assert known["popularisation"] == (None, None)


def test_activity_that_another_society_leads_counts_too(society: Society) -> None:
    other = SocietyFactory(code="B-01")
    for title, hosts in (("同办", [society]), ("别人的", [])):
        made = Activity.objects.create(
            society=other, kind="award", title=title, started_on="2017-03-01"
        )
        made.co_hosts.set(hosts)
    assert [row.title for row in activity_rows(society.pk, DAY)] == ["同办"]


def test_events_keep_what_matters_and_stand_by_day(society: Society) -> None:
    Rule.objects.create(society=society, kind="charter", title="章程", adopted_on="2017-09-01")
    did = [an_activity("popularisation_event", f"科普{n:02}", "2017-01-02") for n in range(30)]
    did.append(an_activity("international_meeting", "大会", "2017-10-01"))
    no_meetings = MeetingFacts([], [], {}, [], [(dt.date(2017, 2, 1), 9, 200, 180)])
    [table] = loose(events.parts(no_meetings, organisation_facts(society, DAY), did, DAY))
    days = [row[0] for row in table.rows]
    assert days == sorted(days)
    assert len(table.rows) == part_texts()["events-year"].at_most
    told = [row[2] if isinstance(row[2], str) else row[2].en for row in table.rows]
    assert "大会" in told
    assert "Congress of term 9 held, 180 of 200 delegates" in told


@pytest.fixture
def full_society(society: Society) -> Society:
    """A society with something in every register that a report reads."""
    for number in range(1, 4):
        dues(member(society, number, grade="ordinary", gender="male", region="北京"), "60", "60")
        held = Meeting.objects.create(
            society=society, level="council", held_on=dt.date(2017, number, 1), title="会"
        )
        Attendance.objects.create(society=society, meeting=held, name="甲", status="present")
        Resolution.objects.create(society=society, meeting=held, title="办会")
        Seat.objects.create(society=society, term=1, body="council", name=f"甲{number}")
        Branch.objects.create(society=society, name=f"中国数学会{number}分会", kind="subsociety")
        for kind in ("domestic_meeting", "award", "online_service"):
            Activity.objects.create(
                society=society, kind=kind, title=f"{number}", started_on=dt.date(2017, number, 1)
            )
    PartyBody.objects.create(society=society, layer="council", kind="committee")
    return society


def texts(value: Any) -> Iterator[dict[str, str]]:
    """All words in both languages within plain values."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_content_says_everything_in_both_languages(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    content = annual_content(full_society, year_figures(year.workplan, at=AFTER_YEAR))
    told = {each["code"] for each in content["chapters"] if each["parts"]}
    assert {"organisation", "party", "events", "members", "meetings", "academic", "lists"} <= told
    parts = [part for each in content["chapters"] for part in each["parts"]]
    assert len({part["code"] for part in parts}) == len(parts)
    named = [each for part in parts for each in texts(part)]
    assert all(bool(words["zh"]) == bool(words["en"]) for words in named)
    assert all(part["title"]["zh"] and part["source"]["text"]["en"] for part in parts)
    assert content["glance"]["figures"]["code"] == "glance-figures"


def test_report_asks_as_few_questions_for_much_as_for_little(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    annual_report_of(year, text="字")
    figures = year_figures(year.workplan, at=AFTER_YEAR)
    counts = []
    for extra in (0, 5):
        for number in range(extra):
            Activity.objects.create(
                society=full_society, kind="award", title=f"多{number}", started_on="2017-04-01"
            )
            member(full_society, 100 + number)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            annual_content(full_society, figures)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_society_reads_the_same_of_itself_as_a_job_does(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    shared = Activity.objects.create(
        society=year.society, kind="award", title="同办", started_on="2017-03-01"
    )
    shared.co_hosts.set([full_society])
    figures = year_figures(year.workplan, at=AFTER_YEAR)
    of_job = annual_content(full_society, figures)
    with scope(society=[full_society.pk]):
        of_its_own = annual_content(full_society, figures)
    assert content_digest(of_its_own) == content_digest(of_job)
    assert "同办" in canonical_json(of_its_own).decode()
