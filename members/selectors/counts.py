"""How many members a society has on a day, from its register or from what it declares."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from members.days import member_on
from members.enums import MemberKind
from members.models import DeclaredCount, Member
from societies.models import Society
from societies.selectors.kept import kept_each

#: A society and a day.
SocietyDay = tuple[int, date]
#: Where the figures of a society's membership come from; empty when it has neither.
REGISTER, DECLARED = "register", "declared"


@dataclass(frozen=True)
class Counts:
    """Members on a day, whole numbers; grades and sectors by code, "" where none is recorded.

    `unknown_joined` of them have no day of joining and count as members of long standing.
    """

    individual: int = 0
    unit: int = 0
    by_grade: Mapping[str, int] = field(default_factory=dict)
    by_sector: Mapping[str, int] = field(default_factory=dict)
    units_by_grade: Mapping[str, int] = field(default_factory=dict)
    units_by_sector: Mapping[str, int] = field(default_factory=dict)
    unknown_joined: int = 0


@dataclass(frozen=True)
class Membership:
    """What a society's membership is taken to be on a day, and by which source.

    None is unknown. `as_of` is the day of the declaration; of a register, the day asked for.
    """

    source: str = ""
    as_of: date | None = None
    individual: int | None = None
    unit: int | None = None
    counts: Counts | None = None
    declared: DeclaredCount | None = None


def members_of(society_ids: Iterable[int] | None) -> QuerySet[Any]:
    """Members of these societies, or of all."""
    members: QuerySet[Any] = Member.objects.order_by()
    return members if society_ids is None else members.filter(society_id__in=society_ids)


def member_counts(
    society_ids: Iterable[int] | None, on: date, *, in_detail: bool = True
) -> dict[int, Counts]:
    """Count the members of each society on a day, in one query; a society without has no key.

    Without detail neither grades nor sectors are told apart, and an index answers alone.
    """
    details = ("grade", "sector") if in_detail else ()
    groups = (
        members_of(society_ids)
        .filter(member_on(on))
        .values("society_id", "kind", *details)
        .annotate(number=Count("pk"), undated=Count("pk", filter=Q(joined_on__isnull=True)))
    )
    tallies: dict[int, _Tally] = {}
    for group in groups:
        tallies.setdefault(group["society_id"], _Tally()).add(group)
    return {society_id: tally.counts() for society_id, tally in tallies.items()}


class _Tally:
    """Counts of one society while its groups come in."""

    def __init__(self) -> None:
        self.heads = dict.fromkeys(MemberKind.values, 0)
        self.grades: dict[str, dict[str, int]] = {kind: {} for kind in MemberKind.values}
        self.sectors: dict[str, dict[str, int]] = {kind: {} for kind in MemberKind.values}
        self.undated = 0

    def add(self, group: dict[str, Any]) -> None:
        kind, number = group["kind"], group["number"]
        self.heads[kind] += number
        for table, name in ((self.grades, "grade"), (self.sectors, "sector")):
            if name in group:
                table[kind][group[name]] = table[kind].get(group[name], 0) + number
        self.undated += group["undated"]

    def counts(self) -> Counts:
        people, units = MemberKind.INDIVIDUAL, MemberKind.UNIT
        return Counts(
            individual=self.heads[people],
            unit=self.heads[units],
            by_grade=self.grades[people],
            by_sector=self.sectors[people],
            units_by_grade=self.grades[units],
            units_by_sector=self.sectors[units],
            unknown_joined=self.undated,
        )


def heads_on_days(asked: Collection[SocietyDay]) -> dict[SocietyDay, Counts]:
    """Count the members of societies on many days in two queries at most, without detail.

    One day is counted in the index. For several, the register is read once by the days on which
    members came and went; as nobody leaves before joining, a day's members are those come by
    then less those gone.
    """
    societies, days = {society for society, _day in asked}, {day for _society, day in asked}
    if len(days) == 1:
        counts = member_counts(societies, *days, in_detail=False)
        found = {each: counts.get(each[0], Counts()) for each in asked}
        return {each: Counts(count.individual, count.unit) for each, count in found.items()}
    changes = _changes(societies)
    return {
        (society, day): Counts(
            individual=_heads(changes[society, MemberKind.INDIVIDUAL], day),
            unit=_heads(changes[society, MemberKind.UNIT], day),
        )
        for society, day in asked
    }


#: Days in order, and how many members there were after each.
_Changes = tuple[list[date], list[int]]


def _changes(society_ids: Iterable[int]) -> Mapping[tuple[int, str], _Changes]:
    """How the number of members changed from day to day, by society and kind."""
    found: dict[tuple[int, str], list[tuple[date, int]]] = defaultdict(list)
    members = members_of(society_ids)
    for field_name, sign, moved in (
        ("joined_on", 1, members),
        ("left_on", -1, members.filter(left_on__isnull=False)),
    ):
        groups = moved.values_list("society_id", "kind", field_name).annotate(number=Count("pk"))
        for society_id, kind, day, number in groups:
            found[society_id, kind].append((day or date.min, sign * number))
    changes: dict[tuple[int, str], _Changes] = defaultdict(lambda: ([], []))
    for key, moves in found.items():
        moves.sort()
        changes[key] = [day for day, _n in moves], list(accumulate(n for _day, n in moves))
    return changes


def _heads(changes: _Changes, day: date) -> int:
    days, heads = changes
    place = bisect_right(days, day)
    return heads[place - 1] if place else 0


def kept_heads(
    stamps: Mapping[int, str], asked: Collection[SocietyDay]
) -> dict[SocietyDay, Counts]:
    """The same, kept until something is written about the society."""
    return kept_each(stamps, asked, "heads", heads_on_days)


def kept_counts(stamps: Mapping[int, str], on: date) -> dict[int, Counts]:
    """Members of each society on one day without detail, kept likewise."""
    found = kept_heads(stamps, [(society_id, on) for society_id in stamps])
    return {society_id: counts for (society_id, _day), counts in found.items()}


def members_by_region(society_id: int, on: date) -> list[dict[str, Any]]:
    """Members of a society on a day by `region`: `individual` and `unit`, the largest first."""
    return list(
        members_of([society_id])
        .filter(member_on(on))
        .values("region")
        .annotate(
            individual=Count("pk", filter=Q(kind=MemberKind.INDIVIDUAL)),
            unit=Count("pk", filter=Q(kind=MemberKind.UNIT)),
        )
        .order_by("-individual", "-unit", "region")
    )


def societies_with_members(society_ids: Iterable[int] | None) -> set[int]:
    """Say which societies keep their members in the register: any member, of any time."""
    societies = Society.objects.order_by()
    if society_ids is not None:
        societies = societies.filter(pk__in=society_ids)
    has_members = Exists(Member.objects.order_by().filter(society=OuterRef("pk")))
    return set(societies.filter(has_members).values_list("pk", flat=True))


def declared_at(society_ids: Iterable[int] | None, on: date) -> dict[int, DeclaredCount]:
    """Find the latest declaration of each society that is not after the day."""
    known = DeclaredCount.objects.filter(as_of__lte=on)
    if society_ids is not None:
        known = known.filter(society_id__in=society_ids)
    latest = (
        DeclaredCount.objects.filter(society=OuterRef("society"), as_of__lte=on)
        .order_by("-as_of")
        .values("pk")[:1]
    )
    return {row.society_id: row for row in known.order_by().filter(pk=Subquery(latest))}


def kept_registers(stamps: Mapping[int, str]) -> set[int]:
    """Say which societies keep their members in the register; kept likewise."""

    def count(asked: Collection[tuple[int, None]]) -> dict[tuple[int, None], bool]:
        found = societies_with_members({society_id for society_id, _ in asked})
        return {each: each[0] in found for each in asked}

    found = kept_each(stamps, [(society_id, None) for society_id in stamps], "register", count)
    return {society_id for (society_id, _), has_register in found.items() if has_register}


def membership_at(stamps: Mapping[int, str], on: date) -> dict[int, Membership]:
    """Take each society's membership from its register where it keeps one, else as declared.

    Counts of registers are kept by the stamps; a society that has neither has no key.
    """
    counts, declared = kept_counts(stamps, on), declared_at(stamps, on)
    found = {
        society_id: Membership(DECLARED, row.as_of, row.individual, row.unit, None, row)
        for society_id, row in declared.items()
    }
    for society_id in kept_registers(stamps):
        count, row = counts[society_id], declared.get(society_id)
        found[society_id] = Membership(REGISTER, on, count.individual, count.unit, count, row)
    return found
