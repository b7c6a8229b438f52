"""What the demo's societies have measured of what they set themselves."""

from __future__ import annotations

import random
from decimal import Decimal

from reforms.enums import PlanState
from reforms.models import Commitment, Workplan

#: Commitments in force by society and task.
Goals = dict[tuple[int, int], Commitment]


def goals_of(workplan: Workplan) -> Goals:
    """Commitments of the accepted plans; those of a later version take the place of earlier."""
    accepted = Commitment.objects.filter(
        version__plan__workplan=workplan, version__state=PlanState.ACCEPTED
    )
    rows = accepted.select_related("version__plan").order_by("version__number")
    return {(row.version.plan.society_id, row.task_id): row for row in rows}


def measured(goal: Commitment | None, percent: int, rng: random.Random) -> Decimal | None:
    """A whole number on the way to the target: about as far as the percent, now and then beyond."""
    if goal is None or goal.baseline is None or goal.target is None:
        return None
    way = goal.target - goal.baseline
    gone = way * (percent + rng.randint(-15, 10)) / 100
    return max(Decimal(0), goal.baseline + gone.quantize(Decimal(1)))
