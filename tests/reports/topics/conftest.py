"""The society whose report is told."""

from __future__ import annotations

import pytest

from societies.models import (
    Society,
)
from tests.factories.societies import SocietyFactory


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return made
