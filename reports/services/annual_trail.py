"""What every step of an annual report leaves behind: an event of the trail, and people told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reports.models import AnnualReport
from societies.enums import Role
from societies.selectors import managers, people_with_role, reviewers_of


def society_people(report: AnnualReport) -> list[User]:
    """Who works on the report in the society."""
    return list(people_with_role(report.society, Role.EDITOR, Role.APPROVER))


def cast_people(report: AnnualReport) -> list[User]:
    """Who has the society in charge at CAST; the managers where nobody has."""
    return list(reviewers_of(report.society)) or list(managers())


def record_step(
    action: str,
    report: AnnualReport,
    by: User | None,
    before: str,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Put a step into the trail, with the state before and after."""
    audit.record(
        action=action,
        subject=report,
        actor=by,
        scope=report.society.code,
        before={"state": before},
        after={"state": report.state, **(after or {})},
        reason=reason,
    )


def tell(people: Iterable[User], kind: str, report: AnnualReport, **params: Any) -> None:
    """Tell people of a step; the notice leads to the report."""
    society = report.society
    notify(
        recipients=people,
        kind=kind,
        topic=Topic.REPORTS,
        params={"society": society.names, "year": report.workplan.year, **params},
        url=reverse("reports:annual-report-detail", args=(report.workplan.year, society.code)),
    )
