"""What holds for every test of members."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scopes_disabled


@pytest.fixture(autouse=True)
def every_society() -> Iterator[None]:
    """Read and make records of any society, as a job does; requests open their own scope."""
    with scopes_disabled():
        yield
