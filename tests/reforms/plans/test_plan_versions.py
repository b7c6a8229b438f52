"""Which version of a plan counts: now, and on an earlier day."""

from __future__ import annotations

import datetime as dt

import pytest

from reforms.enums import PlanState
from reforms.models import PlanVersion, Workplan
from reforms.selectors.plan_versions import (
    VersionFact,
    in_force,
    in_force_on,
    version_facts,
)
from societies.models import Society
from tests.factories.reforms import accepted_plan, workplan_of
from tests.factories.societies import SocietyFactory

DAY = dt.datetime(2017, 6, 1, tzinfo=dt.UTC)
EARLIER, LATER = DAY - dt.timedelta(1), DAY + dt.timedelta(1)


def version(
    pk: int,
    state: PlanState,
    *,
    submitted: dt.datetime | None = None,
    decided: dt.datetime | None = None,
    holds: bool = False,
) -> VersionFact:
    return VersionFact(pk, 1, state, holds, submitted, decided)


def test_the_last_accepted_version_is_in_force() -> None:
    old, new = version(1, PlanState.ACCEPTED), version(2, PlanState.ACCEPTED)
    assert in_force([old, new]).accepted == {1: new}


def test_a_draft_declares_nothing() -> None:
    sent = version(1, PlanState.RETURNED, holds=True)
    assert in_force([sent, version(2, PlanState.DRAFT)]).declared == {1: True}


@pytest.mark.parametrize(("decided", "is_in_force"), [(EARLIER, True), (DAY, False)])
def test_a_version_is_in_force_on_a_day_once_it_was_accepted(
    decided: dt.datetime, is_in_force: bool
) -> None:
    one = version(1, PlanState.ACCEPTED, submitted=EARLIER, decided=decided, holds=True)
    plans = in_force_on([one], DAY)
    assert plans.accepted == ({1: one} if is_in_force else {})
    assert plans.declared == ({} if is_in_force else {1: True})


def test_what_was_sent_after_the_day_says_nothing_of_it() -> None:
    one = version(1, PlanState.ACCEPTED, submitted=LATER, decided=LATER)
    plans = in_force_on([one], DAY)
    assert (plans.accepted, plans.declared) == ({}, {})


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01")
    return made


@pytest.fixture
def workplan() -> Workplan:
    return workplan_of()


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_versions_are_read_with_the_tasks_they_chose(society: Society, workplan: Workplan) -> None:
    due = {5: dt.date(2017, 9, 1)}
    first = accepted_plan(society, workplan, (4, 5), due_months=due)
    empty = accepted_plan(society, workplan, holds_reelection=True)
    PlanVersion.objects.create(plan=empty.plan, number=3, state=PlanState.DRAFT)
    found = version_facts(workplan)
    assert [(each.pk, each.chosen) for each in found] == [
        (first.pk, {4: None, 5: due[5]}),
        (empty.pk, {}),
    ]
    assert [each.chosen for each in version_facts(workplan, with_tasks=False)] == [{}, {}]
    assert len(version_facts(workplan, with_days=True)) == 3
