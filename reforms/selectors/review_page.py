"""One report as a reviewer sees it: each task beside what stood before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import QuerySet

from reforms import months
from reforms.enums import Decision, Verdict
from reforms.flags import Claim, Flag, entry_flags
from reforms.models import Commitment, MonthlyReport, ProgressEntry
from reforms.progress import expected
from reforms.selectors import figures
from reforms.selectors.checks import TaskChecks, checks_of, checks_sealed_with
from reforms.selectors.review import claim_of, entry_token, is_under_review, with_past


@dataclass(frozen=True)
class ReviewRow:
    """One task of the report, and all that stands beside it."""

    entry: ProgressEntry
    claim: Claim
    last: ProgressEntry | None
    commitment: Commitment | None
    expected: Fraction
    token: str
    #: What the registers say of the task; None where nothing checks it.
    checks: TaskChecks | None = None

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What to look at."""
        return entry_flags(self.claim)

    @property
    def is_against(self) -> bool:
        """Whether 100% is claimed although a check of the registers is not met."""
        return Flag.AGAINST_REGISTERS in self.flags

    @property
    def change(self) -> int | None:
        """Percentage points since the percent last accepted, None without one."""
        if self.claim.percent is None or self.claim.previous is None:
            return None
        return self.claim.percent - self.claim.previous

    @property
    def change_text(self) -> str:
        """The change with its sign, in whole points."""
        change = self.change or 0
        return f"+{change}" if change > 0 else f"−{-change}" if change else "±0"

    @property
    def is_pending(self) -> bool:
        """Whether the task awaits a decision."""
        return self.entry.decision == Decision.PENDING

    @property
    def repeats_text(self) -> bool:
        """Whether the text is word for word that of the month before."""
        text = self.entry.narrative.strip()
        return bool(text) and self.last is not None and text == self.last.narrative.strip()


@dataclass(frozen=True)
class ReviewCount:
    """How far the review of a report is."""

    entries: int
    pending: int
    accepted: int
    lowered: int
    returned: int
    clean_pending: int

    @property
    def decided(self) -> int:
        """Tasks with a decision."""
        return self.entries - self.pending


@dataclass(frozen=True)
class ReviewPage:
    """A report on the reviewer's table."""

    report: MonthlyReport
    rows: tuple[ReviewRow, ...]
    is_open: bool

    @property
    def count(self) -> ReviewCount:
        """How far the review is."""
        found = Counter(row.entry.decision for row in self.rows)
        return ReviewCount(
            entries=len(self.rows),
            pending=found[Decision.PENDING],
            accepted=found[Decision.ACCEPTED],
            lowered=found[Decision.LOWERED],
            returned=found[Decision.RETURNED],
            clean_pending=sum(row.is_pending and not row.flags for row in self.rows),
        )

    def row(self, number: int) -> ReviewRow | None:
        """The row of a task, None when the report has none."""
        return next((row for row in self.rows if row.entry.task.number == number), None)


def review_page(report: MonthlyReport) -> ReviewPage:
    """Read a report that carries the marks of `with_lock`; six queries however many tasks."""
    workplan, ordinal = report.workplan, months.month_ordinal(report.month)
    last, entries = _last_said(report), _entries(report)
    commitments, checks = _commitments(report), _checks(report, entries)
    rows = []
    for entry in entries:
        entry.task.workplan = workplan
        commitment = commitments.get(entry.task_id)
        due = (commitment and commitment.due_month) or entry.task.due_month or workplan.last_month
        pace = expected(ordinal, first=workplan.first_ordinal, due=months.month_ordinal(due))
        rows.append(
            ReviewRow(
                entry,
                _claim(entry, checks.get(entry.task.number)),
                last.get(entry.task_id),
                commitment,
                pace,
                entry_token(entry, report),
                checks.get(entry.task.number),
            )
        )
    return ReviewPage(report, tuple(rows), is_under_review(report))


def _checks(report: MonthlyReport, entries: Sequence[ProgressEntry]) -> dict[int, TaskChecks]:
    """As sealed with a month that is closed, else as they stand."""
    marks = vars(report)
    if marks["is_sealed"] and not marks["is_reopened"]:
        return checks_sealed_with(report.society, report.workplan, report.month)
    return checks_of(report.society, report.workplan, [entry.task for entry in entries])


def _claim(entry: ProgressEntry, checks: TaskChecks | None) -> Claim:
    is_contradicted = checks is not None and checks.verdict == Verdict.NOT_MET
    return replace(claim_of(entry), is_contradicted=is_contradicted)


def _entries(report: MonthlyReport) -> Sequence[ProgressEntry]:
    entries: QuerySet[ProgressEntry] = ProgressEntry.objects.filter(
        report=report, is_submitted=True
    )
    return list(
        with_past(entries)
        .select_related("task__group", "decided_by")
        .prefetch_related("evidence")
        .order_by("task__number")
    )


def _last_said(report: MonthlyReport) -> dict[int, ProgressEntry]:
    """What the society last submitted before this month, by task."""
    entries = ProgressEntry.objects.filter(
        society=report.society_id,
        task__workplan=report.workplan_id,
        month_ordinal__lt=months.month_ordinal(report.month),
        is_submitted=True,
    ).select_related("report")
    return {entry.task_id: entry for entry in entries.order_by("month_ordinal")}


def _commitments(report: MonthlyReport) -> dict[int, Commitment]:
    version = figures.versions_in_force(report.workplan).filter(plan__society=report.society_id)
    found = Commitment.objects.filter(version__in=version).order_by("task")
    return {commitment.task_id: commitment for commitment in found}
