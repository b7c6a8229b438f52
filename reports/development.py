"""The arithmetic of the development report: sums over societies, with how many are known. Pure.

What a society did not record is unknown and never 0: each sum says of how many societies it is, and
a change from one year to the next compares only societies that are known in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from reforms import strict_yaml
from reports.annual.parts import Words

FILE = Path(__file__).resolve().parent / "data" / "development.yaml"
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something counted of each society and year; `of` says how (data/development.yaml).

    `table` names the table of which it is a column, called `short`, or is empty; `is_in_trends`:
    drawn over the years.
    """

    code: str
    chapter: str
    title: Words
    short: Words
    unit: Words
    rule: Words
    register: str
    of: Mapping[str, Any]
    table: str
    is_in_trends: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The chapters with their titles, the indicators, how many years trends have at most.

    `least_share`: percent of the societies that must be known in every year of a trend.
    """

    years: int
    least_share: int
    chapters: Mapping[str, Words]
    indicators: tuple[Indicator, ...]

    def of_chapter(self, chapter: str) -> tuple[Indicator, ...]:
        """Indicators told in a chapter."""
        return tuple(each for each in self.indicators if each.chapter == chapter)

    def of_table(self, table: str) -> tuple[Indicator, ...]:
        """Columns of one of the tables of societies and groups."""
        return tuple(each for each in self.indicators if each.table == table)

    @property
    def in_tables(self) -> tuple[Indicator, ...]:
        """Indicators that stand in any of those tables: the key figures."""
        return tuple(each for each in self.indicators if each.table)


@cache
def outline() -> Outline:
    """Read the outline from the data file, once."""
    raw: Any = strict_yaml.load(FILE.read_text("utf-8"))
    return Outline(
        years=int(raw["years"]),
        least_share=int(raw["least_share"]),
        chapters={each["code"]: Words(*each["title"]) for each in raw["chapters"]},
        indicators=tuple(map(_indicator, raw["indicators"])),
    )


def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        chapter=row["chapter"],
        title=Words(*row["title"]),
        short=Words(*row.get("short", row["title"])),
        unit=Words(*row["unit"]),
        rule=Words(*row["rule"]),
        register=row["register"],
        of=row["of"],
        table=row.get("table", ""),
        is_in_trends=bool(row.get("in_trends", False)),
    )


#: What is known of an indicator in a year, by society; a society without a key is unknown.
Known = Mapping[int, int]
#: All that is known, by indicator and year.
Observed = Mapping[tuple[str, int], Known]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over the `known` of `of` societies; None when not one is known."""

    total: int | None
    known: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether every society is in it."""
        return self.known == self.of


def add_up(known: Known, societies: Iterable[int]) -> Sum:
    """Add up what is known of these societies."""
    asked = list(societies)
    values = [known[society] for society in asked if society in known]
    return Sum(sum(values) if values else None, len(values), len(asked))


def mean(known: Known, societies: Iterable[int]) -> Fraction | None:
    """Mean over the societies of which it is known."""
    found = add_up(known, societies)
    return None if found.total is None else Fraction(found.total, found.known)


def growth(now: Known, before: Known, societies: Iterable[int]) -> Fraction | None:
    """Change in percent among the societies known in both years; None from nothing."""
    both = [society for society in societies if society in now and society in before]
    earlier = sum(before[society] for society in both)
    if not earlier:
        return None
    return Fraction(sum(now[society] for society in both) - earlier, earlier) * PERCENT


@dataclass(frozen=True, slots=True)
class Trend:
    """Sums over the years, oldest first, of the societies known in every one of them."""

    years: tuple[int, ...]
    totals: tuple[int, ...]
    societies: int


def trend(
    observed: Observed, code: str, year: int, *, years: int, least_share: int
) -> Trend | None:
    """Go back from a year while enough societies are known throughout; None without two years."""
    same = set(observed.get((code, year), ()))
    least = len(same) * least_share
    found = [year]
    for earlier in range(year - 1, year - years, -1):
        still = same & set(observed.get((code, earlier), ()))
        if not still or len(still) * PERCENT < least:
            break
        same = still
        found.append(earlier)
    if len(found) < 2:
        return None
    found.reverse()
    totals = (sum(observed[code, each][society] for society in same) for each in found)
    return Trend(tuple(found), tuple(totals), len(same))


def one_decimal(value: Fraction | None) -> str | None:
    """Write an exact value with one decimal, halves away from zero; None stays unknown."""
    if value is None:
        return None
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"
