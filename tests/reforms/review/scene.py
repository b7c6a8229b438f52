"""Reports under review as the tests make and decide them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from reforms.enums import ReportState
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from reforms.selectors.review import entry_token
from societies.models import Society
from tests.factories.reforms import report_of

APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
IN_TIME = dt.datetime(2017, 6, 1, 4, 0, tzinfo=dt.UTC)
HTMX = {"HX-Request": "true"}


def submitted(
    society: Society, workplan: Workplan, percents: dict[int, int | None], month: str = "2017-05"
) -> MonthlyReport:
    """A submitted report whose entries all have a text."""
    report = report_of(
        society,
        workplan,
        month,
        percents,
        state=ReportState.SUBMITTED,
        first_submitted_at=IN_TIME,
        submitted_at=IN_TIME,
    )
    report.entries.filter(is_no_change=False).update(narrative="<b>开展</b>了工作")
    return report


def entry(report: MonthlyReport, number: int = 1) -> ProgressEntry:
    """The entry of a task as it is now."""
    found: ProgressEntry = report.entries.select_related("task").get(task__number=number)
    return found


def url(name: str, **more: Any) -> str:
    """The address of a page of the report."""
    return reverse(f"reforms:review-{name}", kwargs={"code": "A-01", "month": MAY, **more})


def decision(report: MonthlyReport, value: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """What a form sends."""
    report.refresh_from_db()
    return {"decision": value, "seen": entry_token(entry(report, number), report), **more}
