"""Which months can be looked at, and which one is meant when the address names none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Subquery
from django.http import Http404

from accounts.models import AuditEvent
from reforms.models import MonthlyIssue, Workplan


@dataclass(frozen=True)
class Calendar:
    """The workplans, newest first, and what of them is sealed; read with two queries."""

    workplans: tuple[Workplan, ...]
    issues: tuple[MonthlyIssue, ...]
    today: dt.date
    #: Number of the last audit event when all this was read; None where nobody looked.
    stamp: int | None = None

    @cached_property
    def sealed(self) -> dict[dt.date, MonthlyIssue]:
        """The sealed issues by month; no two workplans share a month."""
        return {issue.month: issue for issue in self.issues}

    @cached_property
    def months(self) -> tuple[dt.date, ...]:
        """Months that have begun, newest first."""
        return tuple(
            month
            for workplan in self.workplans
            for month in reversed(workplan.months)
            if month <= self.today or month in self.sealed
        )

    def workplan_of(self, month: dt.date) -> Workplan | None:
        """The workplan that covers the month."""
        return next((plan for plan in self.workplans if plan.covers(month)), None)

    def covering(self, month: dt.date) -> Workplan:
        """The workplan that covers a month that can be looked at; LookupError without."""
        workplan = self.workplan_of(month)
        if workplan is None:
            raise LookupError(f"no workplan covers {month:%Y-%m}")
        return workplan

    @cached_property
    def current(self) -> Workplan | None:
        """The workplan of today, or the last one that has begun."""
        begun = [plan for plan in self.workplans if plan.first_month <= self.today]
        return begun[0] if begun else (self.workplans[-1] if self.workplans else None)

    @cached_property
    def unsealed(self) -> tuple[dt.date, ...]:
        """Months of the current workplan that have begun and are not sealed, in order."""
        if self.current is None:
            return ()
        return tuple(
            month
            for month in self.current.months
            if month <= self.today and month not in self.sealed
        )

    @cached_property
    def default(self) -> dt.date | None:
        """The month in work: the first one not sealed, else the last one sealed."""
        if self.unsealed:
            return self.unsealed[0]
        return self.months[0] if self.months else None

    @cached_property
    def newest_figures(self) -> dt.date | None:
        """The last sealed month of the current workplan; before the first, the month in work.

        Nobody has reported yet when a month begins: its own figures would show all standing still.
        """
        sealed = [m for m in self.current.months if m in self.sealed] if self.current else []
        return sealed[-1] if sealed else self.default

    def previous(self, month: dt.date) -> dt.date | None:
        """The month before within the same workplan."""
        workplan = self.workplan_of(month)
        if workplan is None or month <= workplan.first_month:
            return None
        return (month - dt.timedelta(days=1)).replace(day=1)

    def neighbours(self, month: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """The months before and after in the list of those that can be looked at."""
        ordered = sorted(self.months)
        if month not in ordered:
            return None, None
        at = ordered.index(month)
        before = ordered[at - 1] if at else None
        return before, ordered[at + 1] if at + 1 < len(ordered) else None


def calendar(*, today: dt.date, with_figures: bool = False) -> Calendar:
    """Read the workplans and their sealed issues, with the national figures if asked for."""
    last_event = AuditEvent.objects.order_by("-pk").values("pk")[:1]
    read = Workplan.objects.annotate(last_event=Subquery(last_event))
    workplans = {workplan.pk: workplan for workplan in read}
    sealed = MonthlyIssue.objects.annotate(correction_count=Count("corrections"))
    issues = tuple(sealed if with_figures else sealed.defer("summary"))
    for issue in issues:
        issue.workplan = workplans[issue.workplan_id]
    stamp = next((vars(workplan)["last_event"] or 0 for workplan in workplans.values()), None)
    return Calendar(tuple(workplans.values()), issues, today, stamp)


def workplan_or_404(year: int | None = None) -> Workplan:
    """Return the workplan of a year, or the newest one; Http404 without."""
    workplans = Workplan.objects.all()
    found = (workplans.filter(year=year) if year else workplans).first()
    if found is None:
        raise Http404
    return found
