"""What a society did over some years, read for its annual report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Q
from django_scopes import scopes_disabled

from reports.selectors.annual_parts.members_facts import TREND_YEARS
from societies.activity_kinds import activity_kinds
from societies.models import Activity
from societies.selectors.activities import activities_within


class ActivityRow(NamedTuple):
    """An activity of the society, its own or held together with others who lead."""

    kind: str
    title: str
    started_on: dt.date
    ended_on: dt.date | None
    place: str
    measures: Mapping[str, int]

    def counts_in(self, year: int, as_of: dt.date) -> bool:
        """Whether it counts in a year: an event that begins in it, a standing one that runs."""
        last = min(dt.date(year, 12, 31), as_of)
        if self.started_on > last:
            return False
        if not activity_kinds().kinds[self.kind].is_standing:
            return self.started_on.year == year
        return self.ended_on is None or self.ended_on >= dt.date(year, 1, 1)


def activity_rows(society_id: int, as_of: dt.date) -> list[ActivityRow]:
    """Activities that count in one of the years of a trend, the earliest first (one query).

    A society counts what others lead and it takes part in: the caller's scope does not apply.
    """
    first = dt.date(as_of.year - TREND_YEARS + 1, 1, 1)
    shared = Activity.co_hosts.through.objects.filter(society=society_id).values("activity")
    own = Q(society=society_id) | Q(pk__in=shared)
    with scopes_disabled():
        rows = Activity.objects.filter(activities_within(first, as_of), own).order_by(
            "started_on", "title", "pk"
        )
        return [
            ActivityRow(*row)
            for row in rows.values_list(
                "kind", "title", "started_on", "ended_on", "place", "measures"
            )
        ]
