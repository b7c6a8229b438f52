"""Dues of a year: who owed, who paid, and by which standards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from members.days import member_on
from members.enums import MemberGrade, MemberKind
from members.models import Dues, DuesCharge, DuesStandard, Member
from societies.selectors.kept import kept, kept_each

#: A society and a year.
SocietyYear = tuple[int, int]
_CENT = Decimal("0.01")
_COLLECTED: dict[str, Any] = {
    "members": Count("pk"),
    "in_full": Count("pk", filter=Q(paid__gte=F("owing"))),
    "due": Sum("owing"),
    "received": Sum("paid"),
}


@dataclass(frozen=True)
class Collection:
    """Dues of members for a year: how many owed and how many paid in full, and yuan."""

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

    def __add__(self, other: Collection) -> Collection:
        """Both together."""
        return Collection(
            self.owing + other.owing,
            self.paid + other.paid,
            self.amount_owing + other.amount_owing,
            self.amount_paid + other.amount_paid,
        )


@dataclass(frozen=True)
class YearOfDues:
    """What a society collected for a year, by the kind and grade of the members who owed."""

    by_grade: Mapping[tuple[str, str], Collection] = field(default_factory=dict)

    def of(self, kind: MemberKind = MemberKind.INDIVIDUAL) -> Collection:
        """What members of one kind owed and paid."""
        owed = (each for (of_kind, _), each in self.by_grade.items() if of_kind == kind)
        return sum(owed, Collection())

    @property
    def grades(self) -> list[GradeCollection]:
        """The same by grade, people first."""
        return [
            GradeCollection(_kind_and_grade(kind, grade), self.by_grade[kind, grade])
            for kind in MemberKind.values
            for grade in (*MemberGrade.values, "")
            if (kind, grade) in self.by_grade
        ]


@dataclass(frozen=True)
class GradeCollection:
    """What members of one grade owed and paid for a year."""

    word: str
    collection: Collection


def _kind_and_grade(kind: str, grade: str) -> str:
    words = [MemberKind(kind).label, *([MemberGrade(grade).label] if grade else ())]
    return " · ".join(str(word) for word in words)


def dues_of_years(asked: Iterable[SocietyYear]) -> dict[SocietyYear, YearOfDues]:
    """What societies collected for years, in one query."""
    found: dict[SocietyYear, dict[tuple[str, str], Collection]] = {each: {} for each in asked}
    groups = (
        Dues.objects.order_by()
        .filter(
            society_id__in={society_id for society_id, _year in found},
            year__in={year for _society_id, year in found},
            owing__gt=0,
        )
        .values("society_id", "year", "member__kind", "member__grade")
        .annotate(**_COLLECTED)
    )
    for group in groups:
        key = group["member__kind"], group["member__grade"]
        if (of_year := found.get((group["society_id"], group["year"]))) is not None:
            of_year[key] = _collection(group)
    return {each: YearOfDues(by_grade) for each, by_grade in found.items()}


def kept_dues(
    stamps: Mapping[int, str], asked: Iterable[SocietyYear]
) -> dict[SocietyYear, YearOfDues]:
    """The same, kept until something is written about the society."""
    return kept_each(stamps, list(asked), "dues", dues_of_years)


def _collection(group: dict[str, Any]) -> Collection:
    return Collection(
        owing=group["members"],
        paid=group["in_full"],
        amount_owing=group["due"].quantize(_CENT),
        amount_paid=group["received"].quantize(_CENT),
    )


def standards_in_force(society_id: int, on: date) -> list[DuesStandard]:
    """The standard of each grade that a day falls under: the latest in force, in grade order."""
    standards = DuesStandard.objects.filter(society_id=society_id, effective_on__lte=on)
    latest: dict[str, DuesStandard] = {}
    for standard in standards.order_by("effective_on"):
        latest[standard.grade] = standard
    return [latest[grade] for grade in (*MemberGrade.values, "") if grade in latest]


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


def untouched_dues(charge: DuesCharge) -> QuerySet[Any]:
    """Of the dues made at once those that are as they were made: nobody wrote them since."""
    dues: QuerySet[Any] = Dues.objects.order_by().filter(
        society=charge.society_id, year=charge.year, charge=charge.pk, version=0
    )
    return dues


@dataclass(frozen=True)
class ChargeMade:
    """Dues made at once, and how many of them were written or taken away since."""

    charge: DuesCharge
    touched: int


def charges_made(society_id: int, year: int, stamp: str) -> list[ChargeMade]:
    """The dues of a year that were made at once and not undone, the latest first.

    How many are as they were made is kept by the society's stamp.
    """
    charges = DuesCharge.objects.filter(society=society_id, year=year, undone_at__isnull=True)
    return [
        ChargeMade(charge, charge.members - kept(stamp, f"charge {charge.pk}", untouched))
        for charge in charges.select_related("made_by")
        for untouched in [untouched_dues(charge).count]
    ]


def dues_years(society_id: int) -> list[int]:
    """The years that dues are recorded for, the latest first."""
    years = Dues.objects.order_by().filter(society_id=society_id)
    return sorted(years.values_list("year", flat=True).distinct(), reverse=True)
