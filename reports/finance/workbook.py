"""Financial statements as a workbook: what it was made from, and reading it back.

Pure. Sheets are known by a row of machine names, so that their names, rows above and columns
pushed aside do not matter. A sheet that was taken away says nothing about its lines.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.finance.arithmetic import AmountProblem, amount_of
from reports.finance.cells import AUDIT, AUDIT_FIELDS, OWN, Cells, own_name
from reports.finance.lines import COLUMNS, Forms
from reports.finance.values import audit_problem, no_amount, own_line_name, own_problem
from societies.files.values import CellProblem, date_of, text_of
from societies.filled_books import FilledBookProblem, read_sheets
from societies.workbooks import Raw

#: The machine names of the columns by which a sheet is known.
LINE, PARENT, NAME, FIELD, VALUE = "line", "parent", "own_name", "field", "value"


@dataclass(frozen=True)
class Base:
    """What a workbook was made from."""

    code: str
    year: int
    made_at: dt.datetime
    cells: Cells

    def packed(self) -> bytes:
        """Return it as bytes."""
        said = {
            "code": self.code,
            "year": self.year,
            "at": self.made_at.isoformat(),
            "cells": self.cells,
        }
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Base:
        """Return it from its bytes."""
        said = json.loads(data)
        made_at = dt.datetime.fromisoformat(said["at"])
        return cls(said["code"], said["year"], made_at, said["cells"])


@dataclass(frozen=True)
class FileRow:
    """A row as it came back: where it stands, what it is of, and its cells by column."""

    sheet: str
    row: int
    key: Raw
    cells: Mapping[str, Raw]


@dataclass(frozen=True)
class FinanceFile:
    """What was read from a workbook."""

    token: str
    lines: tuple[FileRow, ...]
    own: tuple[FileRow, ...]
    audit: tuple[FileRow, ...]
    has_own: bool


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell of a row."""

    at: FileRow
    column: str
    message: str


def read_finance_file(data: bytes, name: str) -> FinanceFile:
    """Read a workbook that came back; FilledBookProblem says what it is instead."""
    stranger = _(
        "This is no workbook of financial statements. Download it on the page of the year."
    )
    token, sheets = read_sheets(data, name, stranger=stranger)
    lines: list[FileRow] = []
    audit: list[FileRow] = []
    own: list[FileRow] | None = None
    for title, rows in sheets.items():
        lines += _rows(title, rows, LINE, COLUMNS) or ()
        audit += _rows(title, rows, FIELD, (VALUE,)) or ()
        found = _rows(title, rows, PARENT, (NAME, *COLUMNS))
        own = found if found is not None else own
    if not lines:
        raise FilledBookProblem(
            _("The sheets with the statements are missing. Download the workbook again.")
        )
    return FinanceFile(token, tuple(lines), tuple(own or ()), tuple(audit), own is not None)


def _rows(
    title: str, rows: Sequence[Sequence[Raw]], key: str, columns: Iterable[str]
) -> list[FileRow] | None:
    """The rows below the machine names of a sheet that has the column `key`; else None."""
    head = next((place for place, row in enumerate(rows) if key in row), None)
    if head is None:
        return None
    places = {name: rows[head].index(name) for name in (key, *columns) if name in rows[head]}
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        said = FileRow(title, number, cells.pop(key), cells)
        if text_of(said.key) or any(text_of(raw) for raw in cells.values()):
            found.append(said)
    return found


def amount_text(raw: Raw) -> str:
    """An amount of a workbook as text; the dust of binary fractions is brushed off."""
    if isinstance(raw, float) and not isinstance(raw, bool):
        cents = round(raw, 2)
        return f"{cents:.2f}" if abs(raw - cents) <= abs(raw) * 1e-14 + 1e-9 else repr(raw)
    return text_of(raw)


class FinanceReading:
    """What a workbook says over what it was made from: cells, and what cannot be read."""

    def __init__(
        self, file: FinanceFile, base: Cells, forms: Forms, choices: Mapping[str, str]
    ) -> None:
        """Read it; `choices` has the values of opinions by every word for them."""
        self.forms, self.choices = forms, choices
        self.problems: list[Problem] = []
        self.cells = {
            name: text for name, text in base.items() if not (file.has_own and _is_own(name))
        }
        self._lines(file.lines)
        self._own(file.own)
        self._audit(file.audit)

    def _lines(self, rows: Iterable[FileRow]) -> None:
        columns = {
            line.code: [name for name, _words in statement.columns]
            for statement in self.forms.statements
            for line in statement.lines
        }
        seen: set[str] = set()
        for row in rows:
            code = text_of(row.key)
            if code not in columns:
                self._refuse(row, LINE, _("This row names no line of the statements."))
            elif code in seen:
                self._refuse(row, LINE, _("This line stands in the file twice."))
            else:
                seen.add(code)
                self._amounts(row, code, columns[code])

    def _amounts(self, row: FileRow, name: str, columns: Iterable[str]) -> None:
        for column in columns:
            if column not in row.cells:
                continue
            text = amount_text(row.cells[column])
            self.cells.pop(f"{name}@{column}", None)
            try:
                amount = amount_of(text)
            except AmountProblem:
                self._refuse(row, column, no_amount(text))
                continue
            if amount is not None:
                self.cells[f"{name}@{column}"] = f"{amount:.2f}"

    def _own(self, rows: Iterable[FileRow]) -> None:
        parents = dict(_parents(self.forms))
        for row in rows:
            parent = parents.get(_plain(row.key), "")
            name = own_line_name(text_of(row.cells.get(NAME)))
            problem = own_problem(name, self.cells, parent, self.forms)
            if problem:
                self._refuse(row, NAME if parent else PARENT, problem)
                continue
            self.cells[own_name(parent, name)] = "1"
            self._amounts(row, own_name(parent, name), COLUMNS)

    def _audit(self, rows: Iterable[FileRow]) -> None:
        for row in rows:
            field, raw = text_of(row.key), row.cells.get(VALUE)
            if field not in AUDIT_FIELDS:
                continue
            text = " ".join(text_of(raw).split())
            if field == "opinion":
                text = self.choices.get(text, text)
            if field == "day":
                try:
                    day = date_of(raw)
                except CellProblem as wrong:
                    self._refuse(row, VALUE, str(wrong))
                    continue
                text = day.isoformat() if day else ""
            self.cells.pop(AUDIT + field, None)
            if problem := audit_problem(field, text):
                self._refuse(row, VALUE, problem)
            elif text:
                self.cells[AUDIT + field] = text

    def _refuse(self, row: FileRow, column: str, message: str) -> None:
        self.problems.append(Problem(row, column, message))


def _is_own(name: str) -> bool:
    return name.startswith(OWN)


def _plain(raw: Raw) -> str:
    return "".join(text_of(raw).split()).casefold()


def _parents(forms: Forms) -> Iterator[tuple[str, str]]:
    """Every way to name a line that takes lines of one's own."""
    for statement in forms.statements:
        for line in statement.lines:
            if line.takes_own:
                for name in (line.code, line.name.zh, line.name.en):
                    yield _plain(name), line.code
