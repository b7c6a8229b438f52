"""An editor who fills in a month, on a day in May."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django_scopes import scopes_disabled

from accounts.models import User
from reforms.models import Workplan
from societies.models import Society
from tests.factories.societies import approver, editor
from tests.reforms.entry.scene import AT


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    """Let it be a day in May; look at all societies outside of requests."""
    with scopes_disabled(), time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def clerk(society: Society) -> User:
    """The society's editor."""
    return editor(society, name="李编辑")


@pytest.fixture
def at_work(client: Client, clerk: User, workplan: Workplan) -> Client:
    """A browser in which the editor is signed in, in English."""
    client.force_login(clerk)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def chief(society: Society) -> User:
    """The society's approver."""
    return approver(society, name="王秘书长")
