"""Parts of a society's page in words: its months on time, and what it set itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.templatetags.portal import NO_DATA
from reforms.models import Commitment, Workplan
from reports.figures.charts import month_name
from reports.figures.goals import Goal, Outcome
from reports.selectors.society_year import TaskRow

OUTCOMES: Mapping[Outcome, tuple[str, str | Promise]] = {
    Outcome.REACHED: ("done", pgettext_lazy("commitment", "Target reached")),
    Outcome.BETTER: ("ahead", pgettext_lazy("commitment", "Improved")),
    Outcome.UNCHANGED: ("no_change", pgettext_lazy("commitment", "As at the baseline")),
    Outcome.WORSE: ("behind", pgettext_lazy("commitment", "Worse than the baseline")),
    Outcome.NOT_MEASURED: ("no_data", pgettext_lazy("commitment", "Not measured yet")),
    Outcome.UNKNOWN: ("no_data", pgettext_lazy("commitment", "Baseline missing")),
}
_JUDGED = ("late", "on_time", "missing")


@dataclass(frozen=True)
class MonthMark:
    """A month of the strip: whether its report came in time, and how it stands now."""

    month: dt.date
    word: str
    due_on: dt.date
    arrival: str
    state: str = ""
    url: str = ""
    submitted_on: str = ""
    late_days: int | None = None
    extended_to: str = ""


def month_marks(workplan: Workplan, heads: list[dict[str, Any]]) -> list[MonthMark]:
    """Every month of the workplan: those with figures, then those still ahead."""
    known = {head["month"]: head for head in heads}
    return [_mark(month, known.get(month), workplan.deadlines[month]) for month in workplan.months]


def _mark(month: dt.date, head: dict[str, Any] | None, due_on: dt.date) -> MonthMark:
    if head is None:
        return MonthMark(month, month_name(month), due_on, "not_due")
    return MonthMark(
        month=month,
        word=month_name(month),
        due_on=due_on,
        arrival=arrival_of(head),
        state=head["state"],
        url=head["url"],
        submitted_on=head["element"]["report"]["submitted_on"] or "",
        late_days=head["late_days"],
        extended_to=head["element"]["report"].get("extended_to") or "",
    )


def arrival_of(head: dict[str, Any]) -> str:
    """How the report of a month came: on_time, late or missing; open while it may still come."""
    if head["state"] == "not_submitted":
        return "missing"
    if head["late_days"] is not None:
        return "late"
    if head["element"]["report"]["submitted_on"]:
        return "on_time"
    return "open" if head["is_open"] else "missing"


def arrivals(marks: list[MonthMark]) -> dict[str, int]:
    """How many reports came on time, late, or not at all."""
    counts = dict.fromkeys(_JUDGED, 0)
    for mark in marks:
        if mark.arrival in counts:
            counts[mark.arrival] += 1
    return counts


@dataclass(frozen=True)
class GoalLine:
    """A commitment as the page shows it."""

    row: TaskRow
    commitment: Commitment
    baseline: str
    target: str
    measured: str
    measured_month: dt.date | None
    share: Fraction | None
    badge: str
    word: str


def goal_lines(rows: list[TaskRow]) -> list[GoalLine]:
    """The measurable commitments of the plan in force, in the order of the tasks."""
    return [
        _goal_line(row, row.commitment)
        for row in rows
        if row.commitment is not None and row.commitment.indicator
    ]


def _goal_line(row: TaskRow, commitment: Commitment) -> GoalLine:
    measured: Decimal | None = vars(commitment).get("measured")
    goal = Goal(commitment.baseline, commitment.target, measured, commitment.lower_is_better)
    badge, word = OUTCOMES[goal.outcome]
    return GoalLine(
        row=row,
        commitment=commitment,
        baseline=_amount(commitment.baseline),
        target=_amount(commitment.target),
        measured=_amount(measured),
        measured_month=vars(commitment).get("measured_month"),
        share=goal.share,
        badge=badge,
        word=str(word),
    )


def _amount(value: Decimal | None) -> str:
    return NO_DATA if value is None else f"{value.normalize():f}"
