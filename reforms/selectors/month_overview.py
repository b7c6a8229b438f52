"""How the months of a workplan stand: what came in, what is sealed, what was corrected."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from reforms import months
from reforms.enums import ReportState
from reforms.models import (
    Correction,
    DeadlineExtension,
    MonthlyIssue,
    MonthlyReport,
    Reopening,
    SealReminder,
    Workplan,
)
from societies.models import Society

#: States in which a report has not reached CAST.
_NOT_SENT = (ReportState.DRAFT, ReportState.IN_SOCIETY_REVIEW)


@dataclass(frozen=True)
class MonthRow:
    """One month of a workplan in numbers of societies."""

    month: dt.date
    due_on: dt.date
    accepted: int
    awaiting: int
    returned: int
    missing: int
    late: int
    corrections: int
    issue: MonthlyIssue | None
    is_next: bool
    has_begun: bool

    @property
    def can_seal(self) -> bool:
        """Whether it is the next month to seal, and has begun."""
        return self.is_next and self.has_begun


@dataclass(frozen=True)
class SealPreview:
    """What a seal would fix: the societies whose report is not as it should be."""

    month: dt.date
    due_on: dt.date
    societies: int
    accepted: int
    missing: tuple[Society, ...]
    awaiting: tuple[Society, ...]
    returned: tuple[Society, ...]
    late: tuple[Society, ...]
    #: Those that still have time by an extension, and have not submitted.
    waiting: tuple[Society, ...]
    is_before_deadline: bool
    members: tuple[Society, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every society's report is accepted."""
        return not (self.missing or self.awaiting or self.returned)


def month_rows(workplan: Workplan, *, today: dt.date) -> list[MonthRow]:
    """The months of a workplan in order; four queries however many months and societies."""
    issues = {issue.month: issue for issue in MonthlyIssue.objects.filter(workplan=workplan)}
    corrections = Counter(
        Correction.objects.filter(issue__workplan=workplan).values_list("issue__month", flat=True)
    )
    societies = Society.objects.active().count()
    states: dict[dt.date, Counter[str]] = {}
    late: Counter[dt.date] = Counter()
    for month, state, submitted_at, society in MonthlyReport.objects.filter(
        workplan=workplan, society__is_active=True
    ).values_list("month", "state", "first_submitted_at", "society_id"):
        states.setdefault(month, Counter())[state] += 1
        if submitted_at and months.is_late(submitted_at, workplan.due_on(month, society)):
            late[month] += 1
    open_months = [month for month in workplan.months if month not in issues]
    return [
        _month_row(
            workplan,
            month,
            societies,
            states.get(month, Counter()),
            late[month],
            corrections[month],
            issues.get(month),
            open_months,
            today,
        )
        for month in workplan.months
    ]


def _month_row(
    workplan: Workplan,
    month: dt.date,
    societies: int,
    states: Counter[str],
    late: int,
    corrections: int,
    issue: MonthlyIssue | None,
    open_months: Sequence[dt.date],
    today: dt.date,
) -> MonthRow:
    accepted = states[ReportState.ACCEPTED]
    awaiting, returned = states[ReportState.SUBMITTED], states[ReportState.RETURNED]
    return MonthRow(
        month=month,
        due_on=workplan.deadlines[month],
        accepted=accepted,
        awaiting=awaiting,
        returned=returned,
        missing=societies - accepted - awaiting - returned,
        late=late,
        corrections=corrections,
        issue=issue,
        is_next=open_months[:1] == [month],
        has_begun=month <= today,
    )


def seal_preview(workplan: Workplan, month: dt.date, *, today: dt.date) -> SealPreview:
    """What sealing the month now would fix; two queries."""
    due_on = workplan.deadlines[month]
    extended = workplan.extended
    reports = {
        society: (state, submitted_at)
        for society, state, submitted_at in MonthlyReport.objects.of_month(
            workplan, month
        ).values_list("society_id", "state", "first_submitted_at")
    }
    found: dict[str, list[Society]] = {"late": [], "missing": [], "waiting": []}
    societies = list(Society.objects.active())
    for society in societies:
        state, submitted_at = reports.get(society.pk, (ReportState.DRAFT, None))
        found.setdefault("missing" if state in _NOT_SENT else state, []).append(society)
        if submitted_at and months.is_late(submitted_at, workplan.due_on(month, society.pk)):
            found["late"].append(society)
        is_open = state in _NOT_SENT or state == ReportState.RETURNED
        if is_open and (day := extended.get((month, society.pk))) and day >= today:
            found["waiting"].append(society)
    return SealPreview(
        month=month,
        due_on=due_on,
        societies=len(societies),
        accepted=len(found.get(ReportState.ACCEPTED, ())),
        missing=tuple(found["missing"]),
        awaiting=tuple(found.get(ReportState.SUBMITTED, ())),
        returned=tuple(found.get(ReportState.RETURNED, ())),
        late=tuple(found["late"]),
        waiting=tuple(found["waiting"]),
        members=tuple(societies),
        is_before_deadline=today <= due_on,
    )


def corrections_of(issue: MonthlyIssue) -> QuerySet[Correction]:
    """The public notes to an issue, the first one first."""
    return issue.corrections.select_related("society").order_by("number")


def open_reopenings(workplan: Workplan, month: dt.date | None = None) -> QuerySet[Reopening]:
    """Sealed months open again for a society, of a workplan or of one month."""
    opened: QuerySet[Reopening] = Reopening.objects.filter(
        report__workplan=workplan, closed_at__isnull=True
    )
    if month is not None:
        opened = opened.filter(report__month=month)
    return opened.select_related("report__society", "opened_by").order_by("expires_at")


def extensions_of(workplan: Workplan, month: dt.date) -> QuerySet[DeadlineExtension]:
    """More time given for a month, the running ones first."""
    given: QuerySet[DeadlineExtension] = DeadlineExtension.objects.filter(
        workplan=workplan, month=month
    )
    return given.select_related("society", "granted_by", "ended_by").order_by(
        F("ended_on").asc(nulls_first=True), "-due_on", "society__code"
    )


def waiting_managers(workplan: Workplan, month: dt.date) -> QuerySet[SealReminder]:
    """Who waits with sealing a month, and until when."""
    return SealReminder.objects.filter(
        workplan=workplan, month=month, told_at__isnull=True
    ).select_related("person")
