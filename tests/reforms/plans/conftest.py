"""A plan that awaits CAST."""

from __future__ import annotations

import pytest

from reforms.models import PlanVersion
from reforms.services.plans import save_version, submit_version
from tests.reforms.plans.scene import AT, COMPLETE


@pytest.fixture
def submitted(draft: PlanVersion) -> PlanVersion:
    """A complete plan before CAST."""
    save_version(version=draft, content=COMPLETE, expected_lock=0, by=None)
    return submit_version(version=draft, by=None, at=AT)
