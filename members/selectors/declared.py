"""What societies declare, beside what their registers of members say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Count, F, Q

from members.enums import MemberKind
from members.models import DeclaredCount, Dues
from members.selectors.counts import SocietyDay, kept_heads, kept_registers
from societies.selectors.kept import kept_each, stamps_of

#: Individual members who owed, and those of them who had paid; None: no such dues are kept.
Payers = tuple[int, int] | None


def beside_register(
    declared: Iterable[DeclaredCount], stamps: Mapping[int, str] | None = None
) -> None:
    """Put beside each declaration what the register counts on its day.

    `register_individual` and `register_unit`, None where the society keeps no register of
    members; `register_owing` and `register_paid`, individual members of the dues of that year
    and those of them who had paid by that day, None where it keeps no such dues. A constant
    number of queries; what was counted is kept.
    """
    rows = list(declared)
    if stamps is None:
        stamps = stamps_of({row.society_id for row in rows})
    asked = {(row.society_id, row.as_of) for row in rows}
    with_register = kept_registers(stamps)
    counted = {each for each in asked if each[0] in with_register}
    heads = kept_heads(stamps, counted)
    payers = kept_each(stamps, counted, "payers", payers_on_days)
    for row in rows:
        count = heads.get((row.society_id, row.as_of))
        row.register_individual = count.individual if count else None
        row.register_unit = count.unit if count else None
        paid = payers.get((row.society_id, row.as_of))
        row.register_owing, row.register_paid = paid or (None, None)


def payers_on_days(asked: Collection[SocietyDay]) -> dict[SocietyDay, Payers]:
    """Count who owed dues of the year of a day and who had paid by it, in one query.

    A payment without a day was made by any day.
    """
    groups = (
        Dues.objects.order_by()
        .filter(
            society_id__in={society_id for society_id, _day in asked},
            year__in={day.year for _society_id, day in asked},
            member__kind=MemberKind.INDIVIDUAL,
        )
        .values_list("society_id", "year", "paid_on")
        .annotate(
            owed=Count("pk", filter=Q(owing__gt=0)),
            in_full=Count("pk", filter=Q(owing__gt=0, paid__gte=F("owing"))),
        )
    )
    found: dict[tuple[int, int], list[tuple[date, int, int]]] = defaultdict(list)
    for society_id, year, paid_on, owing, in_full in groups:
        found[society_id, year].append((paid_on or date.min, owing, in_full))
    return {
        (society_id, day): _payers(found.get((society_id, day.year)), day)
        for society_id, day in asked
    }


def _payers(groups: list[tuple[date, int, int]] | None, day: date) -> Payers:
    if groups is None:
        return None
    return (
        sum(owing for _on, owing, _paid in groups),
        sum(in_full for on, _owing, in_full in groups if on <= day),
    )


def declarations_of(society_id: int) -> list[DeclaredCount]:
    """Every declaration of a society with the register beside it, the latest first."""
    declared = list(DeclaredCount.objects.filter(society_id=society_id).order_by("-as_of"))
    beside_register(declared)
    return declared
