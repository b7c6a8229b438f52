"""Reading the first sheet of a workbook that somebody uploaded, or the rows of a CSV file.

Pure. A workbook is measured before any parser opens it: macros, passwords, archives that unpack
to far more than they are, half a file, and sheets that claim cells a million rows away are all
refused with a message for the person.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook

from societies import uploads
from societies.csv_rows import RowProblems, decode
from societies.sheet_sizes import TooLarge, check_parts
from societies.sheet_streams import SheetStream

Raw = str | int | float | bool | date | datetime | time | timedelta | None

#: Cells of a sheet from A1 to its last row and column; the parser keeps a place for each.
MAX_CELLS = 10_000_000


class WorkbookProblem(Exception):
    """A file whose rows cannot be read, with the reason in the person's language."""


def open_rows(
    data: bytes | Path,
    name: str,
    *,
    max_unpacked: int = uploads.MAX_UNPACKED,
    max_cells: int = MAX_CELLS,
) -> Iterator[list[Raw]]:
    """Give the rows of a CSV file or of a workbook's first sheet, from the very first on.

    The n-th list is row n as a spreadsheet numbers it. Raises WorkbookProblem at once, or while
    rows are read when a CSV file breaks off.
    """
    content = data if isinstance(data, bytes) else data.read_bytes()
    if PurePath(name).suffix.lower() == ".csv":
        return _csv_rows(content)
    check_workbook(io.BytesIO(content), name, max_unpacked=max_unpacked, max_cells=max_cells)
    return _sheet_rows(content)


def open_sheets(
    data: bytes, name: str, *, max_unpacked: int = uploads.MAX_UNPACKED, max_cells: int = MAX_CELLS
) -> dict[str, list[list[Raw]]]:
    """Give the rows of every sheet of a workbook by its name, hidden sheets too; or
    WorkbookProblem."""
    check_workbook(io.BytesIO(data), name, max_unpacked=max_unpacked, max_cells=max_cells)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {title: _all_rows(book.get_sheet_by_name(title)) for title in book.sheet_names}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parser's panics are no Exceptions
        raise _unreadable() from error


def _all_rows(sheet: CalamineSheet) -> list[list[Raw]]:
    """Return the rows from A1 on."""
    down, right = sheet.start or (0, 0)
    rows: list[list[Raw]] = [[] for _ in range(down)]
    rows.extend([*[""] * right, *row] for row in sheet.to_python(skip_empty_area=True))
    return rows


class SheetRows:
    """The rows of a long workbook's first sheet, read as they are asked for; little is held.

    `height` is about how many there are, once the first is read.
    """

    def __init__(self, source: BinaryIO, name: str, *, max_unpacked: int, max_cells: int) -> None:
        """Measure the workbook; raises WorkbookProblem, as reading does."""
        check_workbook(
            source, name, max_unpacked=max_unpacked, max_cells=max_cells, is_streamed=True
        )
        with _problems_told():
            self._sheet = SheetStream(source, max_cells)

    @property
    def height(self) -> int:
        """What the sheet says of itself; 0 when it does not."""
        return self._sheet.height

    def __iter__(self) -> Iterator[list[Raw]]:
        """Give the rows, the n-th as row n."""
        with _problems_told():
            yield from self._sheet


def check_workbook(
    source: BinaryIO,
    name: str,
    *,
    max_unpacked: int = uploads.MAX_UNPACKED,
    max_cells: int = MAX_CELLS,
    is_streamed: bool = False,
) -> None:
    """Refuse, with WorkbookProblem, what is no plain .xlsx of a reasonable size."""
    with _problems_told():
        if not source.seek(0, io.SEEK_END):
            raise WorkbookProblem(_("The file is empty."))
        uploads.check_workbook_archive(name, source, max_unpacked=max_unpacked)
        with zipfile.ZipFile(source) as archive:
            check_parts(archive, max_cells, needs_places=not is_streamed)


@contextmanager
def _problems_told() -> Iterator[None]:
    """Turn whatever a broken archive makes its readers raise into words for the person."""
    try:
        yield
    except (WorkbookProblem, GeneratorExit):
        raise
    except uploads.UploadProblem as error:
        raise WorkbookProblem(str(error)) from error
    except TooLarge as error:
        raise WorkbookProblem(
            _("The sheet is too large. Delete empty rows and columns, or split the file.")
        ) from error
    except Exception as error:
        raise _unreadable() from error


def _sheet_rows(data: bytes) -> Iterator[list[Raw]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet: CalamineSheet = book.get_sheet_by_index(0)
        before = [""] * (sheet.start[1] if sheet.start else 0)
        rows = sheet.iter_rows()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parser's panics are no Exceptions
        raise _unreadable() from error
    return ([*before, *row] for row in rows)


def _csv_rows(data: bytes) -> Iterator[list[Raw]]:
    try:
        text = decode(data)
    except RowProblems as error:
        raise WorkbookProblem(error.problems[0].message) from error
    return _numbered_lines(csv.reader(io.StringIO(text, newline=""), strict=True))


def _numbered_lines(reader: Iterator[list[str]]) -> Iterator[list[Raw]]:
    given = 0
    try:
        for cells in reader:
            given += 1
            yield [*cells]
    except csv.Error as error:
        raise WorkbookProblem(
            _("Row %(row)s is not readable as CSV: %(error)s.") % {"row": given + 1, "error": error}
        ) from error


def _unreadable() -> WorkbookProblem:
    return WorkbookProblem(_("The workbook is damaged or incomplete. Save it again."))
