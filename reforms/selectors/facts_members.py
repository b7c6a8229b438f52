"""Members and dues as the checks count them: from the register where there is one, else declared.

A fixed number of queries, however many societies.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count, F, Q

from members.days import member_on
from members.enums import MemberKind
from members.models import DeclaredCount, Dues, Member
from members.selectors.counts import societies_with_members
from reforms.checks.facts import (
    DECLARED,
    REGISTER,
    DuesFact,
    MembershipFact,
    count_days,
)

_Declared = dict[int, list[tuple[dt.date, int | None, int | None, int | None]]]


def declarations(society_ids: Collection[int], until: dt.date) -> _Declared:
    """Day, individual members, owing and paid of every declaration up to a day, oldest first."""
    rows = DeclaredCount.objects.filter(society__in=society_ids, as_of__lte=until)
    found: _Declared = defaultdict(list)
    for society_id, *values in rows.order_by("as_of").values_list(
        "society_id", "as_of", "individual", "dues_owing", "dues_paid"
    ):
        found[society_id].append(tuple(values))
    return found


def membership_facts(
    society_ids: Collection[int],
    *,
    year: int,
    as_of: dt.date,
    elected_on: Mapping[int, dt.date],
    declared: _Declared,
) -> dict[int, tuple[MembershipFact, ...]]:
    """Individual members by society: register counts on the days that matter, or declarations."""
    facts = {
        society_id: tuple(MembershipFact(row[0], row[1], DECLARED) for row in rows)
        for society_id, rows in declared.items()
    }
    with_register = societies_with_members(society_ids)
    days = {
        society_id: count_days(year, as_of, elected_on.get(society_id))
        for society_id in with_register
    }
    counts = _register_counts(with_register, set().union(*days.values()))
    for society_id, own_days in days.items():
        of_society = counts.get(society_id, {})
        facts[society_id] = tuple(
            MembershipFact(day, of_society.get(day, 0), REGISTER) for day in own_days
        )
    return facts


def _register_counts(
    society_ids: Collection[int], days: Iterable[dt.date]
) -> dict[int, dict[dt.date, int]]:
    """Individual members of each society on each of the days, in one query over the register."""
    names = {f"on_{day:%Y%m%d}": day for day in sorted(days)}
    rows = (
        Member.objects.filter(society__in=society_ids, kind=MemberKind.INDIVIDUAL)
        .order_by()
        .values("society_id")
        .annotate(**{name: Count("pk", filter=member_on(day)) for name, day in names.items()})
    )
    return {row["society_id"]: {day: row[name] for name, day in names.items()} for row in rows}


def dues_facts(
    society_ids: Collection[int], *, year: int, as_of: dt.date, declared: _Declared
) -> dict[int, tuple[DuesFact, ...]]:
    """Who owed and who paid for the workplan's year and the one before, as known on the day.

    A society with any dues in the register is judged by them. A declaration speaks of the year
    of its day; the latest one that gives both numbers counts.
    """
    years = (year - 1, year)
    facts: dict[int, dict[int, DuesFact]] = defaultdict(dict)
    for society_id, rows in declared.items():
        for on, _individual, owing, paid in rows:
            if on.year in years and owing is not None and paid is not None:
                facts[society_id][on.year] = DuesFact(on.year, owing, paid, DECLARED)
    facts.update(_register_dues(society_ids, years, as_of))
    return {society_id: tuple(by_year.values()) for society_id, by_year in facts.items()}


def _register_dues(
    society_ids: Collection[int], years: Collection[int], as_of: dt.date
) -> dict[int, dict[int, DuesFact]]:
    """Payments later than the day are not known yet; a payment without a day is.

    Unit members are few: leaving theirs out is much faster than looking at the member of each.
    """
    known = Q(paid_on__lte=as_of) | Q(paid_on__isnull=True)
    units = Member.objects.filter(society__in=society_ids, kind=MemberKind.UNIT).order_by()
    rows = (
        Dues.objects.filter(society__in=society_ids, owing__gt=0)
        .exclude(member__in=units.values("pk"))
        .order_by()
        .values("society_id", "year")
        .annotate(members=Count("pk"), in_full=Count("pk", filter=Q(paid__gte=F("owing")) & known))
        .values_list("society_id", "year", "members", "in_full")
    )
    found: dict[int, dict[int, DuesFact]] = defaultdict(dict)
    for society_id, year, members, in_full in rows:
        of_society = found[society_id]
        if year in years:
            of_society[year] = DuesFact(year, members, in_full, REGISTER)
    return found
