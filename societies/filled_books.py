"""Workbooks that are filled in elsewhere: each carries what it was made from on a hidden sheet.

Pure. What is carried is sealed where the workbook is made and opened where it comes back
(`societies.services.filled_books`); it is the base of the merge.
"""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from societies.files.values import text_of
from societies.workbooks import Raw, WorkbookProblem, open_sheets

#: The hidden sheet with what was handed out.
BASE_SHEET: Final = "base"
#: More than such a workbook ever has, with room for notes of one's own.
_MAX_CELLS: Final = 100_000
_MAX_UNPACKED: Final = 20 * 1024 * 1024
#: A cell of a workbook holds 32,767 characters.
_PIECE: Final = 30_000


class FilledBookProblem(Exception):
    """A file that is no workbook of this kind, or of something else; the message says why."""


def pieces(token: str) -> list[str]:
    """Cut a long text so that cells hold it."""
    return [token[start : start + _PIECE] for start in range(0, len(token), _PIECE)]


def add_base(book: Workbook, token: str) -> None:
    """Put what the workbook is made from on its hidden sheet, and lock the list of sheets."""
    sheet = book.create_sheet(BASE_SHEET)
    for place, piece in enumerate(pieces(token), start=1):
        sheet.cell(place, 1).value = piece
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    book.security = WorkbookProtection(lockStructure=True)


def read_sheets(data: bytes, name: str, *, stranger: str) -> tuple[str, dict[str, list[list[Raw]]]]:
    """Read what a workbook carries and the rows of its other sheets.

    FilledBookProblem when it cannot be read, or is a `stranger` that carries nothing.
    """
    try:
        sheets = open_sheets(data, name, max_unpacked=_MAX_UNPACKED, max_cells=_MAX_CELLS)
    except WorkbookProblem as problem:
        raise FilledBookProblem(str(problem)) from problem
    if BASE_SHEET not in sheets:
        raise FilledBookProblem(stranger)
    return "".join(text_of(cell) for row in sheets.pop(BASE_SHEET) for cell in row), sheets
