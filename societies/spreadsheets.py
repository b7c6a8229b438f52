"""Tables on their way out to Excel and WPS: no cell turns into a formula, codes stay text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from societies.sheet_rows import Cell, row_writer, saved_with_rows, without_control

__all__ = ["CSV_TYPE", "FORMULA_STARTS", "XLSX_TYPE", "Cell", "csv_bytes", "xlsx_bytes"]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: With one of these in front a spreadsheet takes the text of a CSV for a formula; in East Asia
#: the wide forms as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(header: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads Chinese; formulas are defused by "'"."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_text(str(name)) for name in header])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    header: Sequence[object],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    notes: Iterable[tuple[str, str]] = (),
) -> bytes:
    """One sheet with the table and one with notes: which filters applied, as of when.

    The header and the first two columns, code and name, stay in sight.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["B"].width = 32
    sheet.append([_text_cell(sheet, str(name), is_bold=True) for name in header])
    about = book.create_sheet(_("About this table"))
    for name, text in notes:
        about.append([_text_cell(about, name, is_bold=True), _text_cell(about, text)])
    written = row_writer(sheet, len(header))
    return saved_with_rows(
        book,
        (written(number, [_local(v) for v in row]) for number, row in enumerate(rows, start=2)),
    )


def _csv_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return str(value)


def _local(value: Cell) -> Cell:
    """Return a moment as clocks here show it; a workbook knows no zones."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _text_cell(sheet: WriteOnlyWorksheet, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = without_control(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if is_bold:
        cell.font = Font(bold=True)
    return cell
