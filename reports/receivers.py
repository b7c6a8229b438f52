"""What follows when something is published, in the same transaction."""

from __future__ import annotations

from typing import Any

from reforms.models import Correction, MonthlyIssue
from reports.services.webhooks import tell_correction, tell_issue


def issue_published(instance: MonthlyIssue, *, created: bool, **_signal: Any) -> None:
    """Leave messages of a new issue."""
    if created:
        tell_issue(issue=instance)


def correction_published(instance: Correction, *, created: bool, **_signal: Any) -> None:
    """Leave messages of a new correction."""
    if created:
        tell_correction(note=instance)
