"""What holds for every test of members."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from members.models import Member
from societies.models import Society
from tests.factories.members import GOOD_ID, PHONE
from tests.factories.societies import SocietyFactory, editor


@pytest.fixture(autouse=True)
def every_society() -> Iterator[None]:
    """Read and make records of any society, as a job does; requests open their own scope."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """Some society."""
    return SocietyFactory(code="A-01")


@pytest.fixture
def at_work(client: Client, society: Society) -> Client:
    """The browser of an editor of the society."""
    client.force_login(editor(society))
    return client


@pytest.fixture
def person(society: Society) -> Member:
    """A member with an identity and a telephone number."""
    made = Member(society=society, registration_no="S01-1", name="王小明", email="wang@example.org")
    made.id_number, made.phone = GOOD_ID, PHONE
    made.save()
    return made
