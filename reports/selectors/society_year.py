"""One society's year: its tasks month by month, its plan, and what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import AuditEvent
from reforms.enums import PlanState, Verdict
from reforms.models import Commitment, Correction, ProgressEntry, Task, Workplan
from reforms.payload import Payload, build_payload
from reforms.selectors import figures
from reforms.selectors.check_pages import SealedYear, sealed_year
from reforms.selectors.checks import TaskChecks, checks_of
from societies.enums import Role
from societies.models import PortfolioItem, RoleAssignment, Society

HISTORY_LENGTH = 60
#: Beginnings of the actions that submit, decide, correct or supervise something.
_DECIDED = (
    "report.",
    "plan.",
    "month.",
    "deadline.",
    "slip.",
    "correction.",
    "reopening.",
    "annual",
)
#: What people write on their way there.
_DRAFTED = ("slip.drafted", "report.file_applied")


@dataclass(frozen=True)
class TaskCell:
    """A task in a month; `figure` is None when the society does not owe it."""

    month: dt.date
    figure: Payload | None


@dataclass(frozen=True)
class TaskRow:
    """A task over the months, and what the society set itself for it."""

    task: Task
    cells: tuple[TaskCell, ...]
    latest: Payload
    commitment: Commitment | None


@dataclass(frozen=True)
class SocietyYear:
    """A society in one workplan, as of a Beijing date."""

    society: Society
    workplan: Workplan
    today: dt.date

    @cached_property
    def _sealed(self) -> SealedYear:
        return sealed_year(self.society, self.workplan)

    @property
    def series(self) -> list[Payload]:
        """The sealed months, oldest first."""
        return self._sealed.series

    @cached_property
    def open_month(self) -> dt.date | None:
        """The first month that has begun and is not sealed."""
        sealed = {element["month"] for element in self.series}
        for month in self.workplan.months:
            if f"{month:%Y-%m}" not in sealed and month <= self.today:
                return month
        return None

    @cached_property
    def open_element(self) -> Payload | None:
        """The figures of the open month as they stand now."""
        if self.open_month is None or not self.society.is_active:
            return None
        chosen: dict[int, dict[int, dt.date | None]] = {}
        for number, commitment in self.commitments.items():
            chosen.setdefault(commitment.version_id, {})[number] = commitment.due_month
        exact = figures.society_facts(self.workplan, self.open_month, [self.society], chosen)
        payload = build_payload(
            year=self.workplan.year,
            month=self.open_month,
            first=self.workplan.first_ordinal,
            societies=exact,
        )
        element: Payload = payload["societies"][0]
        return {**element, "month": payload["month"], "number": None}

    @property
    def corrected(self) -> dict[tuple[dt.date, int], int | None]:
        """Accepted percents as corrections left them, by month and number of the task."""
        return self._sealed.corrected

    @cached_property
    def elements(self) -> dict[str, Payload]:
        """Figures by month: sealed ones, and the open month."""
        found = {element["month"]: element for element in self.series}
        if self.open_element is not None:
            found[self.open_element["month"]] = self.open_element
        return found

    @property
    def latest(self) -> Payload | None:
        """The most recent figures."""
        return list(self.elements.values())[-1] if self.elements else None

    @cached_property
    def months(self) -> list[dt.date]:
        """Months with figures."""
        return [month for month in self.workplan.months if f"{month:%Y-%m}" in self.elements]

    @cached_property
    def commitments(self) -> dict[int, Commitment]:
        """Commitments of the plan in force by task number, with the value last submitted."""
        measured = ProgressEntry.objects.filter(
            society=self.society,
            task=OuterRef("task"),
            is_submitted=True,
            measured_value__isnull=False,
        ).order_by("-month_ordinal")
        found = (
            Commitment.objects.filter(
                version__plan__society=self.society,
                version__plan__workplan=self.workplan,
                version__state=PlanState.ACCEPTED,
            )
            .select_related("task", "version")
            .annotate(
                measured=Subquery(measured.values("measured_value")[:1]),
                measured_month=Subquery(measured.values("report__month")[:1]),
            )
            .order_by("version__number")
        )
        in_force = max((c.version.number for c in found), default=None)
        return {c.task.number: c for c in found if c.version.number == in_force}

    @cached_property
    def checks(self) -> dict[int, TaskChecks]:
        """What the registers say of each task now, by its number."""
        return checks_of(self.society, self.workplan)

    @property
    def verdicts(self) -> dict[dt.date, dict[int, Verdict]]:
        """What the registers said of each task when a month was sealed."""
        return self._sealed.verdicts

    @cached_property
    def rows(self) -> list[TaskRow]:
        """Every task that the society owed in one of the months."""
        result = []
        for task in self.workplan.ordered_tasks:
            key = str(task.number)
            cells = tuple(
                TaskCell(month, self.elements[f"{month:%Y-%m}"]["tasks"].get(key))
                for month in self.months
            )
            owed = [cell.figure for cell in cells if cell.figure is not None]
            if owed:
                row = TaskRow(task, cells, owed[-1], self.commitments.get(task.number))
                result.append(row)
        return result


def history_of(society: Society) -> QuerySet[AuditEvent]:
    """What was submitted, decided, corrected and supervised for a society, newest first."""
    kinds = Q(action="entry.decided") & ~Q(reason="")  # what was simply accepted is no news
    for prefix in _DECIDED:
        kinds |= Q(action__startswith=prefix)
    events = AuditEvent.objects.filter(kinds, scope=society.code).exclude(action__in=_DRAFTED)
    return events[:HISTORY_LENGTH]


def corrections_of(society: Society) -> QuerySet[Correction]:
    """Corrections to the society's sealed months, newest first."""
    return (
        Correction.objects.filter(society=society)
        .select_related("issue__workplan")
        .order_by("-published_at")
    )


def people_of(society: Society) -> QuerySet[RoleAssignment]:
    """Who works for the society, in which role."""
    return (
        RoleAssignment.objects.in_force()
        .of_society(society)
        .select_related("person")
        .order_by("role", "person__name")
    )


def contacts_of(society: Society) -> list[RoleAssignment]:
    """Whom to ask: editors and approvers of the society, and its reviewers at CAST (one query)."""
    portfolio = PortfolioItem.objects.filter(reviewer=OuterRef("person")).filter(
        Q(society=society) | Q(discipline=society.discipline)
    )
    found = RoleAssignment.objects.in_force().filter(
        Q(society=society) | Q(Exists(portfolio), role=Role.REVIEWER)
    )
    order = [Role.EDITOR, Role.APPROVER, Role.REVIEWER]
    return sorted(
        found.select_related("person").order_by("person__name", "pk"),
        key=lambda each: order.index(Role(each.role)),
    )
