"""Writing many rows of a register at once: plain inserts, without an instance per row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import islice
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
        self.fields = {f.attname: f for f in model._meta.concrete_fields if not f.primary_key}
        self.defaults = {name: field.get_default() for name, field in self.fields.items()}
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
        names = tuple(self.defaults)
        pick = itemgetter(*names)
        self.write_all(names, (pick(self.defaults | row) for row in self.rows))
        self.rows = []
        return self.written

    def write_all(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows that all say the same columns at once, as they come, without a dict each."""
        columns = [*names, *(name for name in self.defaults if name not in names)]
        rest = tuple(self.defaults[name] for name in columns[len(names) :])
        prepare = _preparer([self.fields[name] for name in columns])
        statement = self._statement(columns)
        remaining = iter(rows)
        with connection.cursor() as cursor:
            while batch := [(*row, *rest) for row in islice(remaining, BATCH)]:
                cursor.executemany(statement, prepare(batch))
                self.written += len(batch)

    def _statement(self, names: Iterable[str]) -> str:
        quote = connection.ops.quote_name
        columns = [quote(self.fields[name].column or "") for name in names]
        marks = ", ".join("%s" for _ in columns)
        table = quote(self.model._meta.db_table)
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _preparer(fields: Sequence[models.Field[Any, Any]]) -> Callable[[list[Any]], list[Any]]:
    """Return what makes rows of these columns fit for the database, column by column."""
    converters = [_converter(field) for field in fields]

    def prepare(rows: list[Any]) -> list[Any]:
        columns = zip(*rows, strict=True)
        ready = [
            [None if value is None else convert(value) for value in column] if convert else column
            for column, convert in zip(columns, converters, strict=True)
        ]
        return list(zip(*ready, strict=True))

    return prepare


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
