"""Dues of a year: who owed, who paid, and by which standards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from members.enums import MemberKind
from members.models import Dues, DuesStandard

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Collection:
    """Dues of individual members for a year: members who owed and who paid in full, and yuan."""

    owing: int = 0
    paid: int = 0
    amount_owing: Decimal = Decimal(0)
    amount_paid: Decimal = Decimal(0)

    @property
    def rate(self) -> Fraction | None:
        """Members who paid among those who owed (workplan, task 2); None when nobody owed."""
        return Fraction(self.paid, self.owing) if self.owing else None

    @property
    def percent(self) -> Fraction | None:
        """The same as a percentage, exact."""
        return None if self.rate is None else self.rate * 100


def dues_of(society_ids: Iterable[int] | None, kind: MemberKind) -> QuerySet[Any]:
    """Dues of members of one kind that owe anything at all."""
    dues: QuerySet[Any] = Dues.objects.order_by().filter(member__kind=kind, owing__gt=0)
    return dues if society_ids is None else dues.filter(society_id__in=society_ids)


def dues_collection(
    society_ids: Iterable[int] | None,
    year: int,
    kind: MemberKind = MemberKind.INDIVIDUAL,
) -> dict[int, Collection]:
    """What each society collected for a year, in one query; a society without dues has no key."""
    by_year = dues_by_year(society_ids, [year], kind)
    return {society_id: row for (society_id, _year), row in by_year.items()}


def dues_by_year(
    society_ids: Iterable[int] | None,
    years: Iterable[int],
    kind: MemberKind = MemberKind.INDIVIDUAL,
) -> dict[tuple[int, int], Collection]:
    """What each society collected for each of the years, by society and year, in one query."""
    groups = (
        dues_of(society_ids, kind)
        .filter(year__in=list(years))
        .values("society_id", "year")
        .annotate(
            members=Count("pk"),
            in_full=Count("pk", filter=Q(paid__gte=F("owing"))),
            due=Sum("owing"),
            received=Sum("paid"),
        )
    )
    return {
        (group["society_id"], group["year"]): Collection(
            owing=group["members"],
            paid=group["in_full"],
            amount_owing=group["due"].quantize(_CENT),
            amount_paid=group["received"].quantize(_CENT),
        )
        for group in groups
    }


def standards_in_force(society_id: int, on: date) -> list[DuesStandard]:
    """The standard of each grade that a day falls under: the latest in force by then."""
    standards = DuesStandard.objects.filter(society_id=society_id, effective_on__lte=on)
    latest: dict[str, DuesStandard] = {}
    for standard in standards.order_by("grade", "effective_on"):
        latest[standard.grade] = standard
    return list(latest.values())
