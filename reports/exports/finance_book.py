"""The workbook in which a society fills in its financial statements."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from accounts.templatetags.portal import local_filter
from reports.enums import AuditOpinion
from reports.finance.cells import AUDIT_FIELDS
from reports.finance.lines import AMOUNT, BEFORE, Statement
from reports.finance.workbook import FIELD, LINE, NAME, PARENT, VALUE, FileRow, FinanceFile, Problem
from reports.selectors.finance import FinanceBook
from reports.templatetags.annual import said
from societies.files.columns import correction_head
from societies.filled_books import add_base
from societies.models import Society
from societies.sheet_rows import without_control
from societies.workbooks import Raw

#: Rows for lines of one's own, beyond those that are there.
_SPARE: Final = 40
#: The row with the machine names; the first line stands below it.
_NAMES: Final = 4
_CORRECTION: Final = "correction"
_MONEY, _TEXT = "#,##0.00", "@"
_BOLD, _GREY, _TITLE = Font(bold=True), Font(color="6B7785"), Font(bold=True, size=14)
_HEAD, _OPEN = PatternFill("solid", fgColor="E6ECF5"), PatternFill("solid", fgColor="FFFBE6")
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_LINE = Side(style="thin", color="C9D1DB")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTHS: Final = {
    LINE: 4,
    "number": 7,
    "name": 38,
    PARENT: 26,
    NAME: 38,
    FIELD: 4,
    VALUE: 44,
    BEFORE: 20,
    AMOUNT: 20,
    _CORRECTION: 44,
}
#: What machines read and people need not see.
_HIDDEN: Final = (LINE, FIELD)
_FILLED: Final = (BEFORE, AMOUNT, PARENT, NAME, VALUE)

Cell = Raw | Decimal


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its columns by machine name with their heads, and its rows."""

    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Cell]]
    #: What is wrong with a row, by column.
    wrong: Sequence[Mapping[str, str]] = ()
    bold: frozenset[int] = frozenset()


def finance_workbook(book: FinanceBook, society: Society, token: str, *, at: dt.datetime) -> bytes:
    """Return the statements to be filled in; `token` is what they were made from, sealed."""
    sheets = [_statement(book, statement) for statement in book.forms.statements]
    return _written([*sheets, _own(book), _audit(book)], book, society, token, at)


def corrections_workbook(
    book: FinanceBook,
    society: Society,
    file: FinanceFile,
    problems: Sequence[Problem],
    *,
    at: dt.datetime,
) -> bytes:
    """Return what came back with a column in front that says what to correct."""
    wrong: dict[tuple[str, int], dict[str, str]] = {}
    for problem in problems:
        wrong.setdefault((problem.at.sheet, problem.at.row), {})[problem.column] = problem.message
    astray = [problem.at for problem in problems if problem.column == LINE]
    given = {
        (kind, str(row.key)): (row.cells, wrong.get((row.sheet, row.row), {}))
        for kind, rows in ((LINE, file.lines), (FIELD, file.audit))
        for row in rows
        if row not in astray
    }
    sheets = [
        _with_astray(_given(_statement(book, statement), LINE, given), astray, wrong)
        for statement in book.forms.statements
    ]
    own = _Sheet(
        **{
            **vars(_own(book)),
            "rows": [{PARENT: row.key, **row.cells} for row in file.own],
            "wrong": [wrong.get((row.sheet, row.row), {}) for row in file.own],
        }
    )
    audit = _given(_audit(book), FIELD, given)
    return _written([*sheets, own, audit], book, society, file.token, at, has_notes=True)


def _given(
    sheet: _Sheet,
    kind: str,
    given: Mapping[tuple[str, str], tuple[Mapping[str, Raw], Mapping[str, str]]],
) -> _Sheet:
    """The sheet with what the file says in its rows."""
    rows: list[Mapping[str, Cell]] = []
    wrong: list[Mapping[str, str]] = []
    for row in sheet.rows:
        cells, notes = given.get((kind, str(row[kind])), ({}, {}))
        rows.append({**row, **{name: raw for name, raw in cells.items() if name in row}})
        wrong.append(notes)
    return _Sheet(sheet.title, sheet.columns, rows, wrong, sheet.bold)


def _with_astray(
    sheet: _Sheet, astray: Sequence[FileRow], wrong: Mapping[tuple[str, int], Mapping[str, str]]
) -> _Sheet:
    """The sheet with its rows that name no line, or one that stands there already, at its end."""
    own = [row for row in astray if row.sheet == sheet.title]
    rows = [*sheet.rows, *({LINE: row.key, **row.cells} for row in own)]
    notes = [*sheet.wrong, *(wrong[row.sheet, row.row] for row in own)]
    return _Sheet(sheet.title, sheet.columns, rows, notes, sheet.bold)


def _statement(book: FinanceBook, statement: Statement) -> _Sheet:
    columns = {
        "number": pgettext("of a statement", "Line"),
        "name": pgettext("of a statement", "Item"),
        **{name: said(words) for name, words in statement.columns},
        LINE: "",
    }
    rows = [
        {
            LINE: line.code,
            "number": line.number,
            "name": said(line.name),
            **{name: book.sheet.entered(line.code, name) for name, _words in statement.columns},
        }
        for line in statement.lines
    ]
    totals = frozenset(place for place, line in enumerate(statement.lines) if line.total)
    return _Sheet(said(statement.title), columns, rows, bold=totals)


def _own(book: FinanceBook) -> _Sheet:
    columns = {
        PARENT: _("Stands under"),
        NAME: _("Name of your own line"),
        BEFORE: _("Last year, or start of the year"),
        AMOUNT: _("This year, or end of the year"),
    }
    rows: list[Mapping[str, Cell]] = [
        {
            PARENT: said(book.forms.line(own.parent).name),
            NAME: own.name,
            BEFORE: own.entry.before,
            AMOUNT: own.entry.amount,
        }
        for own in book.sheet.own
    ]
    return _Sheet(_("Lines of one's own"), columns, rows)


def _audit(book: FinanceBook) -> _Sheet:
    values: dict[str, Cell] = {name: getattr(book.audit, name) for name in AUDIT_FIELDS}
    if book.audit.opinion:
        values["opinion"] = str(AuditOpinion(book.audit.opinion).label)
    if book.audit.day:
        values["day"] = dt.date.fromisoformat(book.audit.day)
    rows = [
        {FIELD: name, "name": said(book.forms.audit[name]), VALUE: values[name]}
        for name in AUDIT_FIELDS
    ]
    columns = {"name": pgettext("of a statement", "Item"), VALUE: _("Audit"), FIELD: ""}
    return _Sheet(_("Audit"), columns, rows)


def _written(
    sheets: Iterable[_Sheet],
    book: FinanceBook,
    society: Society,
    token: str,
    at: dt.datetime,
    *,
    has_notes: bool = False,
) -> bytes:
    workbook = Workbook()
    workbook.remove(cast("Worksheet", workbook.active))
    name = f"{society.code} {local_filter(society, 'name')}"
    made = _("Downloaded on %(at)s. Fill in the yellow cells only; amounts in yuan.")
    for sheet in sheets:
        page = cast("Worksheet", workbook.create_sheet(sheet.title[:31]))
        _put(page.cell(1, 1), f"{name} · {sheet.title} {book.year}")
        page.cell(1, 1).font = _TITLE
        _put(page.cell(2, 1), made % {"at": f"{at:%Y-%m-%d %H:%M}"})
        page.cell(2, 1).font = _GREY
        columns = {**({_CORRECTION: correction_head()} if has_notes else {}), **sheet.columns}
        _heads(page, columns)
        _lines(page, sheet, list(columns))
        if PARENT in columns:
            _offer(page, list(columns), PARENT, _parents(book), len(sheet.rows) + _SPARE)
        if FIELD in columns:
            place = _NAMES + 1 + AUDIT_FIELDS.index("opinion")
            _choose(page, list(columns), VALUE, map(str, AuditOpinion.labels), place, place)
        page.protection.sheet = True
        page.protection.formatColumns = page.protection.formatRows = False
    add_base(workbook, token)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _parents(book: FinanceBook) -> list[str]:
    return [
        said(line.name)
        for statement in book.forms.statements
        for line in statement.lines
        if line.takes_own
    ]


def _heads(page: Worksheet, columns: Mapping[str, str]) -> None:
    cell: Any
    for place, (name, head) in enumerate(columns.items(), start=1):
        for row, text in ((_NAMES - 1, head), (_NAMES, name)):
            cell = page.cell(row, place)
            _put(cell, text)
            cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEAD, _BOX, _WRAPPED
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = _WIDTHS[name], name in _HIDDEN
    page.row_dimensions[_NAMES].hidden = True
    page.freeze_panes = f"A{_NAMES + 1}"


def _lines(page: Worksheet, sheet: _Sheet, names: Sequence[str]) -> None:
    spare: list[Mapping[str, Cell]] = [{}] * (_SPARE if PARENT in names else 0)
    for place, row in enumerate([*sheet.rows, *spare]):
        wrong = sheet.wrong[place] if place < len(sheet.wrong) else {}
        for column, name in enumerate(names, start=1):
            cell: Any = page.cell(_NAMES + 1 + place, column)
            _put(cell, "\n".join(wrong.values()) if name == _CORRECTION else row.get(name))
            _dress(cell, name, is_wrong=name in wrong, is_bold=place in sheet.bold)


def _dress(cell: Any, name: str, *, is_wrong: bool, is_bold: bool) -> None:
    cell.border, cell.alignment = _BOX, _WRAPPED
    if is_bold:
        cell.font = _BOLD
    if name in _FILLED:
        cell.fill, cell.protection = _OPEN, Protection(locked=False)
        cell.number_format = _MONEY if name in (BEFORE, AMOUNT) else cell.number_format
    if is_wrong:
        cell.fill = _WRONG


def _put(cell: Any, value: Cell) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = without_control(value) or None
        if cell.value is not None:
            cell.data_type = "s"
            cell.number_format = _TEXT
    else:
        cell.value = cast("Any", value)
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"


def _offer(
    page: Worksheet, names: Sequence[str], name: str, choices: Iterable[str], rows: int
) -> None:
    """Offer choices in a column; they stand in a hidden column, a list in a rule is short."""
    place = len(names) + 4
    given = list(choices)
    for row, text in enumerate(given, start=1):
        _put(page.cell(row, place), text)
    letter = get_column_letter(place)
    page.column_dimensions[letter].hidden = True
    rule = DataValidation(
        type="list", formula1=f"=${letter}$1:${letter}${len(given)}", allow_blank=True
    )
    column = get_column_letter(names.index(name) + 1)
    rule.add(f"{column}{_NAMES + 1}:{column}{_NAMES + rows}")
    page.add_data_validation(rule)


def _choose(
    page: Worksheet,
    names: Sequence[str],
    name: str,
    choices: Iterable[str],
    first: int,
    last: int,
) -> None:
    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    column = get_column_letter(names.index(name) + 1)
    rule.add(f"{column}{first}:{column}{last}")
    page.add_data_validation(rule)
