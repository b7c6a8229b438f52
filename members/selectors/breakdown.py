"""Members of a society on a day by grade, sector and region, beside another day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from members.enums import MemberGrade
from members.selectors.counts import Counts, member_counts, members_by_region
from members.selectors.growth import growth
from societies.enums import Sector
from societies.models import Society
from societies.selectors.kept import kept, stamps_of

#: So many regions are named; the rest are added up.
MOST_REGIONS = 40


@dataclass(frozen=True)
class Line:
    """One value of a table: its word, the filter of the list that shows it, and its figures."""

    word: Any
    query: str
    individual: int
    unit: int
    individual_before: int | None = None

    @property
    def growth(self) -> Fraction | None:
        """Growth of the individual members in percent."""
        return growth(self.individual_before, self.individual)


@dataclass(frozen=True)
class Table:
    """Members by one of their facts."""

    title: Any
    is_compared: bool
    lines: list[Line]


@dataclass(frozen=True)
class Breakdown:
    """Everything the page of counts shows."""

    now: Counts
    before: Counts
    tables: tuple[Table, ...]

    @property
    def growth(self) -> Fraction | None:
        """Growth of the individual members in percent."""
        return growth(self.before.individual, self.now.individual)


def breakdown(society: Society, on: date, since: date) -> Breakdown:
    """Count a society's members on a day and on the day it is compared with."""
    stamp = stamps_of([society.pk])[society.pk]
    now, before = (_counts(society.pk, day, stamp) for day in (on, since))
    by_region = kept(stamp, f"regions {on}", lambda: members_by_region(society.pk, on))
    grades = Table(
        pgettext_lazy("members", "By grade"),
        True,
        _lines(
            "grade",
            MemberGrade.choices,
            (now.by_grade, now.units_by_grade, before.by_grade),
        ),
    )
    sectors = Table(
        pgettext_lazy("members", "By sector"),
        True,
        _lines("sector", Sector.choices, (now.by_sector, now.units_by_sector, before.by_sector)),
    )
    regions = Table(_("By region"), False, _regions(by_region))
    return Breakdown(now, before, (grades, sectors, regions))


def _counts(society_id: int, day: date, stamp: str) -> Counts:
    return kept(
        stamp, f"detail {day}", lambda: member_counts([society_id], day).get(society_id, Counts())
    )


def _lines(
    field: str, choices: Iterable[tuple[Any, Any]], figures: tuple[Mapping[str, int], ...]
) -> list[Line]:
    people, units, people_before = figures
    named = [*choices, ("", pgettext("filter", "not recorded"))]
    return [
        Line(
            word,
            urlencode({field: value or "unknown"}),
            people.get(value, 0),
            units.get(value, 0),
            people_before.get(value, 0),
        )
        for value, word in named
        if value in people or value in units or value in people_before
    ]


def _regions(rows: list[dict[str, Any]]) -> list[Line]:
    named = [
        Line(
            row["region"] or pgettext("filter", "not recorded"),
            urlencode({"region": row["region"]}) if row["region"] else "",
            row["individual"],
            row["unit"],
        )
        for row in rows[:MOST_REGIONS]
    ]
    rest = rows[MOST_REGIONS:]
    if rest:
        total = {kind: sum(row[kind] for row in rest) for kind in ("individual", "unit")}
        named.append(Line(_("other regions"), "", total["individual"], total["unit"]))
    return named
