"""The workbook in which a society fills in its month, and the one that says what to correct."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter, month_label
from reforms.month_file import (
    CORRECTION,
    FIELDS,
    LABELS,
    TASK,
    FileRow,
    Problem,
)
from reforms.selectors.months import EntryRow, SocietyMonth
from reforms.services.entries import DEFAULTS, entry_values
from societies.files.columns import correction_head
from societies.filled_books import add_base
from societies.sheet_rows import without_control
from societies.workbooks import Raw

#: The row with the machine names, and the first task below it.
_NAMES: Final = 4
_FIRST: Final = 5
_WIDTHS: Final = {
    CORRECTION: 44,
    TASK: 6,
    "title": 26,
    "remark": 26,
    "before": 10,
    "expected": 10,
    "percent": 10,
    "is_no_change": 10,
    "narrative": 56,
    "no_change_reason": 28,
    "fall_reason": 28,
    "indicator": 28,
    "measured_value": 12,
    "verdict": 14,
    "claim_explanation": 34,
    "words_before": 44,
}
_LONGEST: Final = {
    "narrative": 4000,
    "no_change_reason": 1000,
    "fall_reason": 1000,
    "claim_explanation": 2000,
}
_BOLD, _GREY = Font(bold=True), Font(color="6B7785")
_TITLE = Font(bold=True, size=14)
_HEAD, _OPEN = PatternFill("solid", fgColor="E6ECF5"), PatternFill("solid", fgColor="FFFBE6")
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_LINE = Side(style="thin", color="C9D1DB")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_UNLOCKED = Protection(locked=False)
_TEXT: Final = "@"
#: Spreadsheets read `_x000D_` as a character, unless its first line is escaped in the same way.
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class _Line:
    """One row of the sheet: what stands in it, and which cells may be changed."""

    values: Mapping[str, Any]
    is_open: frozenset[str]


def month_workbook(page: SocietyMonth, token: str, *, at: dt.datetime) -> bytes:
    """Return the month to be filled in; `token` is what it was made from, sealed."""
    lines = [_line(row, _values(row)) for row in page.rows]
    return _book(page, token, lines, [TASK, *list(LABELS)[1:]], {}, at)


def corrections_workbook(
    page: SocietyMonth,
    token: str,
    rows: Iterable[FileRow],
    problems: Sequence[Problem],
    *,
    at: dt.datetime,
) -> bytes:
    """Return what came back with a column in front that says what to correct; it can be filled
    in and uploaded again."""
    lines: list[_Line] = []
    wrong: dict[tuple[int, str], bool] = {}
    for place, found in enumerate(rows, start=_FIRST):
        row = page.row(found.number) if found.number is not None else None
        own = [problem for problem in problems if problem.row == found.line]
        cells = {name: raw for name, raw in found.cells.items() if raw != ""}
        known = _line(row, cells) if row else _Line(cells | {TASK: found.task}, frozenset(FIELDS))
        note = "\n".join(_said(problem) for problem in own)
        lines.append(_Line({**known.values, CORRECTION: note}, known.is_open))
        wrong |= {(place, problem.column): True for problem in own}
        if own:
            wrong[place, CORRECTION] = True
    return _book(page, token, lines, [CORRECTION, TASK, *list(LABELS)[1:]], wrong, at)


def _said(problem: Problem) -> str:
    if problem.column not in LABELS:
        return problem.message
    colon = pgettext("between a word and what follows", ": ")
    return f"{LABELS[problem.column]}{colon}{problem.message}"


def _values(row: EntryRow) -> dict[str, Any]:
    """What stands in the fields of a task now."""
    values: dict[str, Any] = {**(entry_values(row.entry) if row.entry else DEFAULTS)}
    values["is_no_change"] = _("yes") if values["is_no_change"] else None
    return values


def _line(row: EntryRow, cells: Mapping[str, Any]) -> _Line:
    """A task's row: what may only be read, and the cells to be filled in."""
    remark = row.entry.decision_reason if row.entry and row.is_returned else ""
    if row.is_settled and not row.is_editable:
        remark = _("Accepted; cannot be changed.")
    values = {
        TASK: row.task.number,
        "title": local_filter(row.task, "short"),
        "remark": remark,
        "before": row.previous.percent,
        "expected": _one_decimal(row.expected),
        "indicator": _indicator(row),
        "verdict": str(BADGES[row.verdict].word) if row.verdict else "",
        "words_before": row.previous.narrative,
    }
    is_open = set(FIELDS) if row.is_editable else set()
    if not row.commitment and cells.get("measured_value") is None:
        is_open.discard("measured_value")
    return _Line({**values, **cells}, frozenset(is_open))


def _one_decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _indicator(row: EntryRow) -> str:
    """What a measured value means: the indicator, its unit, from where to where."""
    aim = row.commitment
    if aim is None:
        return ""
    span = " → ".join(
        "—" if n is None else f"{n.normalize():f}" for n in (aim.baseline, aim.target)
    )
    return f"{aim.indicator} ({span} {aim.unit})"


def _book(
    page: SocietyMonth,
    token: str,
    lines: Sequence[_Line],
    names: Sequence[str],
    wrong: Mapping[tuple[int, str], bool],
    at: dt.datetime,
) -> bytes:
    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = _("Monthly report")
    _head(sheet, page, names, at)
    for place, line in enumerate(lines, start=_FIRST):
        for column, name in enumerate(names, start=1):
            cell = sheet.cell(place, column)
            _put(cell, line.values.get(name), name in FIELDS)
            _dress(cell, is_open=name in line.is_open, is_wrong=(place, name) in wrong)
    _offer(sheet, names, _FIRST, max(_FIRST, _FIRST + len(lines) - 1))
    _protect(sheet)
    _guide(book.create_sheet(_("How to fill in")), page)
    add_base(book, token)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, page: SocietyMonth, names: Sequence[str], at: dt.datetime) -> None:
    """Say whose month it is, and name the columns: in words, and for the portal."""
    title = _("Progress in %(month)s") % {"month": month_label(page.month)}
    society = f"{page.society.code} {local_filter(page.society, 'name')}"
    _put(sheet.cell(1, 1), f"{society} · {title}", True)
    sheet["A1"].font = _TITLE
    made = _("Downloaded on %(at)s, due on %(due)s. Fill in the yellow cells only.")
    _put(sheet.cell(2, 1), made % {"at": f"{at:%Y-%m-%d %H:%M}", "due": page.due_on}, True)
    sheet.cell(2, 1).font = _GREY
    cell: Any
    for place, name in enumerate(names, start=1):
        label = correction_head() if name == CORRECTION else str(LABELS[name])
        for row, text in ((_NAMES - 1, label), (_NAMES, name)):
            cell = sheet.cell(row, place)
            _put(cell, text, True)
            cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEAD, _BOX, _WRAPPED
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[name]
    sheet.row_dimensions[_NAMES].hidden = True
    sheet.freeze_panes = f"{get_column_letter(names.index('title') + 2)}{_FIRST}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_NAMES - 1}:{_NAMES - 1}"


def _put(cell: Any, value: Raw | Decimal, is_kept_text: bool) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = _ESCAPE.sub("_x005F_", without_control(value)) or None
        if cell.value is not None:
            cell.data_type = "s"
        if is_kept_text:
            cell.number_format = _TEXT
    else:
        cell.value = cast("Any", value)


def _dress(cell: Any, *, is_open: bool, is_wrong: bool) -> None:
    cell.border, cell.alignment = _BOX, _WRAPPED
    if is_wrong:
        cell.fill = _WRONG
    elif is_open:
        cell.fill = _OPEN
    if is_open:
        cell.protection = _UNLOCKED


def _offer(sheet: Worksheet, names: Sequence[str], first: int, last: int) -> None:
    """Let the spreadsheet refuse what the portal would; nothing that needs a program."""
    choices = ",".join((_("yes"), _("no")))
    rules: dict[str, dict[str, Any]] = {
        "percent": {
            "type": "whole",
            "operator": "between",
            "formula1": "0",
            "formula2": "100",
            "error": _("A percent is a whole number from 0 to 100."),
        },
        "is_no_change": {
            "type": "list",
            "formula1": f'"{choices}"',
            "error": _("Choose yes or no, or leave the cell empty."),
        },
        **{
            name: {
                "type": "textLength",
                "operator": "lessThanOrEqual",
                "formula1": str(most),
                "error": _("At most %(most)s characters.") % {"most": most},
            }
            for name, most in _LONGEST.items()
        },
    }
    for name, rule in rules.items():
        letter = get_column_letter(names.index(name) + 1)
        offered = DataValidation(allow_blank=True, showErrorMessage=True, **rule)
        offered.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(offered)


def _protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in, without a password; widths and heights stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.formatCells = False


def _guide(sheet: Worksheet, page: SocietyMonth) -> None:
    """Say how to fill it in, and what each task asks for."""
    for letter, width in zip("ABCD", (8, 34, 80, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    notes = (
        _("Fill in the yellow cells. Percent: a whole number from 0 to 100, as it stands now."),
        _("Nothing happened: leave the percent empty, choose “yes” for no change and say why."),
        _("A percent below the last one needs the reason for the fall."),
        _("100% where the registers say “not met” needs an explanation."),
        _("Upload the file on the page of the month: you see every change before it is saved."),
        _("What others saved in the portal meanwhile is kept; where both changed, you choose."),
    )
    rows: list[Sequence[Any]] = [(_("How to fill in"),), *((note,) for note in notes), ()]
    heads = (LABELS[TASK], LABELS["title"], _("What the task asks for"), _("Fitting evidence"))
    comma = pgettext("between items of a list", ", ")
    rows.append(tuple(str(head) for head in heads))
    for row in page.rows:
        title = local_filter(row.task, "title")
        asked, proof = "\n".join(row.requirements), comma.join(row.evidence_kinds)
        rows.append((row.task.number, title, asked, proof))
    for place, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(place, column)
            _put(cell, value, False)
            if place in (1, len(notes) + 3):
                cell.font = _BOLD
            if place > len(notes) + 2:
                cell.alignment, cell.border = _WRAPPED, _BOX
    sheet.protection.sheet = True
