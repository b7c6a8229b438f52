"""Where in the portal the record of an event is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, User
from members.models import Member, MemberImport
from reforms.models import (
    CheckException,
    Correction,
    DeadlineExtension,
    Evidence,
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    ReformPlan,
    SupervisionSlip,
    Task,
    Workplan,
)
from reports.models import AnnualReport, DevelopmentReport
from societies.models import Notice, Society
from societies.registers import REGISTERS

Place = Callable[[Any], str]


def place_of(event: AuditEvent) -> str:
    """Return the address of the page of an event's record, or "" if there is none any more."""
    found = _PLACES.get(event.subject_type)
    if found is None or not event.subject_id.isdecimal():
        return ""
    model, related, place = found
    with scopes_disabled():
        objects = cast("Any", model).objects
        record = objects.select_related(*related).filter(pk=event.subject_id).first()
        return "" if record is None else place(record)


def _report(report: MonthlyReport) -> str:
    return reverse("reforms:report-detail", args=(report.society.code, report.month))


def _entry(entry: ProgressEntry) -> str:
    return f"{_report(entry.report)}#task-{entry.task.number}"


def _plan(plan: ReformPlan) -> str:
    return reverse("reforms:plan-detail", args=(plan.workplan.year, plan.society.code))


def _of_society(name: str) -> Place:
    """The page of a record whose address is made of the society's code and a number."""
    return lambda record: reverse(name, args=(record.society.code, record.pk))


def _workplan(workplan: Workplan) -> str:
    return reverse("reforms:workplan-detail", args=(workplan.year,))


def _import(file: MemberImport) -> str:
    args = (file.society.code, file.pk) if file.society else (file.pk,)
    return reverse("members:import-detail", args=args)


def _register(kind: str) -> Place:
    return lambda record: reverse("societies:register-detail", args=(kind, record.pk))


def _annual(report: AnnualReport) -> str:
    return reverse("reports:annual-report-detail", args=(report.workplan.year, report.society.code))


_ALL: list[tuple[type[Model], tuple[str, ...], Place]] = [
    (User, (), lambda person: reverse("societies:person-detail", args=(person.pk,))),
    (Society, (), lambda society: reverse("societies:society-detail", args=(society.code,))),
    (Notice, (), lambda notice: reverse("societies:notice-detail", args=(notice.pk,))),
    (Member, ("society",), _of_society("members:member-detail")),
    (MemberImport, ("society",), _import),
    (Workplan, (), _workplan),
    (Task, ("workplan",), lambda task: _workplan(task.workplan)),
    (ReformPlan, ("society", "workplan"), _plan),
    (PlanVersion, ("plan__society", "plan__workplan"), lambda version: _plan(version.plan)),
    (MonthlyReport, ("society",), _report),
    (ProgressEntry, ("report__society", "task"), _entry),
    (Evidence, ("society",), _of_society("reforms:evidence-detail")),
    (CheckException, ("society",), _of_society("reforms:exception-detail")),
    (SupervisionSlip, ("society",), _of_society("reforms:slip-detail")),
    (DeadlineExtension, (), lambda more: reverse("reforms:month-detail", args=(more.month,))),
    (MonthlyIssue, (), lambda issue: reverse("reports:issue-detail", args=(issue.month,))),
    (
        Correction,
        ("issue",),
        lambda note: reverse("reports:issue-detail", args=(note.issue.month,)),
    ),
    (AnnualReport, ("workplan", "society"), _annual),
    (
        DevelopmentReport,
        ("workplan",),
        lambda report: reverse("reports:development-report", args=(report.workplan.year,)),
    ),
    *((register.model, (), _register(kind)) for kind, register in REGISTERS.items()),
]
_PLACES = {model.__name__.lower(): (model, related, place) for model, related, place in _ALL}
