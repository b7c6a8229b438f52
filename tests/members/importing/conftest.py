"""What the tests of the import share: a society with its form of numbers, and who imports."""

from __future__ import annotations

import pytest

from accounts.models import User
from societies.models import Society
from tests.factories.accounts import UserFactory
from tests.factories.societies import SocietyFactory


@pytest.fixture
def society() -> Society:
    """A society with a form of numbers of its own."""
    return SocietyFactory(code="A-01", member_prefix="M", member_pattern="####")


@pytest.fixture
def by() -> User:
    """Who imports."""
    return UserFactory()
