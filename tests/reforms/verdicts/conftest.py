"""A society whose members were declared, and a workplan that asks for their growth."""

from __future__ import annotations

import datetime as dt

import pytest

from reforms.models import Workplan
from societies.models import Society
from tests.factories.checks import checked_workplan
from tests.factories.societies import SocietyFactory
from tests.reforms.verdicts.scene import LAST, declare


@pytest.fixture
def society() -> Society:
    """A society that had 20,000 members at the end of 2016 and has 22,999."""
    society: Society = SocietyFactory(code="A-01")
    declare(society, LAST, 20_000)
    declare(society, dt.date(2017, 6, 1), 22_999)
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 1 asks for 15% more members, task 2 for no dormant branches and for premises."""
    return checked_workplan()
