"""Small helpers of chance and days, the same each time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from societies.models import Society


def dice(*parts: object) -> random.Random:
    """Return the generator of a society and a matter; the same words give the same throws."""
    return random.Random(" ".join(str(part) for part in parts))


def fate(name: str, code: str, year: int, shares: Sequence[tuple[str, int]]) -> str:
    """Choose one of several outcomes by its share of a hundred; the last one takes the rest."""
    throw = dice("fate", name, code, year).randrange(100)
    for outcome, share in shares[:-1]:
        if throw < share:
            return outcome
        throw -= share
    return shares[-1][0]


def day_in(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """Return a day from first to last, both included; the first when there is none between."""
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def year_end(year: int) -> dt.date:
    """31 December."""
    return dt.date(year, 12, 31)


@dataclass(frozen=True)
class Story:
    """What the demo tells: of which societies, of which workplan years, up to which day."""

    societies: tuple[Society, ...]
    years: tuple[int, ...]
    today: dt.date

    @property
    def first_year(self) -> int:
        """The first workplan's year."""
        return self.years[0]

    @cached_property
    def all_years(self) -> tuple[int, ...]:
        """Every year from the one before the first workplan to that of the last day."""
        return tuple(range(self.first_year - 1, self.today.year + 1))

    @cached_property
    def quarter_ends(self) -> tuple[dt.date, ...]:
        """The days of declarations, from the second year-end before the first workplan on."""
        days = [year_end(self.first_year - 2)]
        for year in self.all_years:
            days += [dt.date(year, 3, 31), dt.date(year, 6, 30), dt.date(year, 9, 30)]
            days.append(year_end(year))
        return tuple(day for day in days if day <= self.today)

    def declared_by(self, on: dt.date) -> dt.date:
        """Return the latest day of a declaration that is not after a day, or the first of all."""
        return max((day for day in self.quarter_ends if day <= on), default=self.quarter_ends[0])


def subject_of(society: Society) -> str:
    """What a society is about, in a few characters, for invented titles."""
    name = society.name_zh.removeprefix("中国").removeprefix("中华").removeprefix("国际")
    for ending in ("学会", "协会", "研究会", "促进会"):
        if len(short := name.removesuffix(ending)) > 1:
            name = short
    return name.removesuffix("会")[:12] or "科学"
