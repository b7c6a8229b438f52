"""Verdicts of the registers for pages over all societies: as sealed, or as they stand now."""

from __future__ import annotations

from collections.abc import Iterable

from django_scopes import scopes_disabled

from reforms.models import MonthlyIssue, Workplan
from reforms.selectors.checks import sealed_marks, verdict_marks
from reports.selectors.matrix_cells import Verdicts
from societies.models import Society


def verdicts_at(
    workplan: Workplan, issue: MonthlyIssue | None, societies: Iterable[Society]
) -> dict[str, Verdicts]:
    """Verdicts by society code and task number, as sealed in `issue`, or else live; one query.

    For CAST: they are read over every society, whatever the scope.
    """
    with scopes_disabled():
        marks = sealed_marks(issue) if issue is not None else verdict_marks(workplan)
    return {society.code: marks.get(society.pk, {}) for society in societies}
