"""The user's own rows as a workbook, with a column that says what to correct in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from members.importing.columns import CORRECTION, correction_head
from members.importing.problems import in_words
from members.importing.reading import Source, read_source

#: More rows than these are not all given back: only those to be corrected.
MOST_ROWS = 50_000
_RED = PatternFill("solid", fgColor="FFF8D7DA")

Rejected = tuple[int, Sequence[Any]]


def write_corrections(
    *,
    source: Source,
    heads: Mapping[int, str],
    rejected: Iterable[Rejected],
    is_whole: bool,
    target: BinaryIO,
) -> None:
    """Write the workbook: all rows of the file, or those to be corrected.

    `heads` are the columns by their place in the file; `rejected` follows the order of the file.
    """
    head, file_rows, _expected = read_source(source)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Members"))
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 60
    # A file that was corrected before brings the column along.
    kept = [place for place, text in enumerate(head) if heads.get(place) != CORRECTION]
    titles = {heads[place]: head[place].strip() for place in kept if heads.get(place)}
    sheet.append([_cell(sheet, text, is_bold=True) for text in _titles(head, kept)])
    waiting = iter(rejected)
    following = next(waiting, None)
    with file_rows as chunks:
        pairs = (pair for chunk in chunks for pair in zip(chunk.numbers, chunk.rows, strict=True))
        for number, row in pairs:
            problems: Sequence[Any] = ()
            if following and following[0] == number:
                problems, following = following[1], next(waiting, None)
            if problems or (is_whole and any(row)):
                sheet.append(_row(sheet, row, kept, heads, _told(problems, titles)))
    if not is_whole:
        about = book.create_sheet(_("About this table"))
        about.append([_("The file is long: only the rows to be corrected stand here.")])
    book.save(target)


def _titles(head: Sequence[str], kept: Sequence[int]) -> Iterator[str]:
    yield correction_head()
    yield from (head[place] for place in kept)


def _row(
    sheet: WriteOnlyWorksheet,
    row: Sequence[str],
    kept: Sequence[int],
    heads: Mapping[int, str],
    told: tuple[str, set[str]],
) -> list[Any]:
    words, wrong = told
    cells = [
        _cell(sheet, row[place] if place < len(row) else "", is_wrong=heads.get(place) in wrong)
        for place in kept
    ]
    return [_cell(sheet, words, is_wrong=bool(words)), *cells]


def _told(problems: Sequence[Any], titles: Mapping[str, str]) -> tuple[str, set[str]]:
    """Say what to correct, by the user's own heads, and in which columns."""
    words = in_words(problems)
    colon = pgettext("between a word and what follows", ": ")
    lines = (
        f"{titles.get(word.column, word.column)}{colon}{word.message}".removeprefix(colon)
        for word in words
    )
    return pgettext("between several values", "; ").join(lines), {word.column for word in words}


def _cell(
    sheet: WriteOnlyWorksheet, text: str, *, is_bold: bool = False, is_wrong: bool = False
) -> Any:
    if not (is_bold or is_wrong or text.startswith("=") or not text.isprintable()):
        return text or None
    cell = WriteOnlyCell(sheet)
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    if is_wrong:
        cell.fill = _RED
    return cell
