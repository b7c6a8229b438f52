"""What the registers do not bear out, over all societies: as sealed, or as it stands now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django_scopes import scopes_disabled

from reforms.enums import Verdict
from reforms.models import MonthlyIssue, RegistryCheck, Workplan
from reforms.selectors.checks import sealed_marks, verdict_marks
from societies.models import Society

#: Numbers of the tasks with a check that is not met, by society code.
Unmet = Mapping[str, set[int]]


def unmet_at(workplan: Workplan, issue: MonthlyIssue | None, societies: Iterable[Society]) -> Unmet:
    """Tasks whose verdict is not met, as sealed in `issue`, or else live; one query.

    For CAST: they are read over every society, whatever the scope.
    """
    found = _live(workplan) if issue is None else _sealed(issue)
    return {society.code: found.get(society.pk, set()) for society in societies}


def _live(workplan: Workplan) -> dict[int, set[int]]:
    """One check that is not met decides its task; only those are read."""
    unmet: dict[int, set[int]] = defaultdict(set)
    with scopes_disabled():
        rows = RegistryCheck.objects.filter(task__workplan=workplan, verdict=Verdict.NOT_MET)
        for society_id, number in rows.order_by().values_list("society_id", "task__number"):
            unmet[society_id].add(number)
    return unmet


def _sealed(issue: MonthlyIssue) -> dict[int, set[int]]:
    return {
        society_id: {number for number, verdict in tasks.items() if verdict == Verdict.NOT_MET}
        for society_id, tasks in sealed_marks(issue).items()
    }


def verdicts_at(
    workplan: Workplan, issue: MonthlyIssue | None, societies: Iterable[Society]
) -> dict[str, dict[int, Verdict]]:
    """One verdict per society code and task number, as sealed in `issue`, or else live; one query.

    For CAST: they are read over every society, whatever the scope.
    """
    with scopes_disabled():
        found = verdict_marks(workplan) if issue is None else sealed_marks(issue)
    return {society.code: found.get(society.pk, {}) for society in societies}
