"""Records of a register on their way out: CSV for machines, workbooks for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from societies.files.columns import file_columns, society_name_head
from societies.registers import Register
from societies.resources.rows import in_words, record_rows
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes


def export_records(
    register: Register, records: models.QuerySet[Any], kind: str, filters: str
) -> tuple[bytes, str]:
    """Return the records as `csv` or `xlsx`, and the content type.

    CSV has the machine names and values of docs/registers.md; a workbook has words, real dates and
    numbers, and a sheet that states the filters and when it was. `import_register` takes both.
    """
    columns = file_columns(register)
    found = record_rows(register, columns, records)
    if kind == "csv":
        rows = (_machine_row(values) for _name, values in found)
        return csv_bytes([column.name for column in columns], rows), CSV_TYPE
    writers = [in_words(column, _("yes"), _("no")) for column in columns]

    def word_rows() -> Iterator[list[Cell]]:
        for name, values in found:
            words = [write(value) for write, value in zip(writers, values, strict=True)]
            yield [words[0], name, *words[1:]]

    header = [columns[0].label, society_name_head(), *(column.label for column in columns[1:])]
    title = capfirst(str(register.title))
    notes = [
        (_("Table"), title),
        (_("Rows"), str(records.count())),
        (_("Filters"), filters or _("none")),
        (_("As of"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    ]
    return xlsx_bytes(header, word_rows(), title=_sheet_name(title), notes=notes), XLSX_TYPE


def _machine_row(values: list[Any]) -> list[Cell]:
    """Write flags as 1 and 0, choices as their machine values."""
    return [int(value) if isinstance(value, bool) else value for value in values]


def _sheet_name(title: str) -> str:
    """Leave out the signs that a sheet's name may not have."""
    return "".join(sign for sign in title if sign not in r"[]:*?/\'")
