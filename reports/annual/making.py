"""Makes the parts of an annual report: what each is called is data, its values are given.

`data/annual_parts.yaml` holds titles, columns, formulas and sources in both languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress
from pathlib import Path
from typing import Any

import yaml
from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import Promise

from reports.annual.parts import (
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Kind,
    Series,
    Shape,
    Source,
    Table,
    Words,
)

FILE = Path(__file__).resolve().parents[1] / "data" / "annual_parts.yaml"
#: Those of the development report over all societies.
NATIONAL = FILE.with_name("development_parts.yaml")


@dataclass(frozen=True, slots=True)
class PartText:
    """All that is said around the values of a part.

    `items` are its columns, figures or series by code; `at_most` so many rows are printed;
    `is_whole` says that columns stay of which nothing is known.
    """

    code: str
    title: Words
    source: Words
    register: str
    items: Mapping[str, Item]
    kind: Kind
    unit: Words
    shape: Shape
    look: str
    at_most: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A column, a figure or a series: its name; of a figure also unit and formula."""

    label: Words
    kind: Kind
    unit: Words
    formula: Words


#: No words: a figure without a unit.
NOTHING = Words("", "")
#: The first cell of a last row.
ALL = Words("合计", "Total")
YES, NO = Words("是", "Yes"), Words("否", "No")


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=1)
def part_texts() -> Mapping[str, PartText]:
    """The texts of all parts, by code."""
    national = yaml.safe_load(NATIONAL.read_text(encoding="utf-8"))["parts"]
    return {
        code: _part_text(code, row, is_whole=code in national)
        for code, row in {**_data()["parts"], **national}.items()
    }


def _part_text(code: str, row: dict[str, Any], *, is_whole: bool) -> PartText:
    return PartText(
        code=code,
        title=Words(*row["title"]),
        source=Words(*row["source"]),
        register=row.get("register", ""),
        items={name: _item(item) for name, item in row["items"].items()},
        kind=Kind(row.get("kind", "number")),
        unit=_words(row, "unit"),
        shape=Shape(row.get("shape", "line")),
        look=row.get("look", ""),
        at_most=row.get("at_most", 0),
        is_whole=is_whole or "look" in row,
    )


def _item(row: dict[str, Any] | list[str]) -> Item:
    """An item in short is its name in both languages and, unless text, its kind."""
    if isinstance(row, list):
        return Item(Words(*row[:2]), Kind(row[2] if len(row) > 2 else "text"), NOTHING, NOTHING)
    kind = Kind(row.get("kind", "number"))
    return Item(Words(*row["label"]), kind, _words(row, "unit"), _words(row, "formula"))


def _words(row: dict[str, Any], name: str) -> Words:
    return Words(*row[name]) if name in row else NOTHING


def both(word: str | Promise) -> Words:
    """A word of the portal's own in both languages; a lazy text is asked in each."""
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(str(word))
    return Words(*texts)


@cache
def choice(kind: type[TextChoices], value: str) -> Words | None:
    """A choice's word in both languages, as it begins a cell; None where none was made."""
    return capital(both(kind(value).label)) if value else None


def capital(words: Words) -> Words:
    """The words as they begin a cell: English ones with a capital."""
    return Words(words.zh, words.en[:1].upper() + words.en[1:])


def number(value: Any) -> str | None:
    """A value as plain digits, a day as ISO date; nothing known, or nothing said, as None."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def make_figures(
    code: str,
    values: Mapping[str, tuple[Any, Any]],
    as_of: str,
    *,
    source: str = "",
) -> tuple[Figures, ...]:
    """Figures, each with the value of a year before; none when not one of them is known.

    Those of which nothing is known, now or before, are left out. `source` names another source
    than that of the text, here as in tables and charts.
    """
    text = part_texts()[code]
    items = tuple(
        _figure(name, text.items[name], now, before)
        for name, (now, before) in values.items()
        if now is not None or before is not None
    )
    if all(item.value is None for item in items):
        return ()
    return (Figures(code, text.title, items, _source(text, as_of, source)),)


def _figure(code: str, item: Item, now: Any, before: Any) -> Figure:
    return Figure(code, item.label, number(now), item.kind, item.unit, item.formula, number(before))


def make_table(
    name: str,
    rows: Iterable[Sequence[Any]],
    as_of: str,
    *,
    columns: Sequence[Column] = (),
    total: Sequence[Any] | None = None,
    title: Words | None = None,
    code: str = "",
    source: str = "",
) -> tuple[Table, ...]:
    """A table of the rows that fit, and how many were left out; none without rows.

    `columns`, `title` and `code` stand for those of the text. A column of which nothing is known
    is left out unless the text keeps the table whole; so is a table that has only its names.
    """
    text = part_texts()[name]
    listed = [tuple(map(_cell, row)) for row in rows]
    last = tuple(map(_cell, total)) if total is not None else None
    named = tuple(columns) or tuple(
        Column(each, item.label, item.kind) for each, item in text.items.items()
    )
    known = [text.is_whole or any(cells) for cells in zip(*map(_marks, listed), strict=True)]
    if sum(known) < 2:
        return ()
    shown = listed[: text.at_most] if text.at_most else listed
    return (
        Table(
            code or name,
            title or text.title,
            tuple(compress(named, known)),
            tuple(tuple(compress(row, known)) for row in shown),
            _source(text, as_of, source),
            tuple(compress(last, known)) if last is not None else None,
            len(listed) - len(shown),
            text.look,
        ),
    )


def _marks(row: Sequence[Cell]) -> Iterator[bool]:
    return (cell is not None for cell in row)


def _cell(value: Any) -> Cell:
    if isinstance(value, Words):
        return value
    if isinstance(value, bool):
        return YES if value else NO
    return number(value)


def make_chart(
    code: str,
    labels: Sequence[Words],
    series: Mapping[str, Sequence[Any]],
    as_of: str,
    *,
    least: int = 2,
    is_trend: bool = False,
    source: str = "",
) -> tuple[Chart, ...]:
    """A chart of the series of which anything is known; none with fewer than `least` values.

    A trend begins where anything is known.
    """
    text = part_texts()[code]
    first = 0
    if is_trend:
        known = (
            any(value is not None for value in at) for at in zip(*series.values(), strict=True)
        )
        first = next((place for place, is_known in enumerate(known) if is_known), 0)
    drawn = tuple(
        Series(name, text.items[name].label, tuple(map(number, values[first:])))
        for name, values in series.items()
        if any(value is not None for value in values)
    )
    if not drawn or max(sum(v is not None for v in each.values) for each in drawn) < least:
        return ()
    return (
        Chart(
            code,
            text.title,
            text.shape,
            tuple(labels[first:]),
            drawn,
            text.kind,
            text.unit,
            _source(text, as_of, source),
        ),
    )


def _source(text: PartText, as_of: str, other: str) -> Source:
    if not other:
        return Source(text.source, text.register, as_of)
    instead = _data()["sources"][other]
    return Source(Words(*instead["text"]), instead["register"], as_of)


def same(text: str) -> Words:
    """A label that reads alike in both languages, such as a year."""
    return Words(text, text)
