"""A month's workbook as somebody fills it in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook, load_workbook

from reforms.month_file import TASK


def opened(data: bytes) -> Workbook:
    """Open a workbook as a spreadsheet does."""
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    """Save it again."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(book: Workbook) -> tuple[dict[str, int], dict[Any, int]]:
    """Return where the columns stand by machine name, and the rows by task."""
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if TASK in row and "percent" in row)
    places = {str(name): place for place, name in enumerate(rows[head], start=1)}
    below = enumerate(rows[head + 1 :], start=head + 2)
    return places, {row[places[TASK] - 1]: line for line, row in below}


def filled(data: bytes, cells: Mapping[Any, Mapping[str, Any]]) -> bytes:
    """Type values into the rows of tasks by column; a row that is not there is added below."""
    book = opened(data)
    places, rows = table(book)
    sheet = book.worksheets[0]
    for task, values in cells.items():
        line = rows.get(task) or sheet.max_row + 1
        for name, value in {TASK: task, **values}.items():
            sheet.cell(line, places[name]).value = value
    return saved(book)
