"""Societies whose registers are kept in tests."""

from __future__ import annotations

import pytest

from societies.models import Society
from tests.factories.societies import SocietyFactory


@pytest.fixture
def society() -> Society:
    """The society whose people are at work."""
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Maths")
    return made


@pytest.fixture
def other() -> Society:
    """Another one, of which they see nothing."""
    made: Society = SocietyFactory(code="A-02", name_zh="中国物理学会")
    return made
