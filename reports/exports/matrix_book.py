"""The matrix as a workbook: the table with its colours, its notes, its legend, the disciplines."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext, pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from reports.pages.matrix import MatrixPage
from reports.pages.matrix_colours import colours_of
from reports.pages.matrix_words import legend_signs
from reports.selectors.matrix import lines_of
from reports.selectors.matrix_cells import Cell
from societies.enums import Discipline
from societies.sheet_rows import without_control

#: A sheet that is only written; its stubs know little of it.
Sheet = Any
_BOLD = Font(bold=True)
_CENTRE = Alignment(horizontal="center")
#: Columns before the tasks, of which the first two stay in sight.
_WIDTHS = {"A": 8, "B": 32, "C": 12, "D": 12}


def matrix_book(
    page: MatrixPage,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    notes: Iterable[tuple[str, str]],
) -> bytes:
    """Return the workbook; `rows` are the values of the table's rows, in their order."""
    book = Workbook(write_only=True)
    _write_table(book.create_sheet(f"{page.month:%Y-%m}"), page, header, rows)
    about = book.create_sheet(gettext("About this table"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 60
    for name, text in notes:
        about.append([_text(about, name, font=_BOLD), _text(about, text)])
    _write_legend(book.create_sheet(pgettext("sheet", "Legend")), page)
    _write_lines(book.create_sheet(pgettext("sheet", "Disciplines")), page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_table(
    sheet: Sheet,
    page: MatrixPage,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    matrix = page.matrix
    before = len(header) - len(matrix.columns) - 1
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{matrix.shown + 1}"
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.append([_text(sheet, str(name), font=_BOLD) for name in header])
    for row, values in zip(matrix.rows, rows, strict=True):
        cells = [_plain(sheet, value) for value in values[:before]]
        tasks = zip(row.cells, values[before:-1], strict=True)
        cells += [_heated(sheet, cell, value) for cell, value in tasks]
        sheet.append([*cells, _plain(sheet, values[-1])])


def _write_legend(sheet: Sheet, page: MatrixPage) -> None:
    sheet.column_dimensions["B"].width = 60
    for css, sign, word in legend_signs(page.query.show, is_corrected=page.corrections > 0):
        shown = _text(sheet, sign)
        _dress(shown, css)
        sheet.append([shown, _text(sheet, word)])
    marked = _text(sheet, "100", font=_against())
    sheet.append([marked, _text(sheet, gettext("100% against the registers: bold and red"))])
    claimed = _text(sheet, "40", font=Font(italic=True))
    sheet.append([claimed, _text(sheet, gettext("claim not accepted as such: slanted"))])


def _write_lines(sheet: Sheet, page: MatrixPage) -> None:
    """The disciplines' lines: means, changes or counts of each task."""
    matrix = page.matrix
    lines = lines_of(page.facts, matrix.columns, page.query.show)
    figures = page.facts.payload["disciplines"]
    sheet.column_dimensions["A"].width = 24
    names = [pgettext("column", "Discipline"), gettext("Societies"), gettext("Mean %")]
    names += [f"{column.number} {column.short}" for column in matrix.columns]
    sheet.append([_text(sheet, name, font=_BOLD) for name in names])
    parts = [("", gettext("All societies"), page.facts.payload["national"])]
    parts += [(each.value, str(each.label), figures[each]) for each in Discipline if each in lines]
    for name, title, figure in parts:
        row: list[Any] = [_text(sheet, title), figure["societies"], _number(figure["mean"])]
        for cell in lines[name]:
            value = WriteOnlyCell(sheet, None if cell is None else _number(cell.text))
            if cell is not None:
                _dress(value, cell.css)
            row.append(value)
        sheet.append(row)
    sheet.append([_text(sheet, page.line_words)])


def _number(text: str | None) -> float | None:
    return None if text is None else float(text.replace("−", "-"))


def _heated(sheet: Sheet, cell: Cell | None, value: Any) -> Any:
    shown = _plain(sheet, value)
    if cell is None:
        return shown
    shown.alignment = _CENTRE
    _dress(shown, cell.css)
    if cell.is_against:
        shown.font = _against()
    elif "is-claimed" in cell.css:
        shown.font = Font(italic=True, color=colours_of(cell.css).ink[1:])
    return shown


def _plain(sheet: Sheet, value: Any) -> Any:
    return _text(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value)


def _text(sheet: Sheet, text: str, *, font: Font | None = None) -> Any:
    """Text stays text, whatever it looks like."""
    cell = WriteOnlyCell(sheet)
    cell.value = without_control(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if font is not None:
        cell.font = font
    return cell


@lru_cache(maxsize=64)
def _look(css: str) -> tuple[PatternFill, Font]:
    fill, ink = colours_of(css)
    return PatternFill("solid", start_color=fill[1:]), Font(color=ink[1:])


@lru_cache(maxsize=1)
def _against() -> Font:
    return Font(bold=True, color=colours_of("against-mark").fill[1:])


def _dress(cell: Any, css: str) -> None:
    cell.fill, cell.font = _look(css.split(" ", 1)[0])
