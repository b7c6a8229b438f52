"""Dues of a year: who owed, who paid, and by which standards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from members.days import member_on
from members.enums import MemberGrade, MemberKind
from members.models import Dues, DuesStandard, Member

_CENT = Decimal("0.01")
_COLLECTED: dict[str, Any] = {
    "members": Count("pk"),
    "in_full": Count("pk", filter=Q(paid__gte=F("owing"))),
    "due": Sum("owing"),
    "received": Sum("paid"),
}


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
        .annotate(**_COLLECTED)
    )
    return {(group["society_id"], group["year"]): _collection(group) for group in groups}


def _collection(group: dict[str, Any]) -> Collection:
    return Collection(
        owing=group["members"],
        paid=group["in_full"],
        amount_owing=group["due"].quantize(_CENT),
        amount_paid=group["received"].quantize(_CENT),
    )


def standards_in_force(society_id: int, on: date) -> list[DuesStandard]:
    """The standard of each grade that a day falls under: the latest in force by then."""
    standards = DuesStandard.objects.filter(society_id=society_id, effective_on__lte=on)
    latest: dict[str, DuesStandard] = {}
    for standard in standards.order_by("grade", "effective_on"):
        latest[standard.grade] = standard
    return list(latest.values())


@dataclass(frozen=True)
class ChargeLine:
    """Members of one grade on a day, what each owes, and how many owe it already."""

    grade: str
    members: int
    recorded: int
    standard: DuesStandard | None

    @property
    def word(self) -> str:
        """The grade in words."""
        return str(MemberGrade(self.grade).label) if self.grade else ""

    @property
    def missing(self) -> int:
        """How many would be charged."""
        owes = self.standard is not None and self.standard.amount > 0
        return self.members - self.recorded if owes else 0

    @property
    def amount(self) -> Decimal:
        """What they would owe together."""
        return self.missing * self.standard.amount if self.standard else Decimal(0)


def charge_lines(society_id: int, year: int, on: date) -> list[ChargeLine]:
    """What making the dues of a year would do, by grade: members of a day, standards of it."""
    standards = {row.grade: row for row in standards_in_force(society_id, on)}
    recorded = Exists(Dues.objects.order_by().filter(member=OuterRef("pk"), year=year))
    groups = (
        Member.objects.order_by()
        .filter(member_on(on), society_id=society_id)
        .annotate(is_recorded=recorded)
        .values("grade")
        .annotate(members=Count("pk"), recorded=Count("pk", filter=Q(is_recorded=True)))
    )
    found = {group["grade"]: group for group in groups}
    return [
        ChargeLine(grade, row["members"], row["recorded"], standards.get(grade))
        for grade in (*MemberGrade.values, "")
        if (row := found.get(grade))
    ]


@dataclass(frozen=True)
class GradeCollection:
    """What members of one grade owed and paid for a year."""

    word: str
    collection: Collection


def dues_by_grade(society_id: int, year: int) -> list[GradeCollection]:
    """What a society collected for a year by the members' grades, people first."""
    groups = (
        Dues.objects.order_by()
        .filter(society_id=society_id, year=year, owing__gt=0)
        .values("member__kind", "member__grade")
        .annotate(**_COLLECTED)
    )
    found = {(group["member__kind"], group["member__grade"]): group for group in groups}
    return [
        GradeCollection(
            " · ".join(str(word) for word in (MemberKind(kind).label, _grade_word(grade)) if word),
            _collection(found[kind, grade]),
        )
        for kind in MemberKind.values
        for grade in (*MemberGrade.values, "")
        if (kind, grade) in found
    ]


def _grade_word(grade: str) -> str:
    return str(MemberGrade(grade).label) if grade else ""


def dues_years(society_id: int) -> list[int]:
    """The years that dues are recorded for, the latest first."""
    years = Dues.objects.order_by().filter(society_id=society_id)
    return sorted(years.values_list("year", flat=True).distinct(), reverse=True)
