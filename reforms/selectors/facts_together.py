"""Rows of many tables in one query.

Tables of any shape stand in one UNION because the database packs their rows into JSON. What JSON
or a database writes in its own way (days, marks, JSON within) is made again from the kinds of the
fields.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    DateField,
    F,
    JSONField,
    QuerySet,
    Value,
)
from django.db.models.functions import JSONArray

#: The values of one row, in the order of the fields asked for.
Row = list[Any]


@dataclass(frozen=True)
class Reading:
    """What to read of a table: fields or annotations of its rows, in the order of their ids.

    Groups (`values` with an aggregate) have no ids and come in any order.
    """

    rows: QuerySet[Any]
    fields: tuple[str, ...]
    are_groups: bool = False


class PackedRows(Aggregate):
    """All rows as one JSON array."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Name it as PostgreSQL does."""
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def read_together(readings: Mapping[str, Reading]) -> dict[str, list[Row]]:
    """Read the rows of each reading, by its name (one query)."""
    first, *others = (_part(name, reading) for name, reading in readings.items())
    found: dict[str, list[Row]] = {name: [] for name in readings}
    for name, rows in first.union(*others, all=True):
        found[name] += rows or ()
    for name, reading in readings.items():
        _make_again(found[name], reading)
        if not reading.are_groups:
            found[name].sort(key=itemgetter(-1))
            for row in found[name]:
                row.pop()
    return found


def _part(name: str, reading: Reading) -> QuerySet[Any]:
    """Groups each by themselves; the rows of a table all at once, with their ids at the end."""
    rows: QuerySet[Any] = reading.rows.order_by()
    if reading.are_groups:
        packed: Any = JSONArray(JSONArray(*reading.fields))
        rows = rows.annotate(part_of=Value(name), packed=packed)
    else:
        packed = PackedRows(JSONArray(*reading.fields, "pk"))
        rows = rows.annotate(part_of=Value(name)).values("part_of").annotate(packed=packed)
    return rows.values_list("part_of", "packed")


def _make_again(rows: list[Row], reading: Reading) -> None:
    """Make the values of columns that JSON holds as something else."""
    query = reading.rows.query
    for column, name in enumerate(reading.fields):
        field = F(name).resolve_expression(query).output_field
        made = next((made for kind, made in _KINDS if isinstance(field, kind)), None)
        if made is not None:
            for row in rows:
                if row[column] is not None:
                    row[column] = made(row[column])


def inner_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


_KINDS: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (DateField, dt.date.fromisoformat),
    (BooleanField, bool),
    (JSONField, inner_json),
)
