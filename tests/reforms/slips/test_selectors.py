"""Counting the slips that wait, for societies and for CAST."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled

from reforms.enums import SlipLevel, SlipState
from reforms.models import Workplan
from reforms.selectors import slips
from societies.models import Society
from tests.factories.reforms import workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def everywhere() -> object:
    """Read every society."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """A society."""
    return SocietyFactory()


@pytest.fixture
def workplan() -> Workplan:
    """A workplan."""
    return workplan_of()


def test_waiting_counts_each_state_where_it_belongs(society: Society, workplan: Workplan) -> None:
    states = (*SlipState.values,)
    for number, state in enumerate(states, start=1):
        slip_of(society, workplan, number, case=f"{number}", state=state, level=SlipLevel.RED)

    found = slips.waiting(today=dt.date(2017, 6, 10))

    assert found == slips.SlipCounts(open=4, unanswered=3, overdue=3, answered=1, red=4)


@pytest.mark.parametrize(("day", "overdue"), [(9, 0), (10, 1)])
def test_waiting_overdue_begins_on_the_day_after(
    society: Society, workplan: Workplan, day: int, overdue: int
) -> None:
    slip_of(society, workplan)

    assert slips.waiting(today=dt.date(2017, 6, day)).overdue == overdue


def test_waiting_keeps_to_the_societies_and_the_workplan(
    society: Society, workplan: Workplan
) -> None:
    other = SocietyFactory()
    slip_of(society, workplan, 1)
    slip_of(other, workplan, 2)
    day = dt.date(2017, 6, 3)

    assert slips.waiting(today=day, societies=[other]).open == 1
    assert slips.waiting(today=day, workplan=workplan).open == 2
    assert slips.waiting(today=day, workplan=workplan_of(year=2018)).open == 0


def test_slip_of_one_case_is_open_once(society: Society, workplan: Workplan) -> None:
    slip_of(society, workplan, 1, state=SlipState.CLOSED)
    slip_of(society, workplan, 2)

    with pytest.raises(IntegrityError), transaction.atomic():
        slip_of(society, workplan, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        slip_of(society, workplan, 2, case="2017-05")
