"""What waits for a decision or an answer besides monthly reports, counted by society at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import JobState
from accounts.models import Job
from reforms.enums import UNANSWERED_SLIP_STATES, ExceptionState, PlanState
from reforms.models import CheckException, PlanVersion, SupervisionSlip, Workplan
from societies.models import Society

#: How long a job that failed is pointed out.
FAILED_DAYS = 14


@dataclass(frozen=True)
class Pending:
    """How much waits: plans and exceptions for CAST, slips for the societies."""

    plans: int = 0
    exceptions: int = 0
    slips: int = 0
    slips_overdue: int = 0


def marked_societies(workplan: Workplan | None, today: dt.date) -> QuerySet[Society]:
    """Every society with what waits of it: a plan, exceptions, slips; one query."""
    own = OuterRef("pk")
    plans = PlanVersion.objects.filter(
        plan__society=own, plan__workplan=workplan, state=PlanState.SUBMITTED
    )
    asked = CheckException.objects.filter(society=own, state=ExceptionState.REQUESTED)
    slips = SupervisionSlip.objects.filter(society=own, state__in=UNANSWERED_SLIP_STATES)
    late = Q(answer_due_on__lt=today)
    marked: QuerySet[Society] = Society.objects.annotate(
        has_waiting_plan=Exists(plans),
        asked_exceptions=_number(asked, Count("pk")),
        unanswered_slips=_number(slips, Count("pk")),
        overdue_slips=_number(slips, Count("pk", filter=late)),
    )
    return marked


def _number(rows: QuerySet, count: Count) -> Coalesce:  # type: ignore[type-arg]  # of any model
    """Count the rows of one society."""
    counted = rows.order_by().values("society").annotate(found=count).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def pending_of(societies: Iterable[Society]) -> Pending:
    """Add up what `marked_societies` counted."""
    known = [vars(society) for society in societies]
    return Pending(
        plans=sum(each["has_waiting_plan"] for each in known),
        exceptions=sum(each["asked_exceptions"] for each in known),
        slips=sum(each["unanswered_slips"] for each in known),
        slips_overdue=sum(each["overdue_slips"] for each in known),
    )


def failed_jobs(at: dt.datetime) -> list[Job]:
    """Everybody's jobs that failed lately and were not begun again, the newest first."""
    since = at - dt.timedelta(days=FAILED_DAYS)
    again = Job.objects.filter(key=OuterRef("key"), pk__gt=OuterRef("pk"))
    jobs = Job.objects.filter(state=JobState.FAILED, finished_at__gte=since)
    return list(jobs.filter(~Exists(again)).order_by("-pk"))
