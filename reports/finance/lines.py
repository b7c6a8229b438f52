"""The lines of a society's financial statements: data with its source, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from reports.annual.parts import Words

FILE = Path(__file__).resolve().parents[1] / "data" / "finance_lines.yaml"
#: The two columns of a statement: this year (or the year's end), and last year (or its start).
AMOUNT: Final = "amount"
BEFORE: Final = "before"
COLUMNS: Final = (AMOUNT, BEFORE)


@dataclass(frozen=True, slots=True)
class Term:
    """A line that is added, or taken off when `sign` is -1."""

    code: str
    sign: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement; `total` has the lines that it adds, none for a line that is entered.

    `is_needed`: a year without it is not complete. `is_carried`: its `before` is what last year's
    report said. `takes_own`: lines of the society's own may stand under it.
    """

    code: str
    number: int
    name: Words
    total: tuple[Term, ...]
    is_needed: bool
    is_carried: bool
    takes_own: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its form number, its lines and what its columns are called."""

    code: str
    form: str
    title: Words
    columns: tuple[tuple[str, Words], ...]
    is_required: bool
    lines: tuple[Line, ...]

    def column(self, name: str) -> Words:
        """What a column is called in this statement."""
        return dict(self.columns)[name]


@dataclass(frozen=True, slots=True)
class Place:
    """One amount of the statements with its sign in a rule."""

    code: str
    column: str
    sign: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Amounts that, added up on both sides, must agree."""

    code: str
    title: Words
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class PartWords:
    """Title and source of a part of the finance chapter."""

    title: Words
    source: Words


@dataclass(frozen=True, slots=True)
class Forms:
    """All statements, what must agree across them, and how everything around them is said."""

    citation: Words
    statements: tuple[Statement, ...]
    rules: tuple[Rule, ...]
    words: dict[str, Words]
    audit: dict[str, Words]
    parts: dict[str, PartWords]
    formulas: dict[str, Words]
    columns: dict[str, Words]
    unit: Words

    def statement_of(self, code: str) -> Statement:
        """The statement that a line stands in; KeyError when there is no such line."""
        return _homes()[code][0]

    def line(self, code: str) -> Line:
        """The line of a code; KeyError when there is none."""
        return _homes()[code][1]


@lru_cache(maxsize=1)
def finance_forms() -> Forms:
    """The forms as the file has them; ValueError when a total or rule names no line."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    forms = Forms(
        citation=Words(**data["citation"]),
        statements=tuple(_statement(row) for row in data["statements"]),
        rules=tuple(_rule(row) for row in data["rules"]),
        words=_named(data["words"]),
        audit=_named(data["audit"]),
        parts={
            code: PartWords(Words(**row["title"]), Words(**row["source"]))
            for code, row in data["parts"].items()
        },
        formulas=_named(data["formulas"]),
        columns=_named(data["columns"]),
        unit=Words(**data["unit"]),
    )
    _check(forms)
    return forms


@lru_cache(maxsize=1)
def _homes() -> dict[str, tuple[Statement, Line]]:
    return {
        line.code: (statement, line)
        for statement in finance_forms().statements
        for line in statement.lines
    }


def _named(rows: dict[str, Any]) -> dict[str, Words]:
    return {name: Words(**words) for name, words in rows.items()}


def _signed(text: str) -> tuple[str, int]:
    return (text[1:], -1) if text.startswith("-") else (text, 1)


def _statement(row: dict[str, Any]) -> Statement:
    return Statement(
        code=row["code"],
        form=row["form"],
        title=Words(**row["title"]),
        columns=tuple((name, Words(**row[name])) for name in (BEFORE, AMOUNT) if name in row),
        is_required=row["is_required"],
        lines=tuple(_line(line) for line in row["lines"]),
    )


def _line(row: dict[str, Any]) -> Line:
    return Line(
        code=row["code"],
        number=row["number"],
        name=Words(row["zh"], row["en"]),
        total=tuple(Term(*_signed(text)) for text in row.get("total", ())),
        is_needed=row.get("is_needed", False),
        is_carried=row.get("is_carried", False),
        takes_own=row.get("takes_own", False),
    )


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        row["code"],
        Words(**row["title"]),
        _places(row["left"]),
        _places(row["right"]),
        Words(**row["words"]),
    )


def _places(texts: list[str]) -> tuple[Place, ...]:
    places = []
    for text in texts:
        name, sign = _signed(text)
        code, _at, column = name.partition("@")
        places.append(Place(code, column, sign))
    return tuple(places)


def _check(forms: Forms) -> None:
    """Refuse a file whose totals add later lines or none, or whose codes stand twice."""
    seen: set[str] = set()
    for statement in forms.statements:
        for line in statement.lines:
            unknown = [term.code for term in line.total if term.code not in seen]
            if unknown or line.code in seen:
                raise ValueError(f"{line.code}: {unknown or 'stands twice'}")
            seen.add(line.code)
    for rule in forms.rules:
        for place in (*rule.left, *rule.right):
            if place.code not in seen or place.column not in COLUMNS:
                raise ValueError(f"{rule.code}: {place.code}@{place.column}")
