"""Societies whose report of the open month is overdue: an audience of notices."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch

from reforms.models import MonthlyIssue, MonthlyReport, Workplan
from reforms.months import MonthStatus
from reforms.selectors.month_shape import status_of
from societies.models import Society


def overdue_societies(today: dt.date) -> set[int]:
    """Keys of the active societies that are late with the oldest month not sealed yet.

    In the first days of a year that may be a month of the year before.
    """
    found = _open_month(today)
    if found is None:
        return set()
    workplan, month = found
    reports = {
        report.society_id: report
        for report in MonthlyReport.objects.filter(workplan=workplan, month=month)
    }
    return {
        society
        for society in Society.objects.active().values_list("pk", flat=True)
        if status_of(
            workplan,
            month,
            reports.get(society),
            today=today,
            is_sealed=False,
            extended_to=workplan.extended.get((month, society)),
        )
        == MonthStatus.OVERDUE
    }


def _open_month(today: dt.date) -> tuple[Workplan, dt.date] | None:
    """The oldest month of the last two workplans begun that is not sealed, if it has begun."""
    issues = Prefetch("issues", MonthlyIssue.objects.only("workplan", "month"))
    begun = Workplan.objects.filter(first_month__lte=today).order_by("-first_month")
    for workplan in reversed(begun.prefetch_related("month_deadlines", issues)[:2]):
        sealed = {issue.month for issue in workplan.issues.all()}
        for month in workplan.months:
            if month not in sealed and month <= today:
                return workplan, month
    return None
