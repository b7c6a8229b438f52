"""What the registers hold of a society's members, read for its annual report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from members.days import member_on
from members.enums import MemberGrade, MemberKind
from members.models import DeclaredCount, Dues, Member
from members.selectors.counts import members_by_region, societies_with_members
from members.selectors.dues import Collection
from reports.annual.ages import AGE_BANDS, born_between
from societies.selectors.kept import kept, stamps_of

#: Years of a trend, the report's own included.
TREND_YEARS = 5
_CENT = Decimal("0.01")
#: Kind and grade of a member.
Grade = tuple[str, str]


@dataclass(frozen=True)
class Register:
    """What the register of members says of the ends of some years, and what moved in the last.

    `heads` are individual and unit members by year; `grades` members now and a year before by
    kind and grade; `structure` individual members by aspect (sex, age, sector) and its value.
    """

    heads: Mapping[int, tuple[int, int]]
    grades: Mapping[Grade, tuple[int, int]]
    joined: int
    left: int
    structure: Mapping[str, Mapping[str, int]]
    regions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class MemberFacts:
    """Members of a society as its register has them, or else as it declares them.

    `heads` are individual and unit members at the end of each year that is known; `dues` what
    was owed and paid by year and grade.
    """

    register: Register | None = None
    declared: Mapping[int, DeclaredCount] = field(default_factory=dict)
    heads: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)
    dues: Mapping[int, Mapping[Grade, Collection]] = field(default_factory=dict)


def member_facts(society_id: int, as_of: dt.date) -> MemberFacts:
    """Read a society's membership as of a day, and at the ends of the years before."""
    stamp = stamps_of([society_id])[society_id]
    years = (as_of.year - 1, as_of.year)
    dues = kept(stamp, f"report dues {as_of}", lambda: _dues(society_id, years, as_of))
    if society_id in societies_with_members([society_id]):
        register = kept(stamp, f"report members {as_of}", lambda: _register(society_id, as_of))
        return MemberFacts(register, heads=register.heads, dues=dues)
    declared = _declared(society_id, as_of)
    heads = {year: (row.individual, row.unit) for year, row in declared.items()}
    return MemberFacts(declared=declared, heads=heads, dues=dues)


def _register(society_id: int, as_of: dt.date) -> Register:
    """Count the register; all that an index holds is counted in one reading of it."""
    days = {as_of.year - back: dt.date(as_of.year - back, 12, 31) for back in range(TREND_YEARS)}
    days[as_of.year] = as_of
    within = (dt.date(as_of.year, 1, 1), as_of)
    groups = list(
        Member.objects.order_by()
        .filter(society=society_id)
        .values("kind", "grade", "sector")
        .annotate(
            **{f"in_{year}": Count("pk", filter=member_on(day)) for year, day in days.items()},
            joined=Count("pk", filter=Q(joined_on__range=within)),
            left=Count("pk", filter=Q(left_on__range=within)),
        )
    )
    now = f"in_{as_of.year}"
    sectors: Counter[str] = Counter()
    for group in groups:
        if group["kind"] == MemberKind.INDIVIDUAL:
            sectors[group["sector"]] += group[now]
    return Register(
        _heads(groups, sorted(days)),
        _grades(groups, now, f"in_{as_of.year - 1}"),
        sum(group["joined"] for group in groups),
        sum(group["left"] for group in groups),
        {**_sex_and_age(society_id, as_of), "sector": dict(sectors)},
        members_by_region(society_id, as_of),
    )


def _heads(groups: Sequence[Mapping[str, Any]], years: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Individual and unit members by year; a year that the register does not reach is unknown."""
    heads = {}
    for year in years:
        counted: Counter[str] = Counter()
        for group in groups:
            counted[group["kind"]] += group[f"in_{year}"]
        if counted.total():
            heads[year] = counted[MemberKind.INDIVIDUAL], counted[MemberKind.UNIT]
    return heads


def _grades(
    groups: Sequence[Mapping[str, Any]], now: str, before: str
) -> dict[Grade, tuple[int, int]]:
    found: dict[Grade, tuple[int, int]] = {}
    for group in groups:
        grade = group["kind"], group["grade"]
        present, earlier = found.get(grade, (0, 0))
        found[grade] = present + group[now], earlier + group[before]
    return found


def _sex_and_age(society_id: int, as_of: dt.date) -> dict[str, dict[str, int]]:
    """Individual members by sex and by age, "" where it is not recorded (one query)."""
    bands = {
        f"band_{place}": Count("pk", filter=_born(*born_between(as_of, band)))
        for place, band in enumerate(AGE_BANDS)
    }
    groups = (
        Member.objects.order_by()
        .filter(member_on(as_of), society=society_id, kind=MemberKind.INDIVIDUAL)
        .values("gender")
        .annotate(members=Count("pk"), unknown=Count("pk", filter=Q(birth_on=None)), **bands)
    )
    sexes: dict[str, int] = {}
    ages = dict.fromkeys((*(band.code for band in AGE_BANDS), ""), 0)
    for group in groups:
        sexes[group["gender"]] = group["members"]
        ages[""] += group["unknown"]
        for place, band in enumerate(AGE_BANDS):
            ages[band.code] += group[f"band_{place}"]
    return {"sex": sexes, "age": ages}


def _born(after: dt.date | None, until: dt.date | None) -> Q:
    born = Q(birth_on__isnull=False)
    if after is not None:
        born &= Q(birth_on__gt=after)
    return born if until is None else born & Q(birth_on__lte=until)


def _dues(
    society_id: int, years: tuple[int, int], as_of: dt.date
) -> dict[int, dict[Grade, Collection]]:
    """Dues of years by kind and grade; what was paid later than the day is not known yet."""
    known = Q(paid_on__lte=as_of) | Q(paid_on__isnull=True)
    groups = (
        Dues.objects.order_by()
        .filter(society=society_id, year__in=years, owing__gt=0)
        .values_list("year", "member__kind", "member__grade")
        .annotate(
            owed=Count("pk"),
            in_full=Count("pk", filter=known & Q(paid__gte=F("owing"))),
            due=Sum("owing"),
            received=Sum("paid", filter=known),
        )
    )
    found: dict[int, dict[Grade, Collection]] = {}
    for year, kind, grade, owed, in_full, due, received in groups:
        paid = (received or Decimal(0)).quantize(_CENT)
        of_grade = Collection(owed, in_full, due.quantize(_CENT), paid)
        found.setdefault(year, {})[kind, grade] = of_grade
    return found


def _declared(society_id: int, as_of: dt.date) -> dict[int, DeclaredCount]:
    """The latest declaration of each year of the trend, none after the day."""
    rows = DeclaredCount.objects.filter(
        society=society_id,
        as_of__lte=as_of,
        as_of__gte=dt.date(as_of.year - TREND_YEARS + 1, 1, 1),
    )
    return {row.as_of.year: row for row in rows.order_by("as_of")}


def grade_order() -> list[Grade]:
    """Kinds and grades in the order of tables, each kind's unknown grade at its end."""
    return [(kind, grade) for kind in MemberKind.values for grade in (*MemberGrade.values, "")]
