"""Totals of activities: for each society that took part, and nationally each activity once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django_scopes import scopes_disabled

from societies.activity_kinds import RECORDS, activity_kinds
from societies.models import Activity, Society

#: What a kind's records add up to, by measure; `records` is their number.
Measures = dict[str, int]


@dataclass(frozen=True)
class ActivityTotals:
    """Totals by kind and measure, of each society and of all together."""

    societies: dict[int, dict[str, Measures]] = field(default_factory=dict)
    national: dict[str, Measures] = field(default_factory=dict)
    #: How many societies took part in each kind.
    taking_part: dict[str, int] = field(default_factory=dict)

    def of(self, society_id: int) -> dict[str, Measures]:
        """The totals of one society, own and held together with others."""
        return self.societies.get(society_id, {})


def activities_within(first: date, last: date) -> Q:
    """Those that count in a time: events that begin in it, standing ones that run in it."""
    standing = [kind.key for kind in activity_kinds().kinds.values() if kind.is_standing]
    runs = Q(ended_on__isnull=True) | Q(ended_on__gte=first)
    return Q(started_on__lte=last) & (
        (Q(kind__in=standing) & runs) | (~Q(kind__in=standing) & Q(started_on__gte=first))
    )


def activity_totals(societies: Collection[int], first: date, last: date) -> ActivityTotals:
    """Add up what societies did from one day to another, in two queries for any number of them.

    An activity held together counts for each society that held it, and once nationally. A society
    counts what others lead and it takes part in, so that the scope of the caller does not apply.
    """
    asked = set(societies)
    totals: dict[int, dict[str, Measures]] = {}
    national: dict[str, Measures] = {}
    taking_part: dict[str, set[int]] = defaultdict(set)
    with scopes_disabled():
        rows = list(
            Activity.objects.filter(activities_within(first, last), _of(asked))
            .order_by()
            .values_list("pk", "society", "kind", "measures")
        )
        partners = _partners(asked)
    for key, society_id, kind, measures in rows:
        hosts = asked & {society_id, *partners[key]}
        if not hosts:
            continue
        _add(national, kind, measures)
        taking_part[kind] |= hosts
        for host in hosts:
            _add(totals.setdefault(host, {}), kind, measures)
    return ActivityTotals(totals, national, {kind: len(of) for kind, of in taking_part.items()})


def _of(societies: Collection[int]) -> Q:
    """Activities that one of the societies leads or takes part in."""
    shared = Activity.co_hosts.through.objects.filter(society__in=societies).values("activity")
    return Q(society__in=societies) | Q(pk__in=shared)


def _partners(societies: Collection[int]) -> dict[int, list[int]]:
    """Return which of the societies hold an activity that another one leads."""
    found: dict[int, list[int]] = defaultdict(list)
    named = Activity.co_hosts.through.objects.filter(society__in=societies)
    for activity_id, society_id in named.values_list("activity", "society"):
        found[activity_id].append(society_id)
    return found


def _add(totals: dict[str, Measures], kind: str, measures: Measures) -> None:
    summed = totals.setdefault(kind, {})
    summed[RECORDS] = summed.get(RECORDS, 0) + 1
    for measure, number in measures.items():
        summed[measure] = summed.get(measure, 0) + number


def led_by_others(society: Society, first: date, last: date) -> list[Activity]:
    """Return what the society held together with others who lead and keep the record."""
    with scopes_disabled():
        return list(
            Activity.objects.filter(activities_within(first, last), co_hosts=society)
            .select_related("society")
            .order_by("-started_on", "pk")
        )
