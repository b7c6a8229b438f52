"""Facts for the checks of the office, activities and exceptions, and what all facts cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import DeclaredCount
from reforms.enums import ExceptionState
from reforms.models import CheckException, Workplan
from reforms.selectors.facts import collect_facts
from societies.models import (
    Activity,
    Branch,
    CouncilTerm,
    PartyBody,
    Premises,
    ReportPublication,
    Rule,
    Seat,
    Society,
    StaffMember,
)
from tests.factories.checks import TODAY, facts_of
from tests.factories.members import member
from tests.factories.reforms import accepted_plan
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


LAST = dt.date(2016, 12, 31)


@pytest.mark.parametrize(
    ("adopted_on", "repealed_on", "is_in_force"),
    [
        (TODAY, None, True),
        (TODAY + dt.timedelta(1), None, False),
        (None, None, True),
        (LAST, TODAY, False),
        (LAST, TODAY + dt.timedelta(1), True),
    ],
)
def test_rule_is_in_force_from_adoption_until_repeal(
    society: Society,
    workplan: Workplan,
    adopted_on: dt.date | None,
    repealed_on: dt.date | None,
    is_in_force: bool,
) -> None:
    Rule.objects.create(
        society=society,
        kind="branches",
        title="办法",
        adopted_on=adopted_on,
        repealed_on=repealed_on,
    )
    assert bool(facts_of(society, workplan).rules) is is_in_force


def test_office_keeps_everybody_and_only_reports_of_the_year(
    society: Society, workplan: Workplan
) -> None:
    StaffMember.objects.create(society=society, name="甲", employment="full_time", to_on=LAST)
    Premises.objects.create(society=society, address="北京", tenure="rented")
    PartyBody.objects.create(society=society, layer="council", kind="branch", members=3)
    for year in (2016, 2017):
        ReportPublication.objects.create(society=society, year=year, title="年报")
    facts = facts_of(society, workplan)
    assert (len(facts.staff), len(facts.premises), len(facts.party_bodies)) == (1, 1, 1)
    assert [report.year for report in facts.publications] == [2017]


def test_activities_count_when_they_begin_or_while_they_run(
    society: Society, workplan: Workplan
) -> None:
    rows: tuple[tuple[str, dt.date, dt.date | None], ...] = (
        ("domestic_meeting", LAST, None),
        ("domestic_meeting", dt.date(2017, 1, 1), None),
        ("domestic_meeting", TODAY + dt.timedelta(1), None),
        ("journal", dt.date(1955, 1, 1), None),
        ("journal", dt.date(1955, 1, 1), LAST),
        ("journal", dt.date(1955, 1, 1), dt.date(2017, 1, 1)),
    )
    for number, (kind, began, ended) in enumerate(rows):
        Activity.objects.create(
            society=society,
            kind=kind,
            title=f"活动{number}",
            started_on=began,
            ended_on=ended,
            measures={"papers": 10},
        )
    found = {fact.kind: fact for fact in facts_of(society, workplan).activities}
    assert (found["domestic_meeting"].number, found["journal"].number) == (1, 2)
    assert found["journal"].measures == {"papers": 20}


def test_activity_held_together_counts_for_each_society(
    society: Society, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02")
    shared = Activity.objects.create(
        society=other, kind="domestic_meeting", title="年会", started_on=TODAY, approval="1"
    )
    shared.co_hosts.add(society)
    for one in (society, other):
        [fact] = facts_of(one, workplan).activities
        assert (fact.number, fact.without_approval) == (1, 0)


@pytest.mark.parametrize(
    ("state", "valid_until", "is_valid"),
    [
        (ExceptionState.APPROVED, None, True),
        (ExceptionState.APPROVED, TODAY, True),
        (ExceptionState.APPROVED, TODAY - dt.timedelta(1), False),
        (ExceptionState.REQUESTED, None, False),
        (ExceptionState.WITHDRAWN, None, False),
    ],
)
def test_exception_holds_until_its_last_day(
    society: Society,
    workplan: Workplan,
    state: ExceptionState,
    valid_until: dt.date | None,
    is_valid: bool,
) -> None:
    CheckException.objects.create(
        society=society,
        task=workplan.tasks.get(number=2),
        check_name="dormant_branches",
        reason="正在合并",
        state=state,
        requested_at=dt.datetime(2017, 1, 1, tzinfo=dt.UTC),
        valid_until=valid_until,
    )
    expected = frozenset({(2, "dormant_branches")}) if is_valid else frozenset()
    assert facts_of(society, workplan).exceptions == expected


def test_facts_ask_as_often_for_one_society_as_for_all(workplan: Workplan) -> None:
    """Every society elects on a day of its own, so that each register counts other days."""
    Society.objects.bulk_create(SocietyFactory.build_batch(210))
    societies = list(Society.objects.order_by("pk"))
    for number, one in enumerate(societies):
        elected_on = dt.date(2016, 11, 30) + dt.timedelta(number)
        CouncilTerm.objects.create(society=one, term=2, congress_on=elected_on)
        member(one, 1, joined_on=LAST)
    for one in societies[:3]:
        DeclaredCount.objects.create(society=one, as_of=LAST, individual=5)
        Seat.objects.create(society=one, term=2, body="council", name="甲")
        Branch.objects.create(society=one, name="分会", kind="subsociety")
        Activity.objects.create(society=one, kind="journal", title="学报", started_on=LAST)
        accepted_plan(one, workplan, (4, 5, 6, 7, 8))
    counts = []
    for number in (1, 3, 210):
        fresh = Workplan.objects.get(pk=workplan.pk)
        with CaptureQueriesContext(connection) as queries:
            facts = collect_facts(societies[:number], fresh, TODAY)
        assert all(known.count_on(TODAY) == (TODAY, 1, "register") for known in facts.values())
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 4
