"""A day of notices, a society, and who is signed in."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from societies.models import Society
from tests.factories.notices import AT
from tests.factories.societies import SocietyFactory, editor, manager
from tests.societies.notices.scene import signed_in


@pytest.fixture
def at_notices() -> Any:
    """Let it be the day on which notices are sent."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def own() -> Society:
    """A society."""
    return SocietyFactory(code="A-01", name_zh="中国数学会")


@pytest.fixture
def as_editor(own: Society) -> Client:
    """Its editor."""
    return signed_in(editor(own, name="王编"))


@pytest.fixture
def as_manager() -> Client:
    """A manager."""
    return signed_in(manager())
