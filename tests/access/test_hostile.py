"""No address breaks on signs, numbers and days that nobody means well by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.urls import reverse

from tests.access.days import NOW
from tests.access.table import TABLE, Row
from tests.access.test_access import REFUSALS
from tests.access.world import ROLES, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="other databases take anything"),
]

#: What PostgreSQL cannot look for, what no column holds, a month that has no next.
NULL, HUGE, LAST = "a\0b", "9" * 30, "9999-12"
DAYS = {"at", "day", "from", "month", "to"}
#: What pages read of an address.
ASKED = (
    *("at", "by", "check", "columns", "cursor", "day", "discipline", "from", "group", "kind"),
    *("level", "limit", "mode", "month", "number", "only", "own", "page", "part", "portfolio"),
    *("q", "reason", "rule", "show", "society", "sort", "state", "status", "task", "to", "topic"),
    *("version", "view", "workplan", "year"),
)
#: What forms send besides what the row names.
SENT = (
    *("base", "change_reason", "check", "code", "confirm", "date", "day", "days", "discipline"),
    *("email", "events", "expires_on", "file", "kind", "level", "lock_version", "month", "months"),
    *("name", "no_change", "note", "number", "percent", "pk", "q", "query", "reason", "reports"),
    *("role", "society", "societies", "sort", "state", "task", "text", "title", "to", "url"),
    *("value", "version", "workplan", "year"),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection when a file that was sent closes itself: the test stands in it."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def asker(row: Row, method: str) -> str:
    """Who gets furthest: the manager, else whom the row lets in first."""
    words = (row.get if method == "get" else row.post).split()
    words = words * len(ROLES) if len(words) == 1 else words
    open_to = [role for role, word in zip(ROLES, words, strict=True) if word not in REFUSALS]
    return "manager" if "manager" in open_to or not open_to else open_to[-1]


def fault(world: World, row: Row, method: str, value: str) -> str:
    """Ask, put back whatever was changed, and say what broke."""
    role = asker(row, method)
    keys = {
        name: world.keys[each[1:]] if isinstance(each, str) and each[:1] == "@" else each
        for name, each in row.values.items()
    }
    names = ASKED if method == "get" else [*SENT, *row.data]
    data = {name: LAST if value == HUGE and name in DAYS else value for name in names}
    ask = getattr(world.client(role), method)
    answer = ""
    try:
        with transaction.atomic():
            response: Any = ask(reverse(row.name, kwargs=keys), data)
            if response.streaming:
                b"".join(response)
            if response.status_code >= 500 and row.name != "healthz":
                answer = str(response.status_code)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it would have been a 500
        answer = repr(error)
    return answer and f"{method} {row.name} as {role}, {value[:9]!r}: {answer}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_breaks(world: World, method: str) -> None:
    with time_machine.travel(NOW, tick=False):
        faults = [
            fault(world, row, method, value)
            for row in TABLE
            for value in (NULL, HUGE)
            if (row.get if method == "get" else row.post) != "405"
        ]
    assert [each for each in faults if each] == []


@pytest.mark.parametrize("role", ["anonymous", "manager"])
def test_no_address_breaks_with_a_null_within(world: World, role: str) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = {
            f"{row.name}.{name}": world.client(role).get(
                reverse(row.name, kwargs={**row.values, name: f"{value}\0"})
            )
            for row in TABLE
            for name, value in row.values.items()
            if isinstance(value, str) and name == "code" and len(row.values) == 1
        }
    assert answers
    assert {each.status_code for each in answers.values()} <= {302, 401, 404, 422}
