"""Where a society stands among those of its discipline group and size. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from reforms import strict_yaml

PATH = Path(__file__).parents[1] / "data" / "cohorts.yaml"


@dataclass(frozen=True)
class Band:
    """Societies with more than so many individual members, up to the band above."""

    key: str
    more_than: int
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Bands:
    """The bands from the largest down, their source, and how many societies make a cohort."""

    bands: tuple[Band, ...]
    least: int
    source_zh: str
    source_en: str

    def of(self, members: int | None) -> Band | None:
        """The band of a society with so many members; None where that is unknown."""
        if members is None:
            return None
        return next((band for band in self.bands if members > band.more_than), None)


@dataclass(frozen=True)
class Standing:
    """A society as the cohort counts it: its progress and its individual members, if known."""

    key: int
    progress: Decimal | None
    members: int | None


@dataclass(frozen=True)
class Position:
    """One society among its cohort; `values` are those with a figure, the lowest first."""

    band: Band | None
    is_by_size: bool
    values: tuple[Fraction, ...]
    without_data: int
    own: Fraction | None

    @property
    def rank(self) -> int | None:
        """1 for the highest progress; equal figures share a rank."""
        if self.own is None:
            return None
        return 1 + sum(value > self.own for value in self.values)

    @property
    def quartile(self) -> int | None:
        """1 for the quarter with the highest progress: ⌈4 × rank ÷ number⌉."""
        return None if self.rank is None else -(-4 * self.rank // len(self.values))

    @property
    def box(self) -> tuple[Fraction, ...]:
        """Lowest, lower quartile, median, upper quartile and highest; empty without figures."""
        if not self.values:
            return ()
        return tuple(_quantile(self.values, Fraction(step, 4)) for step in range(5))


def position_of(key: int, standings: Iterable[Standing], bands: Bands) -> Position:
    """Place one of the standings, all of one discipline group, among those of its size.

    Where its size is unknown, or too few are of that size, it stands in the whole group.
    """
    everybody: Mapping[int, Standing] = {each.key: each for each in standings}
    own = everybody.get(key)
    band = bands.of(own.members) if own else None
    cohort = [each for each in everybody.values() if band and bands.of(each.members) == band]
    is_by_size = len(cohort) >= bands.least
    if not is_by_size:
        cohort = list(everybody.values())
    known = [Fraction(each.progress) for each in cohort if each.progress is not None]
    return Position(
        band=band,
        is_by_size=is_by_size,
        values=tuple(sorted(known)),
        without_data=len(cohort) - len(known),
        own=None if own is None or own.progress is None else Fraction(own.progress),
    )


def _quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """Between the values beside the place share × (n − 1), in proportion."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


@cache
def load_bands() -> Bands:
    """Read the bands from the data file, once."""
    raw: Any = strict_yaml.load(PATH.read_text("utf-8"))
    bands = [
        Band(each["key"], int(each["more_than"]), each["zh"], each["en"]) for each in raw["bands"]
    ]
    return Bands(
        tuple(sorted(bands, key=lambda band: -band.more_than)),
        int(raw["least"]),
        raw["source_zh"],
        raw["source_en"],
    )
