"""What reviewers read: the queue of a month, and one report beside what stood before."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from reforms.enums import Decision, ReportState, Verdict
from reforms.flags import Claim, Flag, entry_flags
from reforms.models import (
    Evidence,
    MonthlyIssue,
    MonthlyReport,
    ProgressEntry,
    RegistryCheck,
    Reopening,
    Workplan,
)
from societies.models import Society
from societies.selectors import roles_of, societies_reviewed_by

#: States in which CAST has something of the society to read.
REVIEW_STATES = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)


@dataclass(frozen=True)
class QueueChoice:
    """Which reports of a month a reviewer wants to see."""

    state: str = ReportState.SUBMITTED
    is_own: bool = True
    discipline: str = ""
    flagged: bool | None = None
    is_late: bool = False
    flag: Flag | None = None


@dataclass(frozen=True)
class QueueRow:
    """One report in the queue: what is in it, and whether it can be accepted unread."""

    report: MonthlyReport
    entries: int
    pending: int
    returned: int
    changed: int
    flagged: int
    flags: tuple[Flag, ...]
    is_mine: bool

    @property
    def decided(self) -> int:
        """Tasks with a decision."""
        return self.entries - self.pending

    @property
    def is_clean(self) -> bool:
        """Whether it may be accepted together with others: awaiting, mine, nothing to look at."""
        return (
            self.is_mine
            and is_under_review(self.report)
            and self.entries > 0
            and not self.flags
            and not self.returned
        )


@dataclass(frozen=True)
class MonthChoice:
    """A month that has reports, and how many of them await review."""

    workplan: Workplan
    month: dt.date
    states: dict[str, int]

    @property
    def awaiting(self) -> int:
        """Reports that await review."""
        return self.states.get(ReportState.SUBMITTED, 0)


def with_lock(reports: QuerySet[MonthlyReport]) -> QuerySet[MonthlyReport]:
    """Annotate whether the month is sealed, and opened again for the society."""
    sealed = MonthlyIssue.objects.filter(workplan=OuterRef("workplan"), month=OuterRef("month"))
    opened = Reopening.objects.filter(report=OuterRef("pk"), closed_at__isnull=True)
    return reports.annotate(is_sealed=Exists(sealed), is_reopened=Exists(opened))


def is_under_review(report: MonthlyReport) -> bool:
    """Whether the report can be decided; it carries the marks of `with_lock`."""
    is_sealed, is_reopened = vars(report)["is_sealed"], vars(report)["is_reopened"]
    return report.state == ReportState.SUBMITTED and (not is_sealed or is_reopened)


def review_months(user: User, *, is_own: bool) -> list[MonthChoice]:
    """Months with reports to read, newest first, with their numbers by state."""
    reports: QuerySet[Any] = with_lock(MonthlyReport.objects.filter(state__in=REVIEW_STATES))
    if is_own:
        reports = reports.filter(society__in=societies_reviewed_by(user))
    reports = reports.exclude(state=ReportState.SUBMITTED, is_sealed=True, is_reopened=False)
    workplans = {w.pk: w for w in Workplan.objects.prefetch_related("month_deadlines")}
    found: dict[tuple[int, dt.date], dict[str, int]] = {}
    for workplan, month, state, count in (
        reports.order_by().values_list("workplan", "month", "state").annotate(count=Count("pk"))
    ):
        states = found.setdefault((workplan, month), {})
        states[state] = states.get(state, 0) + count
    return [
        MonthChoice(workplans[pk], month, states)
        for (pk, month), states in sorted(found.items(), key=lambda item: item[0][1], reverse=True)
    ]


def default_month(choices: Sequence[MonthChoice]) -> MonthChoice | None:
    """The month with most reports awaiting review; the newest without any."""
    return max(choices, key=lambda choice: (choice.awaiting, choice.month), default=None)


def review_queue(
    user: User, workplan: Workplan, month: dt.date, choice: QueueChoice | None = None
) -> list[QueueRow]:
    """The reports of a month that a reviewer chose to see, in code order."""
    wanted = choice or QueueChoice()
    states = [wanted.state] if wanted.state else REVIEW_STATES
    reports: QuerySet[Any] = with_lock(
        MonthlyReport.objects.of_month(workplan, month)
        .filter(state__in=states)
        .select_related("society")
        .order_by("society__code")
    )
    if wanted.state == ReportState.SUBMITTED:  # what was sealed undecided awaits nobody
        reports = reports.exclude(is_sealed=True, is_reopened=False)
    if wanted.is_own:
        reports = reports.filter(society__in=societies_reviewed_by(user))
    if wanted.discipline:
        reports = reports.filter(society__discipline=wanted.discipline)
    found = list(reports)
    for report in found:
        report.workplan = workplan  # one instance: its deadlines are read once
    rows = _queue_rows(user, found)
    if wanted.flagged is not None:
        rows = [row for row in rows if bool(row.flags) is wanted.flagged]
    if wanted.flag is not None:
        rows = [row for row in rows if wanted.flag in row.flags]
    return [row for row in rows if row.report.is_late] if wanted.is_late else rows


def _queue_rows(user: User, reports: Sequence[MonthlyReport]) -> list[QueueRow]:
    read = _claims(reports)
    roles = roles_of(user)
    return [
        QueueRow(
            report=report,
            entries=len(claims),
            pending=sum(decision == Decision.PENDING for decision, _ in claims),
            returned=sum(decision == Decision.RETURNED for decision, _ in claims),
            changed=sum(claim.is_changed for _, claim in claims),
            flagged=sum(
                decision == Decision.PENDING and bool(entry_flags(claim))
                for decision, claim in claims
            ),
            flags=_open_flags(claims),
            is_mine=roles.reviews(report.society),
        )
        for report in reports
        for claims in [read.get(report.pk, [])]
    ]


def _open_flags(claims: Iterable[tuple[str, Claim]]) -> tuple[Flag, ...]:
    """The kinds of flags on entries that nobody decided yet."""
    found = {
        flag
        for decision, claim in claims
        if decision == Decision.PENDING
        for flag in entry_flags(claim)
    }
    return tuple(flag for flag in Flag if flag in found)


def _claims(reports: Iterable[MonthlyReport]) -> dict[int, list[tuple[str, Claim]]]:
    """Decision and claim of each submitted entry, by report; one query."""
    entries: QuerySet[Any] = with_past(
        ProgressEntry.objects.filter(report__in=list(reports), is_submitted=True)
    )
    rows = entries.order_by().values_list(
        "report_id",
        "decision",
        "claimed_percent",
        "is_no_change",
        "narrative",
        "previous",
        "proven",
        "contradicted",
    )
    result: dict[int, list[tuple[str, Claim]]] = {}
    for report, decision, *values in rows:
        result.setdefault(report, []).append((decision, Claim(*values)))
    return result


def with_past(entries: QuerySet[ProgressEntry]) -> QuerySet[ProgressEntry]:
    """Annotate the percent last accepted before, whether any month has evidence, and whether a
    check of the registers on the task is not met.
    """
    earlier = ProgressEntry.objects.filter(
        task=OuterRef("task"),
        society=OuterRef("society"),
        month_ordinal__lt=OuterRef("month_ordinal"),
        accepted_percent__isnull=False,
    ).order_by("-month_ordinal")
    proof = Evidence.entries.through.objects.filter(
        progressentry__task=OuterRef("task"), progressentry__society=OuterRef("society")
    ).order_by()
    unmet = RegistryCheck.objects.filter(
        task=OuterRef("task"), society=OuterRef("society"), verdict=Verdict.NOT_MET
    ).order_by()
    return entries.annotate(
        previous=Subquery(earlier.values("accepted_percent")[:1]),
        proven=Exists(proof),
        contradicted=Exists(unmet),
    )


def claim_of(entry: ProgressEntry) -> Claim:
    """The claim of an entry that carries the marks of `with_past`."""
    past = vars(entry)
    return Claim(
        entry.claimed_percent,
        entry.is_no_change,
        entry.narrative,
        past["previous"],
        past["proven"],
        past["contradicted"],
    )


def entry_token(entry: ProgressEntry, report: MonthlyReport) -> str:
    """A short mark of what a reviewer sees of an entry; another one means it has changed."""
    seen = (report.submitted_at, entry.decision, entry.decided_at, entry.decided_by_id)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def neighbours(
    rows: Sequence[QueueRow], society: Society
) -> tuple[QueueRow | None, QueueRow | None]:
    """The reports before and after a society in the queue, whether or not it is in it."""
    codes = [row.report.society.code for row in rows]
    after = bisect_right(codes, society.code)
    before = after - 1 - (society.code in codes)
    return (rows[before] if before >= 0 else None, rows[after] if after < len(rows) else None)


def report_under_review(society: Society, month: dt.date) -> MonthlyReport | None:
    """A society's report of a month with the marks of `with_lock`, or None."""
    reports = MonthlyReport.objects.filter(society=society, month=month)
    return with_lock(reports).select_related("society", "workplan", "decided_by").first()


def reviewed_reports(user: User, pks: Iterable[int]) -> QuerySet[MonthlyReport]:
    """Those of the reports named that the person may decide."""
    reports: QuerySet[MonthlyReport] = MonthlyReport.objects.filter(
        pk__in=list(pks), society__in=societies_reviewed_by(user)
    )
    return reports
