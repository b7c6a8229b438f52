"""Charts as geometry: numbers in, coordinates out; a template draws them as SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\s*;")


@lru_cache(maxsize=2)
def palette(tokens: Path) -> dict[str, str]:
    """Return the colours of the style sheet of tokens, by name with underscores."""
    found = _TOKEN.findall(tokens.read_text(encoding="utf-8"))
    return {name.replace("-", "_"): value for name, value in found}


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a chart, already rounded for print, and the figure it stands for."""

    x: str
    y: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its stretches without gaps, its last point, and where its label stands."""

    name: str
    stretches: tuple[str, ...]
    last: Point | None
    label_y: str = ""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Percentages over months, from 0 at the bottom to 100 at the top."""

    width: int
    height: int
    left: int
    right: int
    bottom: str
    grid: tuple[tuple[str, int], ...]
    ticks: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of a chart and the margins around its plot."""

    width: int = 640
    height: int = 230
    left: int = 34
    right: int = 96
    top: int = 14
    bottom: int = 26


def _at(value: Fraction | float) -> str:
    return f"{float(value):.1f}"


def line_chart(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[str | int | None]]],
    frame: Frame | None = None,
) -> LineChart:
    """Lay out series of percentages (text or None for no data) over labelled months."""
    frame = frame or Frame()
    plot_width = frame.width - frame.left - frame.right
    plot_height = frame.height - frame.top - frame.bottom
    steps = max(len(labels) - 1, 1)
    xs = [frame.left + Fraction(plot_width * index, steps) for index in range(len(labels))]

    def y_of(value: str | int) -> Fraction:
        return frame.top + plot_height * (1 - Fraction(value) / 100)

    lines = []
    for name, values in series:
        points = [
            None if value is None else Point(_at(x), _at(y_of(value)), str(value))
            for x, value in zip(xs, values, strict=False)
        ]
        known = [point for point in points if point is not None]
        lines.append(Line(name, _stretches(points), known[-1] if known else None))
    return LineChart(
        width=frame.width,
        height=frame.height,
        left=frame.left,
        right=frame.width - frame.right,
        bottom=_at(frame.height - 8),
        grid=tuple((_at(y_of(value)), value) for value in (0, 25, 50, 75, 100)),
        ticks=tuple((_at(x), label) for x, label in zip(xs, labels, strict=True)),
        lines=_spread(lines),
    )


def _stretches(points: Sequence[Point | None]) -> tuple[str, ...]:
    """Join neighbours with data; a month without data leaves a gap."""
    stretches: list[list[str]] = [[]]
    for point in points:
        if point is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{point.x},{point.y}")
    return tuple(" ".join(stretch) for stretch in stretches if stretch)


def _spread(lines: list[Line], gap: float = 13) -> tuple[Line, ...]:
    """Give each line's label a height at which it covers no other."""
    heights: dict[str, str] = {}
    lowest = float("-inf")
    ends = sorted((float(line.last.y), line.name) for line in lines if line.last is not None)
    for y, name in ends:
        lowest = max(y, lowest + gap)
        heights[name] = _at(lowest + 4)
    return tuple(replace(line, label_y=heights.get(line.name, "")) for line in lines)
