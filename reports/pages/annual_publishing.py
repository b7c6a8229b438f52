"""What the page of a report shows of its publication: what is public, and what one may do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.models import User
from reports.annual.publication import last_day
from reports.enums import AnnualReportState
from reports.models import AnnualReport
from reports.selectors.annual import editions_of


def publishing(report: AnnualReport, *, user: User, today: dt.date) -> dict[str, Any]:
    """The context of `_publishing.html`."""
    editions = editions_of(report) if report.published_at else []
    newest = editions[0] if editions else None
    society = report.society
    may_publish = user.has_perm("reports.publish_annual_report", society)
    is_public = newest is not None and newest.is_current
    return {
        "editions": editions,
        "edition": newest,
        "today": today,
        "last_day": last_day(today),
        "can_publish": may_publish and report.state == AnnualReportState.ACCEPTED,
        "can_reopen": may_publish and report.state == AnnualReportState.PUBLISHED,
        "can_withdraw": is_public and user.has_perm("reports.withdraw_annual_report", society),
    }
