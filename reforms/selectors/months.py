"""A society's month: its obliged tasks, what is said of each, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Subquery

from reforms import months
from reforms.enums import Decision, PlanState
from reforms.models import (
    Commitment,
    Evidence,
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    Reopening,
    SocietyFigure,
    Task,
    Workplan,
)
from reforms.progress import TaskTerms, expected, obliged
from reforms.selectors.checks import TaskChecks, checks_of, checks_sealed_with
from reforms.selectors.figures import task_terms
from reforms.selectors.month_shape import (
    SETTLED,
    EntryRow,
    Previous,
    SocietyMonth,
    stands_returned,
    status_of,
)
from societies.models import Society

__all__ = [
    "SETTLED",
    "EntryRow",
    "Previous",
    "Seal",
    "SocietyMonth",
    "covering_month",
    "obligation_of",
    "previous_values",
    "seal_of",
    "society_month",
    "stands_returned",
    "status_of",
    "versions_of",
]


@dataclass(frozen=True)
class Seal:
    """Whether a month is sealed, and the society's figures as they were sealed."""

    is_sealed: bool
    figures: dict[str, Any] | None = None


def seal_of(society: Society, workplan: Workplan, month: dt.date) -> Seal:
    """Read whether the month is sealed now."""
    issue = (
        MonthlyIssue.objects.filter(workplan=workplan, month=month)
        .annotate(own_figures=Subquery(_sealed_figures(society, month, "workplan")))
        .values_list("own_figures", flat=True)
    )
    found = list(issue)
    return Seal(bool(found), found[0] if found else None)


def _sealed_figures(society: Society, month: dt.date, workplan: str) -> QuerySet[Any]:
    figures = SocietyFigure.objects.filter(society=society, issue__month=month)
    return figures.filter(issue__workplan=OuterRef(workplan)).values("figures")[:1]


def covering_month(society: Society, month: dt.date) -> tuple[Workplan, Seal] | None:
    """The workplan that the month belongs to, and the month's seal, in one query and deadlines."""
    issues = MonthlyIssue.objects.filter(workplan=OuterRef("pk"), month=month)
    workplan = (
        Workplan.objects.covering(month)
        .annotate(
            is_sealed=Exists(issues),
            own_figures=Subquery(_sealed_figures(society, month, "pk")),
        )
        .prefetch_related("month_deadlines")
        .first()
    )
    if workplan is None:
        return None
    return workplan, Seal(
        bool(getattr(workplan, "is_sealed", False)), getattr(workplan, "own_figures", None)
    )


def society_month(
    society: Society,
    workplan: Workplan,
    month: dt.date,
    *,
    at: dt.datetime,
    seal: Seal | None = None,
) -> SocietyMonth:
    """Everything of a society's month, with a fixed number of queries."""
    report = _report(society, workplan, month, at)
    known = seal_of(society, workplan, month) if seal is None else seal
    base = SocietyMonth(
        society=society,
        workplan=workplan,
        month=month,
        report=report,
        is_sealed=known.is_sealed,
        reopened_until=getattr(report, "reopened_until", None) if known.is_sealed else None,
        submissions=(getattr(report, "last_submission", None) or 0) if report else 0,
    )
    return replace(base, rows=tuple(_rows(base, known)))


def _report(
    society: Society, workplan: Workplan, month: dt.date, at: dt.datetime
) -> MonthlyReport | None:
    reopenings = Reopening.objects.filter(
        report=OuterRef("pk"), closed_at__isnull=True, expires_at__gt=at
    )
    report: MonthlyReport | None = (
        MonthlyReport.objects.filter(society=society, workplan=workplan, month=month)
        .annotate(
            last_submission=Max("submissions__number"),
            reopened_until=Subquery(reopenings.values("expires_at")[:1]),
        )
        .first()
    )
    if report is not None:
        report.society, report.workplan = society, workplan
    return report


def _rows(base: SocietyMonth, seal: Seal) -> Iterable[EntryRow]:
    tasks = {task.number: task for task in base.workplan.ordered_tasks}
    commitments, terms = obligation_of(base.society, base.workplan, list(tasks.values()))
    if seal.figures:
        # A sealed month keeps the tasks it was sealed with, whatever the plan says since.
        numbers = sorted(int(number) for number in seal.figures["tasks"])
        terms = [_terms(tasks[n], commitments.get(n), base.workplan) for n in numbers if n in tasks]
    ordinal = months.month_ordinal(base.month)
    entries, previous = _entries(base, ordinal)
    checks = _checks(base)
    for term in terms:
        task = tasks[term.number]
        entry = entries.get(task.pk)
        yield EntryRow(
            month=base.month,
            task=task,
            terms=term,
            expected=expected(ordinal, first=base.workplan.first_ordinal, due=term.due),
            previous=previous.get(task.pk, Previous()),
            commitment=commitments.get(task.number),
            entry=entry,
            is_editable=base.is_open and (entry is None or entry.decision not in SETTLED),
            checks=checks.get(term.number),
        )


def _checks(base: SocietyMonth) -> dict[int, TaskChecks]:
    """What the registers said when the month was sealed; while it is open, what they say now."""
    if base.is_locked:
        return checks_sealed_with(base.society, base.workplan, base.month)
    return checks_of(base.society, base.workplan)


def _entries(
    base: SocietyMonth, ordinal: int
) -> tuple[dict[int, ProgressEntry], dict[int, Previous]]:
    """The month's entries, and where each task stood before, by task id."""
    entries = list(
        ProgressEntry.objects.filter(
            society=base.society, task__workplan=base.workplan, month_ordinal__lte=ordinal
        )
        .select_related("updated_by", "decided_by")
        .prefetch_related(Prefetch("evidence", queryset=Evidence.objects.order_by("name", "pk")))
        .order_by("month_ordinal")
    )
    current = [entry for entry in entries if entry.month_ordinal == ordinal]
    for entry in current:
        if base.report is not None:
            entry.report, entry.society = base.report, base.society
    before = (e for e in entries if e.month_ordinal < ordinal and e.is_submitted)
    return {entry.task_id: entry for entry in current}, previous_values(before)


def versions_of(society: Society, workplan: Workplan) -> list[PlanVersion]:
    """All versions of the society's plan, the newest first."""
    return list(
        PlanVersion.objects.filter(plan__society=society, plan__workplan=workplan)
        .select_related("plan")
        .order_by("-pk")
    )


def obligation_of(
    society: Society,
    workplan: Workplan,
    tasks: Sequence[Task],
    versions: Sequence[PlanVersion] | None = None,
) -> tuple[dict[int, Commitment], list[TaskTerms]]:
    """Commitments of the plan in force by task number, and the terms of the obliged tasks.

    The same rule as `figures.obligations`, for one society and in two queries.
    """
    known = versions_of(society, workplan) if versions is None else versions
    sent = [version for version in known if version.state != PlanState.DRAFT]
    in_force = next((v for v in sent if v.state == PlanState.ACCEPTED), None)
    numbers = {task.pk: task.number for task in tasks}
    commitments = {numbers[c.task_id]: c for c in _commitments_of(in_force)}
    said = in_force or (sent[0] if sent else None)
    holds_reelection = said.holds_reelection if said else society.term_ends_in(workplan.year)
    by_number = {task.number: task for task in tasks}
    owed = obliged(
        {number: task.group.kind for number, task in by_number.items()},
        holds_reelection=holds_reelection,
        chosen=commitments,
    )
    return commitments, [
        _terms(by_number[number], commitments.get(number), workplan) for number in owed
    ]


def _commitments_of(version: PlanVersion | None) -> list[Commitment]:
    return list(Commitment.objects.filter(version=version)) if version else []


def _terms(task: Task, commitment: Commitment | None, workplan: Workplan) -> TaskTerms:
    return task_terms(task, commitment.due_month if commitment else None, workplan)


def previous_values(entries: Iterable[ProgressEntry]) -> dict[int, Previous]:
    """What each task stands at by its submitted entries, oldest first: accepted, else claimed.

    A returned claim counts for nothing; "no change" carries the earlier percent forward.
    """
    result: dict[int, Previous] = {}
    for entry in entries:
        before = result.get(entry.task_id, Previous())
        result[entry.task_id] = Previous(
            percent=_counted(entry, before.percent),
            narrative=entry.narrative,
            month=months.month_start(entry.month_ordinal),
            has_evidence=before.has_evidence or bool(entry.evidence.all()),
        )
    return result


def _counted(entry: ProgressEntry, before: int | None) -> int | None:
    """An accepted percent stands even while its month is open again for a correction."""
    if entry.accepted_percent is not None:
        return entry.accepted_percent
    if entry.decision == Decision.RETURNED or entry.claimed_percent is None:
        return before
    return entry.claimed_percent
