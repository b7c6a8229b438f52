"""Figures of a month for pages: as sealed, or as they stand now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from django.db.models import Max

from accounts.models import AuditEvent
from accounts.words import ACTIONS
from reforms.models import MonthlyIssue, Workplan
from reforms.payload import Payload
from reforms.selectors import figures
from reforms.selectors.live import kept_payload
from reforms.selectors.plan_versions import VersionFact
from societies.models import Society

#: What changes the words of a table: names of societies, titles of tasks.
_WORDS = ("society.", "task.", "workplan.", "societies.")


def words_stamp() -> int:
    """Number of the last audit event that may have changed a name or a title."""
    actions = [action for action in ACTIONS if action.startswith(_WORDS)]
    return AuditEvent.objects.filter(action__in=actions).aggregate(last=Max("pk"))["last"] or 0


def payload_at(
    workplan: Workplan,
    month: dt.date,
    issue: MonthlyIssue | None,
    societies: Iterable[Society],
    stamp: int | None = None,
    versions: Iterable[VersionFact] | None = None,
) -> Payload:
    """Return a month as sealed in `issue`, or else live over the active ones of `societies`.

    For CAST: the live figures are read over every society, whatever the scope. They are kept
    until the audit trail grows past `stamp`, which is taken first: what is kept is never older.
    Who has read the `versions` of the plans saves reading them again.
    """
    if issue is not None:
        return figures.issue_payload(issue)
    return kept_payload(workplan, month, societies, stamp, versions)


def corrected_at(issue: MonthlyIssue | None) -> dict[str, Payload]:
    """Return the elements of a sealed month that were corrected since, as they are now, by code.

    The issue is one that `calendar` has read: where nothing was corrected nothing is asked.
    """
    if issue is None or not vars(issue)["correction_count"]:
        return {}
    notes = issue.corrections.order_by("number").values_list("changes", flat=True)
    return {changes["society"]: changes["figures"] for changes in notes}


def late_days(element: Payload, due_on: dt.date) -> int | None:
    """How many days after its deadline the report first came; None when it came in time.

    `due_on` is the day for all; a society that had more time is measured against its own.
    """
    report = element["report"]
    if not report["late"] or not report["submitted_on"]:
        return None
    own = dt.date.fromisoformat(report["extended_to"]) if report.get("extended_to") else due_on
    return (dt.date.fromisoformat(report["submitted_on"]) - own).days


def is_behind(element: Payload, margin: int) -> bool:
    """Whether a society as a whole lies below what is expected by more than the margin."""
    if element["expected"] is None:
        return False
    progress = Fraction(element["progress"] or 0)
    return progress < Fraction(element["expected"]) - margin
