"""A society that breaks a soft check, and an officer of CAST who may excuse it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from reforms.models import CheckException, Workplan
from societies.models import Branch, Society
from tests.factories.checks import checked_workplan
from tests.factories.societies import SocietyFactory, reviewer
from tests.reforms.exceptions.scene import ask


@pytest.fixture
def society() -> Society:
    """A society with a dormant branch that nobody decided on."""
    society: Society = SocietyFactory(code="A-01")
    Branch.objects.create(
        society=society,
        name="中国数学会代数专业委员会",
        kind="professional",
        last_activity_on=dt.date(2015, 1, 1),
    )
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 2 asks for no dormant branches (soft) and for premises (not soft)."""
    return checked_workplan()


@pytest.fixture
def officer(society: Society) -> User:
    """The reviewer whose portfolio has the society."""
    return reviewer(society)


@pytest.fixture
def request_(society: Society, workplan: Workplan, clerk: User) -> CheckException:
    """A request that waits for CAST."""
    return ask(society, workplan, clerk)
