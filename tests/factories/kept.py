"""What many tests start from is built once in a process; from then on its rows are put in."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation

from reports import page_cache

T = TypeVar("T")
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class _Kept:
    """What a function gave, and the rows it wrote by table."""

    made: Any
    rows: Rows


_kept: dict[Hashable, _Kept] = {}


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gives and leave in the database what it writes.

    It is called when its tables hold anything, and outside a transaction, where its callbacks run.
    """
    if not connection.in_atomic_block:
        return make()
    key = (key, timezone.localdate(), translation.get_language())
    if key not in _kept:
        return _make_and_keep(key, make)
    found = _kept[key]
    if any(_count(table) for table in found.rows):
        return make()
    for table, rows in found.rows.items():
        _put(table, rows)
    _forget_what_is_cached()
    made: T = deepcopy(found.made)
    return made


def _make_and_keep(key: Hashable, make: Callable[[], T]) -> T:
    before = {table: _count(table) for table in _columns()}
    made = make()
    after = {table: _count(table) for table in before}
    changed = [table for table in before if before[table] != after[table]]
    if not any(before[table] for table in changed):
        _kept[key] = _Kept(deepcopy(made), {table: _rows(table) for table in changed})
    return made


def _forget_what_is_cached() -> None:
    """Rows that are put in tell nobody that something has changed."""
    cache.clear()
    page_cache.memory.ask_again()


def _columns() -> dict[str, list[str]]:
    """Return the columns of every table."""
    return {
        model._meta.db_table: [str(field.column) for field in model._meta.local_concrete_fields]
        for model in apps.get_models(include_auto_created=True)
    }


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
        return int(cursor.fetchone()[0])


def _rows(table: str) -> list[tuple[Any, ...]]:
    """Return the rows as they are held; after a `+` SQLite's driver converts nothing."""
    plus = "+" if connection.vendor == "sqlite" else ""
    columns = ", ".join(plus + connection.ops.quote_name(name) for name in _columns()[table])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(table)}")
        return [tuple(row) for row in cursor.fetchall()]


def _put(table: str, rows: list[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    names = _columns()[table]
    columns, places = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table)} ({columns}) VALUES ({places})", rows)
