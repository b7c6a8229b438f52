"""Attendance seat by seat, the documents of each level, and what is overdue."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from societies.attendance import MARKED_RUN, PersonYear, year_of
from societies.enums import Body, RuleKind, SeatBody, SeatRole
from societies.models import Attendance, Meeting, Resolution, Rule, Seat, Society
from societies.selectors.meetings import attendance_year, levels_of, meetings_of_all
from tests.factories.societies import SocietyFactory, auditor, editor

pytestmark = pytest.mark.usefixtures("unscoped")

D = dt.date
TODAY = D(2017, 6, 30)
P, E, U = "present", "excused", "unexcused"


def meeting(society: Society, on: D, **values: Any) -> Meeting:
    """Record a meeting of the council."""
    made: Meeting = Meeting.objects.create(
        society=society, held_on=on, **({"level": Body.COUNCIL} | values)
    )
    return made


def came(held: Meeting, name: str, status: str) -> None:
    """Record whether somebody came."""
    Attendance.objects.create(society=held.society, meeting=held, name=name, status=status)


@pytest.mark.parametrize(
    ("statuses", "run"),
    [
        ((), 0),
        ((U, P, U), 1),
        ((U, U), 2),
        ((U, E, U), 2),
        ((U, "", U), 2),
        ((U, U, P, U), 2),
        ((E, E, E), 0),
    ],
)
def test_run_ends_by_coming_alone(statuses: tuple[str, ...], run: int) -> None:
    person = PersonYear("甲", "", statuses)
    assert person.run == run
    assert person.is_marked is (run >= MARKED_RUN)


@pytest.mark.parametrize(
    ("statuses", "percent"), [((), None), (("", ""), None), ((P, U, E), 33), ((P, P, ""), 100)]
)
def test_rate_counts_recorded_meetings(statuses: tuple[str, ...], percent: int | None) -> None:
    assert PersonYear("甲", "", statuses).percent == percent


def test_people_with_a_seat_show_and_the_longest_run_stands_first() -> None:
    people = year_of(
        [(1, D(2017, 1, 1)), (2, D(2017, 2, 1))],
        [(1, "乙", U), (2, "乙", U), (1, "丙", P)],
        {"甲": "理事", "乙": "理事长"},
    )
    assert [(p.name, p.role, p.statuses) for p in people] == [
        ("乙", "理事长", (U, U)),
        ("丙", "", (P, "")),
        ("甲", "理事", ("", "")),
    ]


@pytest.mark.django_db
def test_year_has_its_own_meetings_up_to_the_day() -> None:
    society = SocietyFactory()
    for on in (D(2016, 12, 31), D(2017, 1, 1), D(2017, 6, 30), D(2017, 7, 1)):
        came(meeting(society, on), "甲", U)
    came(meeting(society, D(2017, 3, 1), level=Body.STANDING), "甲", P)
    year = attendance_year(society, Body.COUNCIL, 2017, TODAY)
    assert [m.held_on for m in year.meetings] == [D(2017, 1, 1), D(2017, 6, 30)]
    assert [(p.name, p.run) for p in year.marked] == [("甲", 2)]


@pytest.mark.django_db
def test_seat_of_another_time_or_body_is_not_shown() -> None:
    society = SocietyFactory()
    meeting(society, D(2017, 1, 1))
    seats: dict[str, dict[str, Any]] = {
        "在任": {},
        "已离任": {"to_on": D(2016, 12, 31)},
        "年中离任": {"to_on": D(2017, 1, 1)},
        "常务": {"body": SeatBody.STANDING},
        "上届": {"term": 7},
    }
    for name, values in seats.items():
        facts = {"term": 8, "body": SeatBody.COUNCIL, "role": SeatRole.MEMBER}
        Seat.objects.create(society=society, name=name, **(facts | values))
    year = attendance_year(society, Body.COUNCIL, 2017, TODAY)
    assert {person.name for person in year.people} == {"在任", "年中离任"}


@pytest.mark.django_db
def test_level_shows_rules_in_force_and_documents() -> None:
    society = SocietyFactory()
    whole = {"has_notice": True, "has_attendance": True, "has_record": True, "has_minutes": True}
    meeting(society, D(2017, 1, 1), **whole)
    meeting(society, D(2017, 2, 1), **(whole | {"has_minutes": None}))
    for title, values in {
        "新": {"adopted_on": D(2017, 6, 30)},
        "旧": {"adopted_on": D(2010, 1, 1), "repealed_on": D(2017, 6, 30)},
        "将来": {"adopted_on": D(2017, 7, 1)},
    }.items():
        Rule.objects.create(society=society, kind=RuleKind.PROCEDURE_COUNCIL, title=title, **values)
    levels = {level.level: level for level in levels_of(society, 2017, TODAY)}
    council = levels[Body.COUNCIL]
    assert [rule.title for rule in council.rules] == ["新"]
    assert (council.held, council.minutes, council.notice, council.documented) == (2, 1, 2, 1)
    assert council.share.percent == 50
    assert levels[Body.CONGRESS].held == 0


@pytest.mark.django_db
def test_national_overview_counts_named_levels_and_overdue_resolutions() -> None:
    society = SocietyFactory()
    held = meeting(society, D(2017, 1, 1), has_attendance=True, has_record=True, has_minutes=True)
    came(held, "甲", P)
    came(held, "乙", E)
    for kind in (RuleKind.PROCEDURE_COUNCIL, RuleKind.PROCEDURE_PARTY, RuleKind.CHARTER):
        Rule.objects.create(society=society, kind=kind, title=kind)
    for title, due_on, done_on in (
        ("过期", D(2017, 6, 29), None),
        ("今天", TODAY, None),
        ("办结", D(2017, 6, 1), D(2017, 6, 2)),
    ):
        Resolution.objects.create(
            society=society, meeting=held, title=title, due_on=due_on, done_on=done_on
        )
    (row,) = meetings_of_all([society], 2017, TODAY)
    assert (row.rules, row.held, row.documented.percent, row.overdue) == (1, 1, 100, 1)
    assert row.attended.percent == 50


@pytest.mark.django_db
@time_machine.travel("2017-06-30 09:00 +0800", tick=False)
def test_pages_show_what_is_recorded(client: Client) -> None:
    society = SocietyFactory(code="A-01")
    for on in (D(2017, 1, 1), D(2017, 2, 1)):
        held = meeting(society, on)
        came(held, "甲某", U)
    Resolution.objects.create(society=society, meeting=held, title="议而未办", due_on=D(2017, 3, 1))
    client.force_login(editor(society))
    page = client.get("/societies/A-01/overviews/attendance/")
    assert [person.name for person in page.context["year"].marked] == ["甲某"]
    assert "甲某" in page.content.decode()
    standing = client.get("/societies/A-01/overviews/attendance/?level=standing&year=2017")
    assert standing.context["level"] == Body.STANDING
    assert standing.context["year"].people == []
    wrong = client.get("/societies/A-01/overviews/attendance/?level=nobody&year=x")
    assert wrong.context["form"].errors.keys() == {"level", "year"}
    assert "议而未办" in client.get("/societies/A-01/overviews/meetings/").content.decode()
    earlier = client.get("/societies/A-01/overviews/meetings/?year=2016")
    assert all(level.held == 0 for level in earlier.context["levels"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/overviews/meetings/",
        "/overviews/activities/",
        "/societies/A-01/overviews/attendance/",
        "/societies/A-01/overviews/meetings/",
        "/societies/A-01/overviews/office/",
        "/societies/A-01/overviews/governance/",
        "/societies/A-01/overviews/activities/",
    ],
)
@time_machine.travel("2017-06-30 09:00 +0800", tick=False)
def test_overview_takes_the_same_queries_for_any_number(
    url: str, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(auditor())
    society = SocietyFactory(code="A-01")

    def record(number: int) -> None:
        held = meeting(society, D(2017, 1, number))
        came(held, f"甲{number}", U)
        Resolution.objects.create(society=society, meeting=held, title="议", due_on=D(2017, 1, 1))
        Rule.objects.create(society=society, kind=RuleKind.PROCEDURE_COUNCIL, title=f"规则{number}")
        SocietyFactory()

    record(1)
    client.get(url)
    with django_assert_max_num_queries(15) as one:
        client.get(url)
    record(2)
    record(3)
    with django_assert_max_num_queries(len(one)) as three:
        client.get(url)
    assert len(three) == len(one)
