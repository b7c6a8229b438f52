"""The matrix as small pictures: for each discipline its tasks as a strip and its mean as a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext, ngettext

from accounts.templatetags.portal import month_label, one_decimal
from reforms.payload import Payload
from reports.pages.matrix_words import mean_words
from reports.selectors.matrix import MonthFacts, columns_of, lines_of
from reports.selectors.matrix_cells import Column
from reports.selectors.matrix_means import Line
from societies.enums import Discipline

#: Height of the picture of a line, in its own units; its width is 100.
HEIGHT = 40
Address = Callable[..., str]


@dataclass(frozen=True)
class MiniCell:
    """One task of a discipline: how it looks, what it says, and the table behind it."""

    css: str
    number: int
    text: str
    title: str
    url: str


@dataclass(frozen=True)
class MiniMonth:
    """One month on the line: its mean and what was expected of the country."""

    label: str
    name: str
    mean: str
    expected: str


@dataclass(frozen=True)
class Mini:
    """One small picture."""

    title: str
    url: str
    words: str
    mean: str
    cells: tuple[MiniCell, ...]
    months: tuple[MiniMonth, ...]
    line: str
    expected: str


def minis(
    facts: MonthFacts,
    show: str,
    series: Sequence[tuple[dt.date, Payload]],
    months: Sequence[dt.date],
    address: Address,
) -> list[Mini]:
    """The country and each discipline; `series` are the figures of the months so far."""
    columns = columns_of(facts.tasks)
    lines = lines_of(facts, columns, show)
    figures = facts.payload["disciplines"]
    names = [("", gettext("All societies"))]
    names += [(each.value, str(each.label)) for each in Discipline if each.value in lines]
    return [
        _mini(
            name,
            title,
            _cells(lines[name], columns, show, name, address),
            facts.payload["national"] if not name else figures[name],
            [(on, _mean(payload, name), payload["national"]["expected"]) for on, payload in series],
            months,
            address,
        )
        for name, title in names
    ]


def _mean(payload: Payload, name: str) -> str | None:
    part = payload["disciplines"].get(name, {}) if name else payload["national"]
    mean: str | None = part.get("mean")
    return mean


def _mini(
    name: str,
    title: str,
    cells: tuple[MiniCell, ...],
    figure: Payload,
    series: Sequence[tuple[dt.date, str | None, str | None]],
    months: Sequence[dt.date],
    address: Address,
) -> Mini:
    count = figure["societies"]
    return Mini(
        title=title,
        url=address(view="societies", discipline=name),
        words=ngettext("%(count)d society", "%(count)d societies", count) % {"count": count},
        mean=one_decimal(figure["mean"]),
        cells=cells,
        months=tuple(
            MiniMonth(f"{on.month}", month_label(on), one_decimal(mean), one_decimal(expected))
            for on, mean, expected in series
        ),
        line=_points(((on, mean) for on, mean, _ in series), months),
        expected=_points(((on, expected) for on, _, expected in series), months),
    )


def _cells(
    line: Line, columns: Sequence[Column], show: str, name: str, address: Address
) -> tuple[MiniCell, ...]:
    return tuple(
        MiniCell(
            cell.css,
            column.number,
            cell.text,
            f"{column.number}. {column.title}: {mean_words(show, cell)}",
            address(view="societies", discipline=name, sort=f"t{column.number}", dir="desc"),
        )
        for cell, column in zip(line, columns, strict=True)
        if cell is not None
    )


def _points(values: Iterable[tuple[dt.date, str | None]], months: Sequence[dt.date]) -> str:
    """The corners of a line over the months of the workplan, each in the middle of its place."""
    places = {on: place for place, on in enumerate(months)}
    return " ".join(
        f"{float(Fraction(100 * (2 * places[on] + 1), 2 * len(months))):.2f},"
        f"{float(HEIGHT - Fraction(value) * HEIGHT / 100):.2f}"
        for on, value in values
        if value is not None
    )
