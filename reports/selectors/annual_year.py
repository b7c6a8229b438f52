"""What the annual reports of all societies of a year share, read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from reforms import months
from reforms.models import MonthlyIssue, Task, Workplan
from reforms.selectors import figures

Content = dict[str, Any]


@dataclass(frozen=True)
class YearFigures:
    """The workplan, its tasks, its sealed months, and the day on which registers are counted.

    `as_of` is the last day of the year, or the day of asking while the year runs.
    """

    workplan: Workplan
    tasks: tuple[Task, ...]
    issues: tuple[MonthlyIssue, ...]
    live: dict[str, Any] | None
    as_of: dt.date

    @property
    def source_month(self) -> dt.date:
        """The month whose figures are the latest: the last sealed one, or the open one."""
        if self.issues:
            return self.issues[-1].month
        assert self.live is not None  # noqa: S101 - read when nothing is sealed
        return months.parse_month(self.live["month"])


def year_figures(workplan: Workplan, *, at: dt.datetime) -> YearFigures:
    """Read what all reports of a year share; live figures only while no month is sealed."""
    issues = tuple(MonthlyIssue.objects.filter(workplan=workplan).order_by("month"))
    today = at.astimezone(months.BEIJING).date()
    live = None
    if not issues:
        month = min(max(today.replace(day=1), workplan.first_month), workplan.last_month)
        live = {**figures.live_payload(workplan, month), "as_of": today.isoformat()}
    tasks = tuple(workplan.tasks.select_related("group"))
    return YearFigures(workplan, tasks, issues, live, counted_on(workplan, at))


def counted_on(workplan: Workplan, at: dt.datetime) -> dt.date:
    """The day on which the registers are counted for a report that is made at that moment."""
    today = at.astimezone(months.BEIJING).date()
    return min(today, dt.date(workplan.year, 12, 31))
