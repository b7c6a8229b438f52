"""Records of a register on their way out: CSV for machines, workbooks for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from societies.models import Record
from societies.registers import Reference, Register
from societies.resources.columns import (
    SOCIETY_CODE,
    FileColumn,
    file_columns,
    society_name_head,
)
from societies.services.records import codes_of
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

#: Where the records lie when they are many.
_CHUNK = 2000


def export_records(
    register: Register, records: models.QuerySet[Any], kind: str, filters: str
) -> tuple[bytes, str]:
    """Return the records as `csv` or `xlsx`, and the content type.

    CSV has the machine names and values of docs/registers.md; a workbook has words, real dates and
    numbers, and a sheet that states the filters and when it was. `import_register` takes both.
    """
    columns = file_columns(register)
    found = with_related(register, records)
    if kind == "csv":
        rows = (machine_row(register, columns, record) for record in found)
        return csv_bytes([column.name for column in columns], rows), CSV_TYPE
    table = list(_word_rows(register, columns, found))
    header = [columns[0].label, society_name_head(), *(column.label for column in columns[1:])]
    title = capfirst(str(register.title))
    notes = [
        (_("Table"), title),
        (_("Rows"), str(len(table))),
        (_("Filters"), filters or _("none")),
        (_("As of"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    ]
    return xlsx_bytes(header, table, title=_sheet_name(title), notes=notes), XLSX_TYPE


def with_related(register: Register, records: models.QuerySet[Any]) -> Iterable[Record]:
    """Give the records with what their rows need, in a constant number of queries."""
    references = [column.field for column in register.columns if isinstance(column, Reference)]
    many = [described.name for described in register.model._meta.many_to_many]
    found: Iterable[Record] = (
        records.select_related("society", *references)
        .prefetch_related(*many)
        .iterator(chunk_size=_CHUNK)
    )
    return found


def cell_value(register: Register, column: FileColumn, record: Record) -> Any:
    """Return what the record has in a column, as a machine value."""
    if column.name == SOCIETY_CODE:
        return record.society.code
    if column.kind == "codes":
        return ";".join(codes_of(record, column.attribute))
    value: Any = getattr(record, column.attribute)
    if column.is_measure:
        return value.get(column.name)
    if not column.is_reference:
        return value
    reference = next(
        found
        for found in register.columns
        if isinstance(found, Reference) and found.field == column.attribute
    )
    return getattr(value, dict(reference.columns)[column.name])


def machine_row(register: Register, columns: Iterable[FileColumn], record: Record) -> list[Cell]:
    """Write flags as 1 and 0, choices as their machine values."""
    values = [cell_value(register, column, record) for column in columns]
    return [int(value) if isinstance(value, bool) else value for value in values]


def word_cell(column: FileColumn, value: Any) -> Cell:
    """Write choices and flags as words; numbers and dates stay what they are."""
    if value in (None, ""):
        return None
    if column.choices:
        return dict(column.choices).get(value, str(value))
    if column.kind == "flag":
        return _("yes") if value else _("no")
    cell: Cell = value
    return cell


def _word_rows(
    register: Register, columns: tuple[FileColumn, ...], records: Iterable[Record]
) -> Iterator[list[Cell]]:
    for record in records:
        code, *rest = (
            word_cell(column, cell_value(register, column, record)) for column in columns
        )
        yield [code, record.society.name_zh, *rest]


def _sheet_name(title: str) -> str:
    """Leave out the signs that a sheet's name may not have."""
    return "".join(sign for sign in title if sign not in r"[]:*?/\'")
