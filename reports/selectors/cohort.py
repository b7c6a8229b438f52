"""A society's position among its cohort in the month sealed last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Subquery
from django_scopes import scopes_disabled

from members.selectors.counts import membership_at
from reforms.models import MonthlyIssue, SocietyFigure, Workplan
from reforms.months import month_end
from reports.figures.cohort import Position, Standing, load_bands, position_of
from societies.models import Society
from societies.selectors.kept import stamps_of


@dataclass(frozen=True)
class SocietyPosition:
    """Where a society stood in a sealed month; sizes are those of the month's last day."""

    month: dt.date
    number: int
    members: int | None
    position: Position


def position_in_cohort(society: Society, workplan: Workplan) -> SocietyPosition | None:
    """Place a society by the figures sealed last; None before the first seal or without a figure.

    Figures and sizes are read over every society of the discipline group, whatever the scope:
    what comes back names none of the others.
    """
    last = MonthlyIssue.objects.filter(workplan=workplan).order_by("-month").values("month")[:1]
    found = list(
        SocietyFigure.objects.filter(
            issue__workplan=workplan,
            issue__month=Subquery(last),
            society__discipline=society.discipline,
        )
        .order_by()
        .values_list("society_id", "progress", "issue__month", "issue__number")
    )
    if society.pk not in {row[0] for row in found}:
        return None
    _, _, month, number = found[0]
    with scopes_disabled():
        membership = membership_at(stamps_of(row[0] for row in found), month_end(month))
    sizes = {key: each.individual for key, each in membership.items()}
    standings = [Standing(key, progress, sizes.get(key)) for key, progress, *_ in found]
    position = position_of(society.pk, standings, load_bands())
    return SocietyPosition(month, number, sizes.get(society.pk), position)
