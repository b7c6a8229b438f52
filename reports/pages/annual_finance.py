"""The page on which a society enters its financial statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reforms.merge import Unit
from reports.annual.parts import Words
from reports.finance.arithmetic import written
from reports.finance.cells import AUDIT, AUDIT_FIELDS, cell_words
from reports.finance.lines import AMOUNT, BEFORE, Forms, Line, Statement
from reports.finance.typed import FinanceInput, TypedOwn
from reports.selectors.finance import FinanceBook


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount: what stands in the field, what its lines add up to, and by how much it is off."""

    name: str
    column: str
    label: Words
    text: str
    added: str
    problem: str
    off: str = ""

    @property
    def shown(self) -> str:
        """The amount where it is only read."""
        return self.text or self.added or "—"


@dataclass(frozen=True, slots=True)
class Own:
    """A line of the society's own."""

    parent: str
    name: str
    cells: tuple[Cell, ...]
    problem: str = ""


#: The line that the page's script adds, its names still to be filled in.
EMPTY_OWN = Own(
    "",
    "",
    tuple(Cell("", column, Words("", ""), "", "", "") for column in (BEFORE, AMOUNT)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a statement with the society's own lines under it."""

    line: Line
    cells: tuple[Cell, ...]
    own: tuple[Own, ...]

    @property
    def is_total(self) -> bool:
        """Whether the line adds others."""
        return bool(self.line.total)


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as the page shows it."""

    statement: Statement
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AuditShown:
    """A field of the audit."""

    name: str
    code: str
    label: Words
    text: str
    problem: str


def statements_shown(
    book: FinanceBook, read: FinanceInput | None = None, *, adds: str = ""
) -> list[Shown]:
    """The statements with what is stored, or with what was typed where it cannot be stored.

    Under the line `adds` an empty line of the society's own is offered.
    """
    return [
        Shown(
            statement,
            tuple(
                Row(
                    line,
                    _cells(statement, line, book, read),
                    _own(statement, line, book, read, adds),
                )
                for line in statement.lines
            ),
        )
        for statement in book.forms.statements
    ]


def _cells(
    statement: Statement, line: Line, book: FinanceBook, read: FinanceInput | None
) -> tuple[Cell, ...]:
    cells = []
    for column, label in statement.columns:
        name = f"{line.code}@{column}"
        entered = book.sheet.entered(line.code, column)
        added = book.amounts.added(line, column)
        cells.append(
            Cell(
                name,
                column,
                label,
                read.typed[name] if read else _text(entered),
                _text(added),
                read.problems.get(name, "") if read else "",
                _off(entered, added),
            )
        )
    return tuple(cells)


def _off(entered: Decimal | None, added: Decimal | None) -> str:
    """By how much an amount differs from what its lines add up to; empty when it does not."""
    if entered is None or added is None or entered == added:
        return ""
    return written(abs(entered - added))


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else written(amount)


def _own(
    statement: Statement, line: Line, book: FinanceBook, read: FinanceInput | None, adds: str
) -> tuple[Own, ...]:
    if not line.takes_own:
        return ()
    if read is not None:
        typed = [own for own in read.own if own.parent == line.code]
    else:
        typed = [
            TypedOwn(
                line.code, own.name, {c: _text(own.entry.at(c)) for c, _w in statement.columns}
            )
            for own in book.sheet.own_under(line.code)
        ]
    if adds == line.code:
        typed.append(TypedOwn(line.code, "", {}))
    return tuple(
        Own(
            own.parent,
            own.name,
            tuple(
                Cell("", column, label, own.texts.get(column, ""), "", "")
                for column, label in statement.columns
            ),
            own.problem,
        )
        for own in typed
    )


def audit_shown(book: FinanceBook, read: FinanceInput | None = None) -> list[AuditShown]:
    """What is said of the audit."""
    cells = book.cells
    return [
        AuditShown(
            AUDIT + name,
            name,
            book.forms.audit[name],
            (read.typed if read else cells).get(AUDIT + name, ""),
            read.problems.get(AUDIT + name, "") if read else "",
        )
        for name in AUDIT_FIELDS
    ]


def forms_for_script(forms: Forms) -> dict[str, Any]:
    """What the page's script needs to add up while somebody types."""
    lines = [
        {
            "code": line.code,
            "number": line.number,
            "names": [line.name.zh, line.name.en],
            "total": [[term.code, term.sign] for term in line.total],
            "columns": [column for column, _name in statement.columns],
            "own": line.takes_own,
        }
        for statement in forms.statements
        for line in statement.lines
    ]
    rules = [
        {
            "code": rule.code,
            "left": [[place.code, place.column, place.sign] for place in rule.left],
            "right": [[place.code, place.column, place.sign] for place in rule.right],
        }
        for rule in forms.rules
    ]
    return {"lines": lines, "rules": rules}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """What must agree, and by how much it does not; `off` is empty when it agrees."""

    code: str
    title: Words
    is_known: bool
    off: str


def rules_shown(book: FinanceBook) -> list[RuleShown]:
    """What must agree across the statements, as it stands."""
    shown = []
    for rule in book.forms.rules:
        left, right = book.amounts.side(rule.left), book.amounts.side(rule.right)
        is_known = left is not None and right is not None
        shown.append(RuleShown(rule.code, rule.title, is_known, _off(left, right)))
    return shown


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that two people changed, each to something else."""

    name: str
    label: Words
    base: str
    mine: str
    theirs: str
    choice: str


def clashes(
    units: list[Unit], forms: Forms, choices: Mapping[str, str] | None = None
) -> list[Clash]:
    """Cells to be decided, in words."""
    return [
        Clash(
            unit.name,
            cell_words(unit.name, forms),
            _said(unit.name, unit.base[0]),
            _said(unit.name, unit.mine[0]),
            _said(unit.name, unit.theirs[0]),
            (choices or {}).get(unit.name, ""),
        )
        for unit in units
    ]


def _said(name: str, text: str) -> str:
    """A cell as text; an amount with thousands separated."""
    if not text:
        return "—"
    return written(Decimal(text)) if "@" in name else text


def missing_from_last_year(book: FinanceBook) -> dict[str, str]:
    """Cells of last year that are empty while last year's report has an amount: to take over."""
    cells = book.cells
    found: dict[str, str] = {}
    for statement in book.forms.statements:
        if BEFORE not in dict(statement.columns):
            continue
        for line in statement.lines:
            name, said = f"{line.code}@{BEFORE}", book.last_year.get(line.code)
            if said is not None and name not in cells:
                found[name] = f"{said:.2f}"
    return found
