"""The records of a register as plain rows, one value for each column of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from societies.files.columns import SOCIETY_CODE, FileColumn
from societies.registers import Reference, Register
from societies.selectors.registers import codes_by_record

#: So many rows are fetched at a time.
_CHUNK = 2000
_SOCIETY_NAME = "society__name_zh"

Read = Callable[[tuple[Any, ...]], Any]


def record_rows(
    register: Register, columns: Sequence[FileColumn], records: models.QuerySet[Any]
) -> Iterator[tuple[str, list[Any]]]:
    """Give each record as its society's name and its machine values, in a constant number of
    queries and without making a record of it."""
    paths = {column.name: _path(register, column) for column in columns}
    names = list(dict.fromkeys(["pk", _SOCIETY_NAME, *paths.values()]))
    readers = [_reader(column, names.index(paths[column.name]), records) for column in columns]
    for row in records.values_list(*names).iterator(chunk_size=_CHUNK):
        yield row[1], [read(row) for read in readers]


def _path(register: Register, column: FileColumn) -> str:
    """Return where a query finds what stands in a column."""
    if column.name == SOCIETY_CODE:
        return "society__code"
    if column.kind == "codes":
        return "pk"
    if not column.is_reference:
        return column.attribute
    reference = next(
        found
        for found in register.columns
        if isinstance(found, Reference) and found.field == column.attribute
    )
    return f"{reference.field}__{dict(reference.columns)[column.name]}"


def _reader(column: FileColumn, place: int, records: models.QuerySet[Any]) -> Read:
    if column.is_measure:
        return lambda row: row[place].get(column.name)
    if column.kind == "codes":
        model: Any = records.model
        own = model.objects.filter(pk__in=records.values("pk"))
        codes = codes_by_record(own, column.attribute)
        return lambda row: ";".join(codes.get(row[0], ()))
    return lambda row: row[place]


def in_words(column: FileColumn, yes: str, no: str) -> Callable[[Any], Any]:
    """Return what writes a column's values for people: choices and flags as words."""
    if column.choices:
        words: Mapping[Any, str] = dict(column.choices)
        return lambda value: words.get(value, str(value)) if value not in (None, "") else None
    if column.kind == "flag":
        return lambda value: None if value in (None, "") else yes if value else no
    return lambda value: value
