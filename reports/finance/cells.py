"""Financial statements as cells: what a person typed, a workbook holds or the portal has stored.

Pure. Every cell has a name and a text, empty cells are left out, so that three versions of a year
can be made into one cell by cell: `dues@amount`, `own:dues/Units@before`, `audit:firm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reforms.merge import Fate, Unit, merge, merged
from reports.annual.parts import Words
from reports.finance.arithmetic import Entry, OwnLine, Sheet
from reports.finance.lines import AMOUNT, BEFORE, COLUMNS, Forms

Cells = dict[str, str]

OWN: Final = "own:"
AUDIT: Final = "audit:"
#: What is kept of the audit, in its order.
AUDIT_FIELDS: Final = ("firm", "opinion", "number", "day")
#: What says that a line of the society's own is there, whatever its amounts.
_PRESENT: Final = "1"


@dataclass(frozen=True, slots=True)
class Audit:
    """Who audited the statements, with which opinion; the day as ISO date."""

    firm: str = ""
    opinion: str = ""
    number: str = ""
    day: str = ""


def cells_of(sheet: Sheet, audit: Audit) -> Cells:
    """Statements as cells."""
    cells: Cells = {}
    for code, entry in sheet.lines.items():
        _put(cells, code, entry)
    for line in sheet.own:
        name = own_name(line.parent, line.name)
        cells[name] = _PRESENT
        _put(cells, name, line.entry)
    for field in AUDIT_FIELDS:
        if text := getattr(audit, field):
            cells[AUDIT + field] = text
    return cells


def _put(cells: Cells, name: str, entry: Entry) -> None:
    for column in COLUMNS:
        value = entry.at(column)
        if value is not None:
            cells[f"{name}@{column}"] = f"{value:.2f}"


def own_name(parent: str, name: str) -> str:
    """What a line of the society's own is called among the cells."""
    return f"{OWN}{parent}/{name}"


def sheet_of(cells: Mapping[str, str]) -> Sheet:
    """The statements that cells hold; their own lines in the order of the cells."""
    names = [name for name in cells if name.startswith(OWN) and cells[name] == _PRESENT]
    own = []
    for name in names:
        parent, _slash, said = name.removeprefix(OWN).partition("/")
        own.append(OwnLine(parent, said, _entry(cells, name)))
    codes = dict.fromkeys(
        name.rpartition("@")[0]
        for name in cells
        if "@" in name and not name.startswith((OWN, AUDIT))
    )
    return Sheet({code: _entry(cells, code) for code in codes}, tuple(own))


def _entry(cells: Mapping[str, str], name: str) -> Entry:
    amount, before = cells.get(f"{name}@{AMOUNT}"), cells.get(f"{name}@{BEFORE}")
    return Entry(
        Decimal(amount) if amount is not None else None,
        Decimal(before) if before is not None else None,
    )


def audit_of(cells: Mapping[str, str]) -> Audit:
    """What cells say of the audit."""
    return Audit(*(cells.get(AUDIT + field, "") for field in AUDIT_FIELDS))


def cell_units(base: Cells, mine: Cells, theirs: Cells) -> tuple[Unit, ...]:
    """Compare three versions cell by cell; own lines of mine come first in their order."""
    names = list(dict.fromkeys((*mine, *theirs, *base)))
    nothing = dict.fromkeys(names, "")
    return merge(nothing | base, nothing | mine, nothing | theirs, [(name,) for name in names])


def conflicts(units: Iterable[Unit]) -> list[Unit]:
    """The cells that both changed, each to something else."""
    return [unit for unit in units if unit.fate == Fate.CONFLICT]


def merged_cells(units: Iterable[Unit], choices: Mapping[str, str]) -> Cells:
    """One version of three; `choices` say `mine` or `theirs` for cells in conflict.

    An amount of an own line that one side took away goes with the line, unless it was chosen.
    """
    units = list(units)
    chosen = {
        unit.name: unit.mine if choices.get(unit.name) == "mine" else unit.theirs for unit in units
    }
    cells = {name: text for name, text in merged(units, chosen).items() if text}
    for unit in conflicts(units):
        line, _at, column = unit.name.rpartition("@")
        if unit.name.startswith(OWN) and column in COLUMNS and cells.get(unit.name):
            cells[line] = _PRESENT
    lines = {name for name in cells if name.startswith(OWN) and cells[name] == _PRESENT}
    return {
        name: text
        for name, text in cells.items()
        if not name.startswith(OWN) or name in lines or name.rpartition("@")[0] in lines
    }


def changed(before: Cells, after: Cells) -> list[str]:
    """The names of cells that differ, in the order of what is new."""
    names = dict.fromkeys((*after, *before))
    return [name for name in names if before.get(name, "") != after.get(name, "")]


def cell_words(name: str, forms: Forms) -> Words:
    """What a cell is called: its line, its name where it is the society's own, its column."""
    if name.startswith(AUDIT):
        return forms.audit[name.removeprefix(AUDIT)]
    line, _at, column = name.rpartition("@")
    if column not in COLUMNS:
        line, column = name, ""
    code, said = line, ""
    if line.startswith(OWN):
        code, _slash, said = line.removeprefix(OWN).partition("/")
    statement, words = forms.statement_of(code), forms.line(code).name
    tail = statement.column(column) if column else Words("", "")
    zh = "·".join(part for part in (words.zh, said, tail.zh) if part)
    en = " · ".join(part for part in (words.en, said, tail.en) if part)
    return Words(zh, en)
