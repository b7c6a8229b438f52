"""What most tests of the reform start from; and property tests judge values, never time."""

from __future__ import annotations

import pytest
from hypothesis import settings

from accounts.models import User
from reforms.models import PlanVersion, Workplan
from reforms.services.plans import plan_for, start_version
from societies.models import Society
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, approver, editor

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def society() -> Society:
    """A society without anything on record."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """A workplan whose tasks 1 and 2 are basic, 3 is of the re-election, 4 to 9 are optional."""
    return workplan_of()


@pytest.fixture
def clerk(society: Society) -> User:
    """The society's editor."""
    return editor(society)


@pytest.fixture
def chief(society: Society) -> User:
    """The society's approver."""
    return approver(society)


@pytest.fixture
def draft(society: Society, workplan: Workplan) -> PlanVersion:
    """A draft with nothing in it."""
    return start_version(plan=plan_for(society=society, workplan=workplan), by=None)
