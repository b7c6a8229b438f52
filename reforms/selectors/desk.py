"""The desk of a society: what has to be done now, by when, and how the year stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from accounts.models import Notification, User
from reforms import months
from reforms.enums import Decision, PlanState, ReportState
from reforms.models import (
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    Reopening,
    SocietyFigure,
    Workplan,
)
from reforms.months import BEIJING, MonthStatus
from reforms.selectors.check_pages import Proof, proof_of
from reforms.selectors.checks import checks_of
from reforms.selectors.months import obligation_of, status_of, versions_of
from societies.models import Society

#: What waits for CAST, or for nobody.
_AT_REST = (MonthStatus.NOT_DUE, MonthStatus.SUBMITTED, MonthStatus.ACCEPTED, MonthStatus.SEALED)
_RECENT = 6


@dataclass(frozen=True)
class MonthCell:
    """One month of a workplan as the society's year shows it."""

    workplan: Workplan
    month: dt.date
    due_on: dt.date
    report: MonthlyReport | None
    status: MonthStatus
    today: dt.date
    is_reopened: bool = False
    is_extended: bool = False

    @property
    def has_begun(self) -> bool:
        """Whether the month can be opened."""
        return self.month <= self.today

    @property
    def needs_work(self) -> bool:
        """Whether the society has something to do for it."""
        return self.has_begun and self.status not in _AT_REST

    @property
    def is_with_approver(self) -> bool:
        """Whether the approver has to look at it."""
        return self.report is not None and self.report.state == ReportState.IN_SOCIETY_REVIEW

    @property
    def days_left(self) -> int:
        """Days until it is due; below zero once that is past."""
        return (self.due_on - self.today).days


@dataclass(frozen=True)
class Standing:
    """A society's place in the latest sealed issue of a workplan."""

    month: dt.date
    number: int
    progress: str | None
    rank: int | None
    societies: int
    mean: str | None


@dataclass(frozen=True)
class PlanCard:
    """Where the society's reform plan stands."""

    workplan: Workplan
    version: PlanVersion | None
    in_force: PlanVersion | None
    is_late: bool
    days_left: int

    @property
    def needs_work(self) -> bool:
        """Whether the society has to write or change it."""
        return self.version is None or self.version.is_editable

    @property
    def due_on(self) -> dt.date:
        """Day the plan is due."""
        return self.workplan.plan_due_on


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows."""

    society: Society
    workplan: Workplan | None
    cells: tuple[MonthCell, ...]
    plan: PlanCard | None
    standing: Standing | None
    notifications: tuple[Notification, ...]
    owed: int = 0
    entries: tuple[ProgressEntry, ...] = field(default=())
    proof: Proof | None = None

    @property
    def to_do(self) -> list[MonthCell]:
        """Months that need work, the oldest first."""
        return [cell for cell in self.cells if cell.needs_work]

    @property
    def now(self) -> MonthCell | None:
        """The month to work on now."""
        return next(iter(self.to_do), None)

    @property
    def worked_on(self) -> Workplan | None:
        """The workplan of the month to work on, else the current one."""
        return self.now.workplan if self.now else self.workplan

    @property
    def year(self) -> list[MonthCell]:
        """The months of the current workplan."""
        return [cell for cell in self.cells if cell.workplan == self.workplan]

    @property
    def filled(self) -> int:
        """How many tasks of the month to work on say something."""
        return min(sum(entry.is_complete for entry in self.entries), self.owed)

    @property
    def is_ready(self) -> bool:
        """Whether every task says something and nothing came back."""
        now = self.now
        if now is None or now.report is None or now.report.note or self.returned:
            return False
        return now.status != MonthStatus.RETURNED and 0 < self.owed <= self.filled

    @property
    def returned(self) -> list[ProgressEntry]:
        """Tasks of the month to work on that CAST sent back."""
        return [entry for entry in self.entries if entry.decision == Decision.RETURNED]


def month_to_work_on(society: Society, *, at: dt.datetime) -> dt.date | None:
    """The oldest month that needs work; else the last one that has begun."""
    sealed = set(MonthlyIssue.objects.values_list("workplan_id", "month"))
    begun = [cell for cell in month_cells(society, at=at, sealed=sealed) if cell.has_begun]
    waiting = [cell for cell in begun if cell.needs_work]
    if waiting:
        return waiting[0].month
    return begun[-1].month if begun else None


def desk_of(society: Society, user: User, *, at: dt.datetime) -> Desk:
    """Read the desk with a fixed number of queries."""
    issues = _issues(society)
    cells = month_cells(society, at=at, sealed={(i.workplan_id, i.month) for i in issues})
    workplan = cells[-1].workplan if cells else None
    now = next((cell for cell in cells if cell.needs_work), None)
    own = [issue for issue in issues if workplan and issue.workplan_id == workplan.pk]
    base = Desk(
        society=society,
        workplan=workplan,
        cells=tuple(cells),
        plan=None,
        standing=_standing((own or issues)[-1]) if issues else None,
        notifications=tuple(Notification.objects.filter(recipient=user)[:_RECENT]),
    )
    if workplan is None:
        return base
    versions = versions_of(society, workplan)
    of = now.workplan if now else workplan
    tasks = list(of.tasks.select_related("group"))
    same = of == workplan
    _commitments, terms = obligation_of(society, of, tasks, versions if same else None)
    return Desk(
        **{
            **base.__dict__,
            "plan": _plan_card(workplan, versions, at.astimezone(BEIJING).date()),
            "owed": len(terms),
            "entries": _entries_of(now, {term.number for term in terms}),
            "proof": proof_of(checks_of(society, of, tasks), {term.number for term in terms}),
        }
    )


def _workplans(today: dt.date) -> list[Workplan]:
    """Workplans that have begun, the oldest first."""
    return list(
        Workplan.objects.filter(first_month__lte=today)
        .prefetch_related("month_deadlines")
        .order_by("first_month")
    )


def month_cells(
    society: Society, *, at: dt.datetime, sealed: set[tuple[int, dt.date]]
) -> list[MonthCell]:
    """All months of the workplans begun, in order, with how each stands for the society."""
    today = at.astimezone(BEIJING).date()
    reports = {(r.workplan_id, r.month): r for r in _reports(society, at)}
    cells = []
    for workplan in _workplans(today):
        for month in workplan.months:
            due_on = workplan.due_on(month, society.pk)
            more = workplan.extended.get((month, society.pk))
            report = reports.get((workplan.pk, month))
            is_reopened = bool(report and getattr(report, "reopened_until", None))
            status = status_of(
                workplan,
                month,
                report,
                today=today,
                is_sealed=(workplan.pk, month) in sealed and not is_reopened,
                extended_to=more,
            )
            if status == MonthStatus.RETURNED and report and report.returned_due_on:
                due_on = months.due_day(report.returned_due_on, more)  # a day of its own
            is_extended = more is not None and status != MonthStatus.RETURNED
            cells.append(
                MonthCell(workplan, month, due_on, report, status, today, is_reopened, is_extended)
            )
    return cells


def _reports(society: Society, at: dt.datetime) -> list[MonthlyReport]:
    reopenings = Reopening.objects.filter(
        report=OuterRef("pk"), closed_at__isnull=True, expires_at__gt=at
    )
    return list(
        MonthlyReport.objects.filter(society=society).annotate(
            reopened_until=Subquery(reopenings.values("expires_at")[:1])
        )
    )


def _issues(society: Society) -> list[MonthlyIssue]:
    """All sealed months, oldest first, each with the society's own place in it."""
    own = SocietyFigure.objects.filter(issue=OuterRef("pk"), society=society)
    return list(
        MonthlyIssue.objects.order_by("month")
        .defer("summary")
        .annotate(
            own_progress=Subquery(own.values("progress")[:1]),
            mean=KT("summary__national__mean"),
            societies=Count("figures"),
            better=Count("figures", filter=Q(figures__progress__gt=F("own_progress"))),
        )
    )


def _standing(issue: MonthlyIssue) -> Standing:
    progress = getattr(issue, "own_progress", None)
    return Standing(
        month=issue.month,
        number=issue.number,
        progress=None if progress is None else f"{progress:.1f}",
        rank=None if progress is None else getattr(issue, "better", 0) + 1,
        societies=getattr(issue, "societies", 0),
        mean=getattr(issue, "mean", None),
    )


def _plan_card(workplan: Workplan, versions: list[PlanVersion], today: dt.date) -> PlanCard:
    open_version = next((v for v in versions if v.state != PlanState.ACCEPTED), None)
    return PlanCard(
        workplan=workplan,
        version=open_version or (versions[0] if versions else None),
        in_force=next((v for v in versions if v.state == PlanState.ACCEPTED), None),
        is_late=today > workplan.plan_due_on,
        days_left=(workplan.plan_due_on - today).days,
    )


def _entries_of(cell: MonthCell | None, numbers: set[int]) -> tuple[ProgressEntry, ...]:
    if cell is None or cell.report is None:
        return ()
    entries = ProgressEntry.objects.filter(report=cell.report, task__number__in=numbers)
    return tuple(entries.select_related("task").order_by("task__number"))
