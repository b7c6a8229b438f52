"""Members and dues as the checks count them: from the register if there is one, else declared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from members.days import member_on
from members.enums import MemberKind
from members.models import DeclaredCount, Dues, Member
from reforms.checks.facts import (
    DECLARED,
    REGISTER,
    DuesFact,
    MembershipFact,
    count_days,
)
from reforms.selectors.facts_together import Reading, Row
from societies.models import Society

#: The days on which the register of each society is counted.
_Days = Mapping[int, tuple[dt.date, ...]]
_Declared = dict[int, list[tuple[dt.date, int | None, int | None, int | None]]]


def member_readings(
    society_ids: Collection[int], *, year: int, as_of: dt.date
) -> dict[str, Reading]:
    """Declarations up to a day, dues, and who keeps members or dues in the register."""
    societies = Society.objects.filter(pk__in=society_ids)
    members = Member.objects.filter(society=OuterRef("pk"))
    dues = Dues.objects.filter(
        society=OuterRef("pk"), owing__gt=0, member__kind=MemberKind.INDIVIDUAL
    )
    return {
        "declarations": Reading(
            DeclaredCount.objects.filter(society__in=society_ids, as_of__lte=as_of),
            ("society_id", "as_of", "individual", "dues_owing", "dues_paid"),
        ),
        "with_register": Reading(societies.filter(Exists(members)), ("pk",)),
        "with_dues": Reading(societies.filter(Exists(dues)), ("pk",)),
        "dues": _dues_reading(society_ids, _dues_years(year), as_of),
    }


def _dues_years(year: int) -> tuple[int, int]:
    return (year - 1, year)


def _dues_reading(society_ids: Collection[int], years: Collection[int], as_of: dt.date) -> Reading:
    """Payments later than the day are not known yet; a payment without a day is.

    Unit members are few: leaving theirs out is much faster than looking at the member of each.
    """
    known = Q(paid_on__lte=as_of) | Q(paid_on__isnull=True)
    units = Member.objects.filter(society__in=society_ids, kind=MemberKind.UNIT).order_by()
    rows = (
        Dues.objects.filter(society__in=society_ids, year__in=years, owing__gt=0)
        .exclude(member__in=units.values("pk"))
        .order_by()
        .values("society_id", "year")
        .annotate(members=Count("pk"), in_full=Count("pk", filter=Q(paid__gte=F("owing")) & known))
    )
    return Reading(rows, ("society_id", "year", "members", "in_full"), are_groups=True)


def member_facts(
    read: Mapping[str, list[Row]], days: _Days, *, year: int
) -> dict[str, dict[int, tuple[Any, ...]]]:
    """Membership and dues by society."""
    declared = _declarations(read["declarations"])
    return {
        "membership": _membership_facts(read, days, declared),
        "dues": _dues_facts(read, year=year, declared=declared),
    }


def _declarations(rows: Iterable[Row]) -> _Declared:
    """Day, individual members, owing and paid of every declaration, oldest first."""
    found: _Declared = defaultdict(list)
    for society_id, on, individual, owing, paid in sorted(rows, key=lambda row: row[1]):
        found[society_id].append((on, individual, owing, paid))
    return found


def counted_days(
    with_register: Collection[int], *, year: int, as_of: dt.date, elected_on: Mapping[int, dt.date]
) -> _Days:
    """The days on which each register of members is counted."""
    return {pk: count_days(year, as_of, elected_on.get(pk)) for pk in with_register}


def count_readings(days: _Days) -> dict[str, Reading]:
    """Individual members in the registers on these days, by a name for each set of days.

    Societies of the same days are counted together, so that each member is looked at once
    however many days there are.
    """
    societies: dict[tuple[dt.date, ...], list[int]] = defaultdict(list)
    for society_id, own_days in days.items():
        societies[own_days].append(society_id)
    return {_name(own_days): _count_reading(ids, own_days) for own_days, ids in societies.items()}


def _count_reading(society_ids: Collection[int], days: Collection[dt.date]) -> Reading:
    columns = {f"on_{day:%Y%m%d}": Count("pk", filter=member_on(day)) for day in days}
    members = Member.objects.filter(society__in=society_ids, kind=MemberKind.INDIVIDUAL)
    rows = members.order_by().values("society_id").annotate(**columns)
    return Reading(rows, ("society_id", *columns), are_groups=True)


def _name(days: Iterable[dt.date]) -> str:
    return f"members on {' '.join(map(str, days))}"


def _membership_facts(
    read: Mapping[str, list[Row]], days: _Days, declared: _Declared
) -> dict[int, tuple[MembershipFact, ...]]:
    """Individual members by society: as the register counts them, or as declared."""
    facts = {
        society_id: tuple(MembershipFact(row[0], row[1], DECLARED) for row in rows)
        for society_id, rows in declared.items()
    }
    counts = {pk: heads for name in map(_name, set(days.values())) for pk, *heads in read[name]}
    for society_id, own_days in days.items():
        heads = counts.get(society_id, [0] * len(own_days))  # of a register of units only
        facts[society_id] = tuple(
            MembershipFact(day, individual, REGISTER)
            for day, individual in zip(own_days, heads, strict=True)
        )
    return facts


def _dues_facts(
    read: Mapping[str, list[Row]], *, year: int, declared: _Declared
) -> dict[int, tuple[DuesFact, ...]]:
    """Who owed and who paid for the workplan's year and the one before, as known on the day.

    A society with any dues in the register is judged by them. A declaration speaks of the year
    of its day; the latest one that gives both numbers counts.
    """
    facts: dict[int, dict[int, DuesFact]] = defaultdict(dict)
    for society_id, rows in declared.items():
        for on, _individual, owing, paid in rows:
            if on.year in _dues_years(year) and owing is not None and paid is not None:
                facts[society_id][on.year] = DuesFact(on.year, owing, paid, DECLARED)
    facts |= {society_id: {} for (society_id,) in read["with_dues"]}
    for society_id, of_year, members, in_full in read["dues"]:
        facts[society_id][of_year] = DuesFact(of_year, members, in_full, REGISTER)
    return {society_id: tuple(by_year.values()) for society_id, by_year in facts.items()}
