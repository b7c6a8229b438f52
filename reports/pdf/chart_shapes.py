"""What a chart on paper is drawn of: shapes with coordinates already rounded, and their measures.

A unit is the tenth part of the height of the letters; 640 units are the width of the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

#: Height of the letters, and the distance of two lines of a label.
SIZE = 10.0
LEADING = 12.0
#: Widths of letters, of their height: full ones, broad ones, capitals, and others on average.
FULL, BROAD, CAPITAL, HALF, NARROW = 1.0, 0.92, 0.68, 0.555, 0.28
_BROAD = frozenset("WMmw@%—…")
_NARROW = frozenset(" .,:;'|il")

Number = Fraction | float | int


def at(value: Number) -> str:
    """Write a coordinate."""
    return f"{float(value):.1f}"


def is_wide(letter: str) -> bool:
    """Whether a character takes a full square."""
    return unicodedata.east_asian_width(letter) in "WF"


def letters_width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text stands."""
    return size * sum(map(_letter_width, text))


@lru_cache(maxsize=8192)
def _letter_width(letter: str) -> float:
    if is_wide(letter):
        return FULL
    if letter in _BROAD:
        return BROAD
    if letter in _NARROW:
        return NARROW
    return CAPITAL if letter.isupper() else HALF


def wrapped(text: str, width: float, lines: int = 2, size: float = SIZE) -> tuple[str, ...]:
    """Break a label into lines of at most that width; what still is too long ends with dots."""
    found = [""]
    for piece in pieces_of(text):
        if found[-1] and letters_width(found[-1] + piece.rstrip(), size) > width:
            found.append("")
        found[-1] += piece if found[-1] else piece.lstrip()
    kept = [_cut(line.strip(), width, size) for line in found]
    if len(kept) > lines:
        kept = [*kept[: lines - 1], _cut(kept[lines - 1] + "…", width, size)]
    return tuple(kept)


def pieces_of(text: str) -> list[str]:
    """Words of letters, and each full-width character by itself."""
    pieces: list[str] = []
    joined = False
    for letter in text:
        if joined and not is_wide(letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
        joined = not is_wide(letter) and letter != " "
    return pieces


def _cut(line: str, width: float, size: float) -> str:
    if letters_width(line, size) <= width:
        return line
    while line and letters_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip("…") + "…"


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of the grid."""

    x1: str
    y1: str
    x2: str
    y2: str
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle; `tone` is a step of the scale of blues, `edge` the colour of its line."""

    x: str
    y: str
    width: str
    height: str
    tone: int
    edge: str = "structure"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline of one series; `style` tells it from the others without colour."""

    points: str
    style: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a series."""

    x: str
    y: str
    style: int


@dataclass(frozen=True, slots=True)
class Label:
    """Words or a number in the chart."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    ink: str = "ink"
    is_bold: bool = False


@dataclass(slots=True)
class Drawing:
    """A chart, ready to be written."""

    width: int
    height: int
    rules: list[Rule] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def write(
        self, x: Number, y: Number, text: str, anchor: str = "start", ink: str = "ink"
    ) -> None:
        """Set a label."""
        self.labels.append(Label(at(x), at(y), text, anchor, ink))

    def write_lines(
        self, x: Number, middle: Number, lines: Sequence[str], anchor: str = "start"
    ) -> None:
        """Set a label of some lines around a height."""
        top = float(middle) - LEADING * (len(lines) - 1) / 2 + 3.5
        for index, line in enumerate(lines):
            self.write(x, top + LEADING * index, line, anchor)


@dataclass(frozen=True, slots=True)
class Row:
    """One series: exact values, and how each is written."""

    code: str
    label: str
    values: tuple[Fraction | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Numbers to draw, in one language."""

    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    is_percent: bool = False

    @property
    def known(self) -> list[Fraction]:
        """All values that are known."""
        return [value for row in self.rows for value in row.values if value is not None]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places: zero is always on it."""

    ticks: tuple[Fraction, ...]
    start: float
    end: float

    def place(self, value: Fraction) -> float:
        """Where a value stands."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (self.end - self.start) * float((value - low) / (high - low))


def scale(low: Fraction, high: Fraction, start: float, end: float, steps: int = 4) -> Scale:
    """Make a scale with round ticks that holds both values and zero."""
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    step = _round_step((high - low) / steps if high > low else Fraction(1, steps))
    first, last = low // step, -(-high // step)
    if first == last:
        last += 1
    ticks = tuple(step * index for index in range(int(first), int(last) + 1))
    return Scale(ticks, start, end)


def _round_step(step: Fraction) -> Fraction:
    """Return the next larger of 1, 2, 5 times a power of ten."""
    power = Fraction(1)
    while power * 10 <= step:
        power *= 10
    while power > step:
        power /= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step)


def tick_text(value: Fraction) -> str:
    """Write a tick: thousands apart, no needless zeros."""
    if value.denominator == 1:
        text = f"{abs(value.numerator):,}"
    else:
        text = f"{abs(float(value)):.3f}".rstrip("0")
    return f"−{text}" if value < 0 else text


def spread(
    heights: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> list[float]:
    """Move labels apart so that none covers another, within bounds; their order stays."""
    order = sorted(range(len(heights)), key=lambda index: (heights[index], index))
    found = list(heights)
    floor = low
    for index in order:
        found[index] = max(found[index], floor + sizes[index] / 2)
        floor = found[index] + sizes[index] / 2
    ceiling = max(high, low + sum(sizes))
    for index in reversed(order):
        found[index] = min(found[index], ceiling - sizes[index] / 2)
        ceiling = found[index] - sizes[index] / 2
    return found
