"""Everything the development report counts, for all societies and years, in few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from members.selectors.counts import membership_at
from reports.development import Indicator, Known, Observed
from societies.activity_kinds import RECORDS, activity_kinds
from societies.models import Activity, Branch, Meeting, PartyBody, StaffMember
from societies.selectors.kept import stamps_of

#: By year: what is known of each society.
_ByYear = dict[int, dict[int, int]]


def observe(
    indicators: Sequence[Indicator], societies: Collection[int], years: Sequence[int]
) -> Observed:
    """Count every indicator of every society in each year, as of its 31 December.

    A society that keeps nothing in a register is unknown there, not 0: of what stands one that
    never recorded any, of events one that recorded none in the year.
    """
    found: dict[tuple[str, int], Known] = {}
    for count, read in _READERS.items():
        asked = [each for each in indicators if each.of["count"] == count]
        if asked:
            found |= read(asked, societies, years)
    return found


def last_day(year: int) -> dt.date:
    """The day on which a year's standing figures are counted."""
    return dt.date(year, 12, 31)


def _members(
    asked: Sequence[Indicator], societies: Collection[int], years: Sequence[int]
) -> dict[tuple[str, int], Known]:
    stamps = stamps_of(societies)
    found: dict[tuple[str, int], Known] = {}
    for year in years:
        memberships = membership_at(stamps, last_day(year))
        for each in asked:
            kind = each.of["kind"]
            found[each.code, year] = {
                society: getattr(membership, kind)
                for society, membership in memberships.items()
                if getattr(membership, kind) is not None
            }
    return found


@dataclass(frozen=True)
class _Standing:
    """Reads what stands from a day to another; without a first day it stood before.

    `only` narrows the rows by the indicator's own words, such as `employment`.
    """

    model: Any
    begins: str
    ends: str
    only: tuple[str, ...] = ()

    def __call__(
        self, asked: Sequence[Indicator], societies: Collection[int], years: Sequence[int]
    ) -> dict[tuple[str, int], Known]:
        found: dict[tuple[str, int], Known] = {}
        for each in asked:
            counts = self._counts(each, societies, years)
            found |= {
                (each.code, year): {row["society_id"]: row[f"y{year}"] for row in counts}
                for year in years
            }
        return found

    def _counts(
        self, each: Indicator, societies: Collection[int], years: Sequence[int]
    ) -> list[dict[str, Any]]:
        only = Q(**{name: each.of[name] for name in self.only})
        columns = {f"y{year}": Count("pk", filter=only & self._stood(year)) for year in years}
        rows = self.model.objects.filter(society__in=societies).order_by()
        return list(rows.values("society_id").annotate(**columns))

    def _stood(self, year: int) -> Q:
        day = last_day(year)
        begun = Q(**{f"{self.begins}__lte": day}) | Q(**{f"{self.begins}__isnull": True})
        return begun & (Q(**{f"{self.ends}__gt": day}) | Q(**{f"{self.ends}__isnull": True}))


def _meetings(
    asked: Sequence[Indicator], societies: Collection[int], years: Sequence[int]
) -> dict[tuple[str, int], Known]:
    counts = (
        Meeting.objects.filter(society__in=societies, held_on__year__in=years)
        .order_by()
        .annotate(year=ExtractYear("held_on"))
        .values_list("society_id", "year", "level")
        .annotate(number=Count("pk"))
    )
    known: dict[int, set[int]] = defaultdict(set)
    by_level: dict[str, _ByYear] = defaultdict(lambda: defaultdict(dict))
    for society, year, level, number in counts:
        known[year].add(society)
        by_level[level][year][society] = number
    return {
        (each.code, year): {
            society: sum(by_level[level][year].get(society, 0) for level in each.of["levels"])
            for society in known[year]
        }
        for each in asked
        for year in years
    }


def _activities(
    asked: Sequence[Indicator], societies: Collection[int], years: Sequence[int]
) -> dict[tuple[str, int], Known]:
    rows = (
        Activity.objects.filter(society__in=societies, started_on__lte=last_day(max(years)))
        .filter(Q(started_on__year__gte=min(years)) | Q(kind__in=_standing_kinds()))
        .order_by()
        .values_list("society_id", "kind", "started_on", "ended_on", "measures")
    )
    known: dict[tuple[bool, int], set[int]] = defaultdict(set)
    sums: dict[tuple[str, str], _ByYear] = defaultdict(lambda: defaultdict(dict))
    wanted = _wanted(asked)
    standing = set(_standing_kinds())
    for society, kind, started_on, ended_on, measures in rows:
        is_standing = kind in standing
        first, last = started_on.year, started_on.year
        if is_standing:
            last = ended_on.year if ended_on else max(years)
        for year in (year for year in years if first <= year <= last):
            known[is_standing, year].add(society)
            for measure in wanted.get(kind, ()):
                value = 1 if measure == RECORDS else measures.get(measure)
                if value is not None:
                    of_year = sums[kind, measure][year]
                    of_year[society] = of_year.get(society, 0) + value
    return {
        (each.code, year): _summed(
            each, sums, year, known[standing.issuperset(each.of["kinds"]), year]
        )
        for each in asked
        for year in years
    }


def _wanted(asked: Iterable[Indicator]) -> Mapping[str, set[str]]:
    """The measures asked of each kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for each in asked:
        for kind in each.of["kinds"]:
            wanted[kind].add(each.of["measure"])
    return wanted


def _standing_kinds() -> list[str]:
    return [kind.key for kind in activity_kinds().kinds.values() if kind.counted == "standing"]


def _summed(
    each: Indicator,
    sums: Mapping[tuple[str, str], _ByYear],
    year: int,
    known: Collection[int],
) -> Known:
    """A society that recorded other activities of the year, but none of these, has 0 of them."""
    measure = each.of["measure"]
    tables = [sums[kind, measure][year] for kind in each.of["kinds"] if (kind, measure) in sums]
    return {society: sum(table.get(society, 0) for table in tables) for society in known}


_READERS: dict[str, Callable[..., dict[tuple[str, int], Known]]] = {
    "members": _members,
    "branches": _Standing(Branch, "set_up_on", "closed_on"),
    "staff": _Standing(StaffMember, "from_on", "to_on", only=("employment",)),
    "party_bodies": _Standing(PartyBody, "approved_on", "dissolved_on"),
    "meetings": _meetings,
    "activities": _activities,
}
