"""What a chapter of an annual report shows by itself: figures, tables and charts as plain values.

Every part holds both languages, exact values as text, and where they come from; the PDF, the web
edition, the Word document and the attached data are all made of the same parts. Pure.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


class Kind(StrEnum):
    """How a value is written: numbers are plain digits such as `1234.50`, days ISO dates."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"


#: What a cell holds: a value as text, a text in both languages, or nothing known.
Cell = str | Words | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part comes from: what was counted, as of which day, by which rule.

    `register` is the slug of the register the part was counted in, or empty.
    """

    text: Words
    register: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name, how it is made, and what it was a year before (or None)."""

    code: str
    label: Words
    value: str | None
    kind: Kind
    unit: Words
    formula: Words
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A few numbers side by side."""

    code: str
    title: Words
    items: tuple[Figure, ...]
    source: Source
    part: str = "figures"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    code: str
    label: Words
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `left_out` rows more exist and are not listed, `total` is a last row or None.

    `look` names a special form in print, `heat` or `groups`; empty for an ordinary table.
    """

    code: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: Source
    total: tuple[Cell, ...] | None = None
    left_out: int = 0
    look: str = ""
    part: str = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one name, one for each label of the chart; None where nothing is known."""

    code: str
    label: Words
    values: tuple[str | None, ...]


class Shape(StrEnum):
    """How a chart is drawn."""

    LINE = "line"
    BARS = "bars"
    STACKED = "stacked"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; the same numbers can be written as a table."""

    code: str
    title: Words
    shape: Shape
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    kind: Kind
    unit: Words
    source: Source
    part: str = "chart"


Part = Figures | Table | Chart


def plain(part: Part) -> dict[str, Any]:
    """The part as values that JSON knows; the inverse is not needed."""
    return asdict(part)
