"""Reading supervision slips: of one society, and of all that CAST watches over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from reforms.enums import OPEN_SLIP_STATES, UNANSWERED_SLIP_STATES, SlipLevel, SlipState
from reforms.models import SupervisionSlip, Workplan
from reforms.models.slip import SupervisionSlipQuerySet
from societies.models import Society


@dataclass(frozen=True)
class SlipCounts:
    """Open slips, counted: those that wait for societies, and those that wait for CAST."""

    open: int = 0
    unanswered: int = 0
    overdue: int = 0
    answered: int = 0
    red: int = 0


def waiting(
    *,
    today: dt.date,
    workplan: Workplan | None = None,
    societies: Iterable[Society] | None = None,
) -> SlipCounts:
    """Count the open slips of a workplan and of societies, all by default, in one query.

    Overdue are those whose answer was due before `today`, a day in Beijing.
    """
    slips = SupervisionSlip.objects.filter(state__in=OPEN_SLIP_STATES)
    if workplan is not None:
        slips = slips.filter(workplan=workplan)
    if societies is not None:
        slips = slips.filter(society__in=societies)
    is_unanswered = Q(state__in=UNANSWERED_SLIP_STATES)
    counted = slips.order_by().aggregate(
        open=Count("pk"),
        unanswered=Count("pk", filter=is_unanswered),
        overdue=Count("pk", filter=is_unanswered & Q(answer_due_on__lt=today)),
        answered=Count("pk", filter=Q(state=SlipState.ANSWERED)),
        red=Count("pk", filter=Q(level=SlipLevel.RED)),
    )
    return SlipCounts(**counted)


def slips_of(society: Society, workplan: Workplan | None = None) -> SupervisionSlipQuerySet:
    """All slips of a society, the newest first; of one workplan where it is given."""
    slips: SupervisionSlipQuerySet = SupervisionSlip.objects.filter(society=society)
    if workplan is not None:
        slips = slips.filter(workplan=workplan)
    return slips.select_related("society", "workplan", "task")
