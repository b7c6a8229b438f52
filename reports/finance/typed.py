"""What came back from the page of the financial statements, as cells; and what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from reports.finance.arithmetic import AmountProblem, amount_of
from reports.finance.cells import AUDIT, AUDIT_FIELDS, OWN, Cells, own_name
from reports.finance.lines import COLUMNS, Forms, finance_forms
from reports.finance.values import audit_problem, no_amount, own_line_name, own_parents, own_problem
from reports.pdf.text import clean_text

#: The fields of one line of the society's own, repeated.
_OWN_FIELDS: Final = ("own-parent", "own-name", "own-amount", "own-before")


@dataclass(frozen=True, slots=True)
class TypedOwn:
    """A line of the society's own as it was typed."""

    parent: str
    name: str
    texts: Mapping[str, str]
    problem: str = ""


@dataclass
class FinanceInput:
    """The page as it came back: `cells` of what can be read, `problems` by cell of what cannot.

    `typed` keeps every text as it was typed, so that the page shows it again.
    """

    cells: Cells = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    own: list[TypedOwn] = field(default_factory=list)


def read_input(data: QueryDict, statements: Forms | None = None) -> FinanceInput:
    """Read what was posted; what names no line is left aside."""
    read = FinanceInput()
    for statement in (statements or finance_forms()).statements:
        for line in statement.lines:
            for column, _name in statement.columns:
                name = f"{line.code}@{column}"
                _read_amount(read, name, data.get(name, ""))
    _read_own(read, data, statements or finance_forms())
    _read_audit(read, data)
    return read


def _read_amount(read: FinanceInput, name: str, text: str) -> str:
    """Take an amount over; return what is wrong with it."""
    read.typed[name] = text
    try:
        amount = amount_of(text)
    except AmountProblem:
        read.problems[name] = no_amount(text)
        return read.problems[name]
    if amount is not None:
        read.cells[name] = f"{amount:.2f}"
    return ""


def _read_own(read: FinanceInput, data: QueryDict, statements: Forms) -> None:
    rows = zip(*(data.getlist(name) for name in _OWN_FIELDS), strict=False)
    parents = own_parents(statements)
    for place, (parent, typed, amount, before) in enumerate(rows):
        name, texts = own_line_name(typed), {"amount": amount, "before": before}
        if parent not in parents or not any((name, amount.strip(), before.strip())):
            continue
        problem = own_problem(name, read.cells, parent, statements)
        if problem:
            read.problems[f"{OWN}{place}"] = problem
        else:
            read.cells[own_name(parent, name)] = "1"
            wrong = [
                _read_amount(read, f"{own_name(parent, name)}@{column}", texts[column])
                for column in COLUMNS
            ]
            problem = " ".join(filter(None, wrong))
        read.own.append(TypedOwn(parent, typed, texts, problem))


def _read_audit(read: FinanceInput, data: QueryDict) -> None:
    for name in AUDIT_FIELDS:
        text = " ".join(clean_text(data.get(AUDIT + name, "")).split())
        read.typed[AUDIT + name] = text
        if problem := audit_problem(name, text):
            read.problems[AUDIT + name] = problem
        elif text:
            read.cells[AUDIT + name] = text


def kept_cells(text: str) -> Cells:
    """Cells as a page carries them along; none when they cannot be read."""
    try:
        said: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {str(name): value for name, value in said.items() if isinstance(value, str)}


def is_sound(cells: Cells, statements: Forms) -> bool:
    """Whether carried cells are such as reading gives them: nothing else is ever stored."""
    return not _refused(cells, statements)


def _refused(cells: Cells, statements: Forms) -> Sequence[str]:
    data = QueryDict(mutable=True)
    own: dict[str, list[str]] = {}
    for name, text in cells.items():
        line, _at, column = name.rpartition("@")
        if not name.startswith(OWN):
            data[name] = text
        elif column in COLUMNS and line:
            own.setdefault(line, ["", ""])[COLUMNS.index(column)] = text
        else:
            own.setdefault(name, ["", ""])
    for name, texts in own.items():
        parent, _slash, said = name.removeprefix(OWN).partition("/")
        for key, text in zip(_OWN_FIELDS, (parent, said, *texts), strict=True):
            data.appendlist(key, text)
    read = read_input(data, statements)
    return [name for name in cells if read.cells.get(name) != cells[name]]
