"""Every address answers every role as the table says, and a refusal changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.days import NOW
from tests.access.table import TABLE, Row
from tests.access.world import ROLES, World

pytestmark = pytest.mark.django_db

#: Answers with which somebody is refused.
REFUSALS = {"in", "403", "404", "405"}
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
#: Written by asking at all: when a session was last seen.
_SESSIONS = re.compile(r'"django_session"')


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Name and parts of every address the portal answers."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", frozenset(pattern.pattern.regex.groupindex)


def answer_word(response: HttpResponseBase) -> str:
    """Say in the table's words what came back."""
    if response.status_code not in {301, 302}:
        return str(response.status_code)
    return "in" if response["Location"].startswith(reverse(settings.LOGIN_URL)) else ">"


def columns(words: str) -> list[set[str]]:
    """Return the answers allowed per role."""
    cells = words.split()
    cells = cells * len(ROLES) if len(cells) == 1 else cells
    assert len(cells) == len(ROLES), words
    return [set(cell.split("/")) for cell in cells]


def ask(world: World, row: Row, method: str, role: str) -> tuple[str, list[str]]:
    """Ask for an address as a role; return the answer and what was written to the database."""
    values = {
        name: world.keys[value[1:]] if isinstance(value, str) and value[:1] == "@" else value
        for name, value in row.values.items()
    }
    client = world.client(role)
    with CaptureQueriesContext(connection) as queries:
        address = reverse(row.name, kwargs=values)
        response: Any = client.get(address) if method == "get" else client.post(address, row.data)
    if response.streaming:
        b"".join(response)  # read to its end, a file closes itself
    writes = [
        query["sql"]
        for query in queries
        if _WRITES.match(query["sql"]) and not _SESSIONS.search(query["sql"])
    ]
    return answer_word(response), writes


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    rows = {(row.name, frozenset(row.values)) for row in TABLE}
    # allauth's own page stands behind the one that replaces it under the same name
    assert rows == set(addresses(get_resolver()))


def test_the_table_has_no_row_twice() -> None:
    keys = sorted((row.name, sorted(row.values)) for row in TABLE)
    assert not [first for first, second in pairwise(keys) if first == second]


@pytest.mark.parametrize(
    "row", TABLE, ids=lambda row: f"{row.name}-{'-'.join(row.values)}".rstrip("-")
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_answers_each_role(world: World, row: Row, method: str) -> None:
    expected = columns(row.get if method == "get" else row.post)
    found, written = [], {}
    # Those who are refused ask first, so that no permitted change stands before them.
    with time_machine.travel(NOW, tick=False):
        order = sorted(zip(ROLES, expected, strict=True), key=lambda pair: not pair[1] & REFUSALS)
        answers = {}
        for role, _ in order:
            answers[role], writes = ask(world, row, method, role)
            if answers[role] in REFUSALS and writes:
                written[role] = writes
    found = [answers[role] for role in ROLES]
    fits = all(word in allowed for word, allowed in zip(found, expected, strict=True))
    assert fits, f"{row.name} {method}: found {' '.join(found)}"
    assert not written, f"{row.name} {method}: a refusal wrote {written}"
