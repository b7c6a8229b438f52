"""Writing many rows of a register at once: plain inserts, without an instance per row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

#: Rows written together; enough to be fast, few enough to be kept in memory.
BATCH = 5000


class Table:
    """Rows for one model, by the names of its columns (`society_id`), written in batches.

    The rows are the demo's own and right by construction (its tests clean a sample of them), so
    they skip the model's checks; the database's constraints hold as always.
    """

    def __init__(self, model: type[models.Model], stamp: dt.datetime) -> None:
        """Learn the columns and what they hold when a row does not say."""
        self.model = model
        self.rows: list[dict[str, Any]] = []
        self.written = 0
        self.fields = [f for f in model._meta.concrete_fields if not f.primary_key]
        self.defaults = {f.attname: f.get_default() for f in self.fields}
        if "updated_at" in self.defaults:
            self.defaults["updated_at"] = stamp
        if "version" in self.defaults:
            self.defaults["version"] = 1

    def add(self, **values: Any) -> None:
        """Add a row; rows with a `link` wait until their parents are there."""
        self.rows.append(values)
        if len(self.rows) >= BATCH and "link" not in values:
            self.write()

    def link(self, column: str, parents: Mapping[Any, int]) -> None:
        """Fill a foreign key from each row's `link`, the key of its parent."""
        for row in self.rows:
            row[column] = parents[row.pop("link")]

    def write(self) -> int:
        """Insert what is not inserted yet; return how many rows were written in all.

        Raises ValueError for a name that is no column.
        """
        unknown = {name for row in self.rows for name in row} - self.defaults.keys()
        if unknown:
            raise ValueError(f"{self.model.__name__} has no {', '.join(sorted(unknown))}")
        with connection.cursor() as cursor:
            for start in range(0, len(self.rows), BATCH):
                batch = self._values(self.rows[start : start + BATCH])
                cursor.executemany(self._statement(), batch)
        self.written += len(self.rows)
        self.rows = []
        return self.written

    def _statement(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields if field.column)
        marks = ", ".join("%s" for _ in self.fields)
        table = quote(self.model._meta.db_table)
        return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608

    def _values(self, rows: list[dict[str, Any]]) -> list[list[Any]]:
        """Return the rows as the database wants them."""
        pick = itemgetter(*(field.attname for field in self.fields))
        converters = [
            (position, convert)
            for position, field in enumerate(self.fields)
            if (convert := _converter(field))
        ]
        result = []
        for row in rows:
            values = list(pick(self.defaults | row))
            for position, convert in converters:
                if (value := values[position]) is not None:
                    values[position] = convert(value)
            result.append(values)
        return result


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return what makes a column's values fit for the database; None where they are already."""

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.DateField | models.DecimalField):
        return cache(prepare)
    if isinstance(field, models.JSONField | models.BinaryField):
        return prepare
    return _plain if field.choices else None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
