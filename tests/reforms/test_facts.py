"""Facts for the checks: members, governance, meetings and branches as of a day."""

from __future__ import annotations

import datetime as dt

import pytest

from members.enums import MemberKind
from members.models import DeclaredCount, Dues
from reforms.checks.facts import DuesFact, LevelAttendance, MembershipFact
from reforms.models import Workplan
from societies.models import (
    Appointment,
    Attendance,
    Branch,
    BranchActivity,
    BranchChange,
    CouncilTerm,
    Meeting,
    Resolution,
    Seat,
    Society,
)
from tests.factories.checks import TODAY, asked, facts_of
from tests.factories.members import member
from tests.factories.reforms import accepted_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


LAST = dt.date(2016, 12, 31)


def test_register_is_counted_on_the_days_that_matter(society: Society, workplan: Workplan) -> None:
    member(society, 1, joined_on=LAST)
    member(society, 2, joined_on=dt.date(2017, 1, 1))
    member(society, 3, joined_on=dt.date(2010, 1, 1), left_on=LAST)
    member(society, 4, joined_on=dt.date(2017, 6, 16))
    member(society, 5, kind=MemberKind.UNIT, joined_on=dt.date(2010, 1, 1))
    DeclaredCount.objects.create(society=society, as_of=LAST, individual=500)
    found = {fact.on: fact for fact in facts_of(society, workplan).membership}
    assert found[LAST] == MembershipFact(LAST, 1, "register")
    assert found[TODAY] == MembershipFact(TODAY, 2, "register")


def test_declarations_up_to_the_day_stand_in_for_a_register(
    society: Society, workplan: Workplan
) -> None:
    for on, count in ((LAST, 500), (TODAY, 600), (TODAY + dt.timedelta(1), 700)):
        DeclaredCount.objects.create(society=society, as_of=on, individual=count)
    assert facts_of(society, workplan).membership == (
        MembershipFact(LAST, 500, "declared"),
        MembershipFact(TODAY, 600, "declared"),
    )


def test_register_is_counted_at_the_election_and_a_year_before(
    society: Society, workplan: Workplan
) -> None:
    CouncilTerm.objects.create(society=society, term=3, congress_on=dt.date(2017, 5, 2))
    member(society, 1, joined_on=dt.date(2016, 5, 2))
    member(society, 2, joined_on=dt.date(2017, 5, 2))
    found = {fact.on: fact.individual for fact in facts_of(society, workplan).membership}
    assert (found[dt.date(2016, 5, 2)], found[dt.date(2017, 5, 2)]) == (1, 2)


def test_dues_come_from_the_register_as_known_on_the_day(
    society: Society, workplan: Workplan
) -> None:
    known, later = TODAY, TODAY + dt.timedelta(1)
    for number, (paid, paid_on) in enumerate(((60, known), (60, later), (59, known))):
        Dues.objects.create(
            society=society,
            member=member(society, number),
            year=2017,
            owing=60,
            paid=paid,
            paid_on=paid_on,
        )
    unit = member(society, 9, kind=MemberKind.UNIT)
    Dues.objects.create(society=society, member=unit, year=2017, owing=60, paid=60)
    DeclaredCount.objects.create(society=society, as_of=TODAY, dues_owing=9, dues_paid=9)
    assert facts_of(society, workplan).dues == (DuesFact(2017, 3, 1, "register"),)


def test_declared_dues_speak_of_the_year_of_their_day(society: Society, workplan: Workplan) -> None:
    for on, paid in ((dt.date(2015, 12, 31), 1), (LAST, 70), (dt.date(2017, 3, 31), 20)):
        DeclaredCount.objects.create(society=society, as_of=on, dues_owing=100, dues_paid=paid)
    DeclaredCount.objects.create(society=society, as_of=TODAY, dues_owing=100)
    assert facts_of(society, workplan).dues == (
        DuesFact(2016, 100, 70, "declared"),
        DuesFact(2017, 100, 20, "declared"),
    )


def test_term_is_the_highest_elected_by_the_day(society: Society, workplan: Workplan) -> None:
    CouncilTerm.objects.create(society=society, term=1, starts_on=dt.date(2012, 6, 15))
    CouncilTerm.objects.create(society=society, term=2, congress_on=TODAY)
    for term, names in ((1, "甲乙丙"), (2, "甲丁")):
        for name in names:
            Seat.objects.create(society=society, term=term, body="council", name=name)
    now = facts_of(society, workplan)
    assert now.term is not None
    assert (now.term.term, now.term.previous_council_size) == (2, 3)
    assert [seat.name for seat in now.seats] == ["甲", "丁"]
    before = facts_of(society, workplan, TODAY - dt.timedelta(1))
    assert before.term is not None
    assert (before.term.term, len(before.seats)) == (1, 3)


def test_entered_size_of_the_council_before_goes_first(
    society: Society, workplan: Workplan
) -> None:
    Seat.objects.create(society=society, term=1, body="council", name="甲")
    CouncilTerm.objects.create(society=society, term=2, previous_council_size=120)
    term = facts_of(society, workplan).term
    assert term is not None
    assert term.previous_council_size == 120


def test_seats_without_any_term_are_those_of_the_highest(
    society: Society, workplan: Workplan
) -> None:
    Seat.objects.create(society=society, term=4, body="council", name="甲")
    Seat.objects.create(society=society, term=5, body="supervisory", name="乙")
    Appointment.objects.create(society=society, term=5, name="丙")
    accepted_plan(society, workplan, holds_reelection=True)
    facts = facts_of(society, workplan)
    assert ([seat.name for seat in facts.seats], len(facts.appointments)) == (["乙"], 1)


@pytest.mark.parametrize(
    ("congress_on", "is_planned", "expected"),
    [
        (None, False, False),
        (None, True, True),
        (dt.date(2017, 12, 31), False, True),
        (dt.date(2018, 1, 1), False, False),
        (LAST, False, False),
    ],
)
def test_reelection_is_planned_or_has_its_congress_in_the_year(
    society: Society,
    workplan: Workplan,
    congress_on: dt.date | None,
    is_planned: bool,
    expected: bool,
) -> None:
    accepted_plan(society, workplan, holds_reelection=is_planned)
    CouncilTerm.objects.create(society=society, term=2, congress_on=congress_on)
    assert facts_of(society, workplan).holds_reelection is expected


def test_meetings_are_those_of_the_year_up_to_the_day(society: Society, workplan: Workplan) -> None:
    days = (LAST, dt.date(2017, 1, 1), TODAY, TODAY + dt.timedelta(1))
    for day in days:
        meeting = Meeting.objects.create(society=society, level="council", held_on=day)
        Resolution.objects.create(society=society, meeting=meeting, title="决议", owner=" ")
    facts = facts_of(society, workplan)
    assert [meeting.held_on for meeting in facts.meetings] == list(days[1:3])
    assert [resolution.has_owner for resolution in facts.resolutions] == [False, False]


def test_what_was_carried_out_later_is_open_on_the_day(
    society: Society, workplan: Workplan
) -> None:
    meeting = Meeting.objects.create(society=society, level="council", held_on=TODAY)
    for title, day in (("一", TODAY), ("二", TODAY + dt.timedelta(1))):
        Resolution.objects.create(society=society, meeting=meeting, title=title, done_on=day)
    assert [r.done_on for r in facts_of(society, workplan).resolutions] == [TODAY, None]


def test_attendance_leaves_out_people_with_fewer_absences_than_any_check_asks(
    society: Society, workplan: Workplan
) -> None:
    params = {"levels": ["council"], "in_a_row": 2}
    workplan.tasks.filter(number=1).update(checks=[asked("absentees_adjusted", params)])
    for month, names in ((3, "甲乙"), (5, "甲")):
        day = dt.date(2017, month, 1)
        meeting = Meeting.objects.create(society=society, level="council", held_on=day)
        for name in names:
            Attendance.objects.create(
                society=society, meeting=meeting, name=name, status="unexcused"
            )
    facts = facts_of(society, Workplan.objects.get(pk=workplan.pk))
    assert [row.name for row in facts.attendance] == ["甲", "甲"]


def test_seats_without_reelection_are_those_of_absentees_and_one_more(
    society: Society, workplan: Workplan
) -> None:
    CouncilTerm.objects.create(society=society, term=2, starts_on=dt.date(2015, 1, 1))
    for name in "甲乙丙丁":
        Seat.objects.create(society=society, term=2, body="council", name=name)
    meeting = Meeting.objects.create(society=society, level="council", held_on=TODAY)
    Attendance.objects.create(society=society, meeting=meeting, name="丙", status="unexcused")
    assert [seat.name for seat in facts_of(society, workplan).seats] == ["甲", "丙"]
    accepted_plan(society, workplan, holds_reelection=True)
    assert [seat.name for seat in facts_of(society, workplan).seats] == ["甲", "乙", "丙", "丁"]


def test_attendance_names_only_people_who_stayed_away_unexcused(
    society: Society, workplan: Workplan
) -> None:
    first, second = (
        Meeting.objects.create(society=society, level="council", held_on=dt.date(2017, month, 1))
        for month in (3, 5)
    )
    rows = ((first, "甲", "unexcused"), (second, "甲", "present"), (first, "乙", "excused"))
    for meeting, name, status in rows:
        Attendance.objects.create(society=society, meeting=meeting, name=name, status=status)
    facts = facts_of(society, workplan)
    assert [(row.name, row.status) for row in facts.attendance] == [
        ("甲", "unexcused"),
        ("甲", "present"),
    ]
    assert facts.attendance_counts == (LevelAttendance("council", 1, 1, 1),)


def test_branch_was_last_active_by_its_column_or_its_log(
    society: Society, workplan: Workplan
) -> None:
    branch = Branch.objects.create(
        society=society,
        name="中国数学会代数专业委员会",
        kind="professional",
        parent="中国数学会",
        last_activity_on=dt.date(2017, 2, 1),
    )
    for day in (dt.date(2017, 3, 1), TODAY + dt.timedelta(1)):
        BranchActivity.objects.create(society=society, branch=branch, held_on=day, title="年会")
        BranchChange.objects.create(
            society=society, branch=branch, kind="rectify", decided_by="council", decided_on=day
        )
    BranchChange.objects.create(
        society=society, branch=branch, kind="person", decided_by="council", decided_on=TODAY
    )
    [fact] = facts_of(society, workplan).branches
    assert (fact.parent, fact.last_activity_on) == ("", dt.date(2017, 3, 1))
    assert (fact.decided_on, fact.is_regional) == (dt.date(2017, 3, 1), False)


def test_branch_set_up_later_is_not_there_yet(society: Society, workplan: Workplan) -> None:
    day = TODAY + dt.timedelta(1)
    Branch.objects.create(society=society, name="分会", kind="subsociety", set_up_on=day)
    assert facts_of(society, workplan).branches == ()
    assert len(facts_of(society, workplan, day).branches) == 1
