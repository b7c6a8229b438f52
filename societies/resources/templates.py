"""The workbook in which people fill in a register, and the one that says what to correct."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, cast

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from societies.files import FilePlan
from societies.files.columns import SOCIETY_CODE, FileColumn, correction_head, file_columns
from societies.files.kept import KeptPlan
from societies.models import Society
from societies.registers import Register
from societies.resources.rows import in_words, record_rows
from societies.sheet_rows import Cell, row_writer, saved_with_rows, without_control
from societies.workbooks import Raw, WorkbookProblem, open_rows

#: Where the first record stands, below the heads and the machine names.
_FIRST: Final = 3
#: So many empty lines below the last record know their choices.
_SPARE: Final = 1000
_BOLD, _GREY = Font(bold=True), Font(italic=True, color="808080", size=9)
_HEAD, _WRONG = PatternFill("solid", fgColor="E6ECF5"), PatternFill("solid", fgColor="FFC7CE")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LISTS: Final = "choices"
_TEXT: Final = "@"
_FORMATS: Final = {
    "society": _TEXT,
    "text": _TEXT,
    "choice": _TEXT,
    "codes": _TEXT,
    "date": "yyyy-mm-dd",
}


def template_workbook(register: Register, society: Society, language: str) -> bytes:
    """Return a workbook with the society's records, ready to be changed, added to and taken in."""
    with translation.override(language):
        columns = file_columns(register)
        book = Workbook(write_only=True)
        sheet = _sheet(book, str(register.title))
        _set_up_columns(sheet, columns)
        sheet.append([_cell(sheet, _head(column), _BOLD, _HEAD) for column in columns])
        sheet.append([_cell(sheet, column.name, _GREY) for column in columns])
        records = cast("Any", register.model).objects.filter(society=society)
        _add_guidance(book, register, columns)
        _add_choices(book, sheet, columns, _FIRST - 1 + records.count() + _SPARE)
        writers = [in_words(column, _("yes"), _("no")) for column in columns]
        written = row_writer(sheet, len(columns))
        return saved_with_rows(
            book,
            (
                written(number, [write(v) for write, v in zip(writers, values, strict=True)])
                for number, (_name, values) in enumerate(
                    record_rows(register, columns, records), start=_FIRST
                )
            ),
        )


def errors_workbook(register: Register, data: bytes, name: str, plan: FilePlan | KeptPlan) -> bytes:
    """Return the person's own rows with what to correct in front; wrong cells are red."""
    by_row: dict[int, list[str]] = {}
    wrong: set[tuple[int, int]] = set()
    labels = {column.name: column.label for column in file_columns(register)}
    colon = pgettext("between a word and what follows", ": ")
    for problem in plan.problems:
        place = plan.places.get(problem.column)
        column = labels.get(problem.column, problem.column)
        by_row.setdefault(problem.row, []).append(
            f"{column}{colon}{problem.message}" if column else problem.message
        )
        if place is not None:
            wrong.add((problem.row, place))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(correction_head())
    sheet.freeze_panes = "B2"
    cast("Any", sheet).column_dimensions["A"].width = 60
    rows, earlier = _own_rows(data, name)
    for number, cells in enumerate(rows, start=1):
        notes = by_row.get(number, [])
        first = "\n".join([*([correction_head()] if number == 1 else []), *notes])
        said = _cell(sheet, first, _BOLD if number == 1 else None, _WRONG if notes else None)
        said.alignment = _WRAPPED
        sheet.append(
            [said]
            + [
                _raw(sheet, value, is_wrong=(number, place + earlier) in wrong)
                for place, value in enumerate(cells)
            ]
        )
    return _saved(book)


def _own_rows(data: bytes, name: str) -> tuple[list[list[Raw]], int]:
    """Return the rows as uploaded, without the column of corrections that an earlier round put in
    front, and how many columns were left out; an unreadable file has none."""
    try:
        lines = list(open_rows(data, name))
    except WorkbookProblem:
        return [[]], 0
    is_again = bool(lines and lines[0] and str(lines[0][0]).startswith(correction_head()))
    return ([line[1:] for line in lines], 1) if is_again else (lines, 0)


def _head(column: FileColumn) -> str:
    return f"{column.label} *" if column.is_required else column.label


def _sheet(book: Workbook, title: str) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(
        "".join(sign for sign in capfirst(title) if sign not in r"[]:*?/\'")[:31]
    )
    sheet.freeze_panes = "C3"
    return sheet


def _set_up_columns(sheet: WriteOnlyWorksheet, columns: Sequence[FileColumn]) -> None:
    """Give each column its width, and empty cells the form of what will be typed."""
    dimensions = cast("Any", sheet).column_dimensions
    for number, column in enumerate(columns, start=1):
        longest = getattr(column.field, "max_length", None) if column.kind == "text" else None
        dimension = dimensions[get_column_letter(number)]
        dimension.width = max(32 if (longest or 0) > 100 else 14, min(30, 2 * len(column.label)))
        if column.kind in _FORMATS:
            dimension.number_format = _FORMATS[column.kind]


def _cell(
    sheet: WriteOnlyWorksheet,
    value: Cell | Raw,
    font: Font | None = None,
    fill: PatternFill | None = None,
) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = without_control(value)
        cell.data_type = "s"
        cell.number_format = _TEXT
    else:
        cell.value = cast("Any", value)
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def _raw(sheet: WriteOnlyWorksheet, value: Raw, *, is_wrong: bool) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    cell = _cell(sheet, None if value == "" else value, None, _WRONG if is_wrong else None)
    if isinstance(value, date) and not isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _add_choices(
    book: Workbook, sheet: WriteOnlyWorksheet, columns: Sequence[FileColumn], last: int
) -> None:
    """Offer the words of choices and flags in the cells, from a hidden sheet."""
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    words = {
        column.name: [word for _value, word in column.choices]
        if column.choices
        else [_("yes"), _("no")]
        for column in columns
        if column.choices or column.kind == "flag"
    }
    for line in range(max((len(found) for found in words.values()), default=0)):
        lists.append(
            [_cell(lists, found[line] if line < len(found) else None) for found in words.values()]
        )
    for number, column in enumerate(columns, start=1):
        if column.name not in words:
            continue
        letter = get_column_letter(list(words).index(column.name) + 1)
        offered = DataValidation(
            type="list",
            formula1=f"{_LISTS}!${letter}$1:${letter}${len(words[column.name])}",
            allow_blank=True,
            showErrorMessage=True,
            error=_("Choose from the list, or leave the cell empty."),
        )
        place = get_column_letter(number)
        offered.add(f"{place}3:{place}{last}")
        cast("Any", sheet).data_validations.append(offered)


def _add_guidance(book: Workbook, register: Register, columns: Sequence[FileColumn]) -> None:
    """Say on a sheet of its own what each column means."""
    sheet = book.create_sheet(_("How to fill in"))
    for letter, width in zip("ABCDE", (28, 24, 10, 50, 60), strict=True):
        cast("Any", sheet).column_dimensions[letter].width = width
    sheet.append([_cell(sheet, capfirst(str(register.title)), _BOLD)])
    for line in (str(register.purpose), *general_notes(columns)):
        sheet.append([_cell(sheet, line)])
    sheet.append([])
    heads = (_("Column"), _("Machine name"), _("Required"), _("What to write"), _("Meaning"))
    sheet.append([_cell(sheet, head, _BOLD, _HEAD) for head in heads])
    for column in columns:
        texts = (
            column.label,
            column.name,
            _("yes") if column.is_required else "",
            what_to_write(column),
            column.help_text,
        )
        _add_wrapped(sheet, texts)
    if register.explained:
        more_heads, *more = register.explained()
        sheet.append([])
        sheet.append([_cell(sheet, head, _BOLD, _HEAD) for head in more_heads])
        for explanation in more:
            _add_wrapped(sheet, explanation)


def _add_wrapped(sheet: WriteOnlyWorksheet, texts: Sequence[str]) -> None:
    cells = [_cell(sheet, text) for text in texts]
    for cell in cells:
        cell.alignment = _WRAPPED
    sheet.append(cells)


def general_notes(columns: Sequence[FileColumn]) -> list[str]:
    """What holds for the whole sheet."""
    key = " + ".join(column.label for column in columns if column.is_key)
    return [
        _("A row whose %(key)s are there already changes that record; any other is a new one.")
        % {"key": key},
        _("Taking a row out of the sheet deletes nothing. An empty cell means: not known."),
        _("Leave out columns that shall stay as they are. Codes and dates are checked on upload."),
    ]


def what_to_write(column: FileColumn) -> str:
    """Say what the cells of a column may hold."""
    if column.name == SOCIETY_CODE:
        return _("code")
    if column.choices:
        return " / ".join(word for _value, word in column.choices)
    if column.kind == "text":
        return _("text, at most %(most)s characters") % {
            "most": getattr(column.field, "max_length", None) or "—"
        }
    return {
        "date": _("date, such as 2017-03-05"),
        "flag": f"{_('yes')} / {_('no')}",
        "whole": _("whole number"),
        "decimal": _("number"),
        "codes": _("codes of societies with “;” between them"),
    }[column.kind]


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
