"""Charts as plain data: what is drawn on screen, and the table behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import NO_DATA
from reforms import months
from reforms.payload import Payload, terms_of
from reforms.progress import BAND_EDGES, TaskTerms, expected

Point = float | None


@dataclass(frozen=True)
class Series:
    """One line or set of bars; `style` is main, expected or plain."""

    name: str
    values: tuple[Point, ...]
    style: str = "main"


@dataclass(frozen=True)
class Chart:
    """A chart: its kind (line or bar), its labels and series, and the unit of its values."""

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "%"
    label_head: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws, as JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "labels": list(self.labels),
            "unit": self.unit,
            "series": [
                {"name": each.name, "values": list(each.values), "style": each.style}
                for each in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table behind the chart: a label and its values as text."""
        return [
            (label, [_written(each.values[at], self.unit) for each in self.series])
            for at, label in enumerate(self.labels)
        ]


def _written(value: Point, unit: str) -> str:
    if value is None:
        return NO_DATA
    return f"{value:.1f}" if unit == "%" else f"{value:.0f}"


def number(text: str | None) -> Point:
    """Read a figure for drawing; exactness ends here."""
    return None if text is None else float(text)


def month_name(month: dt.date) -> str:
    """Write a month of the year in short, as it stands below an axis."""
    names = {
        1: pgettext("axis", "Jan"),
        2: pgettext("axis", "Feb"),
        3: pgettext("axis", "Mar"),
        4: pgettext("axis", "Apr"),
        5: pgettext("axis", "May"),
        6: pgettext("axis", "Jun"),
        7: pgettext("axis", "Jul"),
        8: pgettext("axis", "Aug"),
        9: pgettext("axis", "Sep"),
        10: pgettext("axis", "Oct"),
        11: pgettext("axis", "Nov"),
        12: pgettext("axis", "Dec"),
    }
    return names[month.month]


def expected_line(
    elements: Sequence[Payload], months_: Sequence[dt.date], first: int
) -> tuple[Point, ...]:
    """What all societies together should have reached in each month, for drawing."""
    societies = [terms_of(element) for element in elements]
    return tuple(_expected_mean(societies, months.month_ordinal(month), first) for month in months_)


def _expected_mean(societies: Sequence[Sequence[TaskTerms]], ordinal: int, first: int) -> Point:
    reached: dict[int, float] = {}
    total = 0.0
    for terms in societies:
        weights = shares = 0.0
        for term in terms:
            if term.due not in reached:
                reached[term.due] = float(expected(ordinal, first=first, due=term.due))
            weight = float(term.weight)
            weights += weight
            shares += weight * reached[term.due]
        total += shares / weights if weights else 0.0
    return round(total / len(societies), 1) if societies else None


def progress_chart(
    *,
    name: str,
    means: dict[str, str | None],
    months_: Sequence[dt.date],
    expected_values: tuple[Point, ...],
) -> Chart:
    """Progress over a workplan's months against what is expected; `means` by month YYYY-MM."""
    values = tuple(number(means.get(f"{month:%Y-%m}")) for month in months_)
    return Chart(
        kind="line",
        title=name,
        labels=tuple(month_name(month) for month in months_),
        series=(
            Series(name, values),
            Series(pgettext("series", "Expected"), expected_values, "expected"),
        ),
        label_head=gettext("Month"),
    )


def distribution_chart(counts: Sequence[int]) -> Chart:
    """How many societies stand in each band of ten points."""
    bands = tuple(f"{low}–{high}" for low, high in pairwise(BAND_EDGES))
    return Chart(
        kind="bar",
        title=gettext("Societies by progress"),
        labels=bands,
        series=(Series(gettext("Societies"), tuple(float(count) for count in counts)),),
        unit="",
        label_head=gettext("Progress %"),
    )
