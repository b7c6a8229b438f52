"""Membership of the societies on two days side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from members.practice import Contradiction, contradictions
from members.selectors.counts import Membership, membership_at
from members.selectors.declared import beside_register
from members.selectors.dues import Collection, kept_dues
from societies.models import Society
from societies.selectors.kept import stamps_of


@dataclass(frozen=True)
class SocietyMembership:
    """A society's membership on a day, and on the day it is compared with."""

    society: Society
    now: Membership
    before: Membership
    collection: Collection
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def growth(self) -> Fraction | None:
        """Growth of individual members in percent, exact; None without both numbers."""
        return growth(self.before.individual, self.now.individual)


@dataclass(frozen=True)
class NationalMembership:
    """The societies' memberships added up, as far as they are known."""

    individual: int
    unit: int
    registers: int
    declared: int
    unknown: int
    contradicted: int


def growth(before: int | None, now: int | None) -> Fraction | None:
    """Growth in percent; None when either is unknown or the first is 0."""
    return Fraction(100 * (now - before), before) if before and now is not None else None


def compared_day(day: date) -> date:
    """The end of the year before: what growth is measured from (workplan, task 2)."""
    return date(max(day.year - 1, date.min.year), 12, 31)


def society_memberships(societies: Iterable[Society], on: date) -> list[SocietyMembership]:
    """Every society's membership on a day beside that of the end of the year before.

    A constant number of queries. Dues are those of the day's year.
    """
    rows = list(societies)
    ids = [society.pk for society in rows]
    stamps, year_end = stamps_of(ids), compared_day(on)
    now, before = membership_at(stamps, on), membership_at(stamps, year_end)
    dues = kept_dues(stamps, [(each, on.year) for each in ids])
    beside_register([each.declared for each in now.values() if each.declared], stamps)
    return [
        _membership(
            society,
            now.get(society.pk, Membership()),
            before.get(society.pk, Membership()),
            dues[society.pk, on.year].of(),
        )
        for society in rows
    ]


def _membership(
    society: Society, now: Membership, before: Membership, collection: Collection
) -> SocietyMembership:
    differing = contradictions(now.declared) if now.declared else []
    return SocietyMembership(society, now, before, collection, tuple(differing))


def added_up(rows: Iterable[SocietyMembership]) -> NationalMembership:
    """Add the known figures up; a person in two societies counts in each."""
    known = list(rows)
    sources = [row.now.source for row in known]
    return NationalMembership(
        individual=sum(row.now.individual or 0 for row in known),
        unit=sum(row.now.unit or 0 for row in known),
        registers=sources.count("register"),
        declared=sources.count("declared"),
        unknown=sources.count(""),
        contradicted=sum(bool(row.contradictions) for row in known),
    )
