"""Workplans: loaded from a file, rolled forward to another year."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.models import User
from accounts.services import audit
from reforms.models import MonthDeadline, MonthlyReport, Task, TaskGroup, Workplan
from reforms.selectors.workplans import groups_with_tasks, sealed_months, task_use
from reforms.services.checks import request_all_checks
from reforms.strict_yaml import Problem
from reforms.workplan_file import TaskFile, WorkplanFile, WorkplanFileError, parse_workplan

#: Fields of a workplan that a file sets, by the same names.
WORKPLAN_FIELDS = (
    "year",
    "document_number",
    "title_zh",
    "title_en",
    "issuer_zh",
    "issuer_en",
    "source_zh",
    "source_en",
    "issued_on",
    "plan_due_on",
    "first_month",
    "last_month",
    "report_due_day",
    "annual_report_due_on",
    "annual_seal_is_required",
    "optional_minimum",
    "behind_margin",
    "ahead_margin",
    "stalled_months",
    "due_soon_days",
    "return_days",
    "slip_rules",
    "reminder_days",
)
#: Fields of a task besides its number and group.
TASK_FIELDS = (
    "title_zh",
    "title_en",
    "short_zh",
    "short_en",
    "requirements_zh",
    "requirements_en",
    "citation_zh",
    "citation_en",
    "note_zh",
    "note_en",
    "evidence_kinds",
    "indicator",
    "checks",
    "counts",
    "weight",
    "due_month",
)


def workplan_values(workplan: Workplan) -> dict[str, Any]:
    """Return a workplan's own fields, as the audit trail keeps them."""
    return {name: getattr(workplan, name) for name in WORKPLAN_FIELDS}


def task_values(task: Task) -> dict[str, Any]:
    """Return a task's fields, as the audit trail keeps them."""
    return {name: getattr(task, name) for name in TASK_FIELDS} | {"group": task.group.kind}


@transaction.atomic
def load_workplan(*, text: str, at: dt.datetime, by: User | None = None) -> Workplan:
    """Create or update the year's workplan from its YAML text; raises WorkplanFileError.

    Tasks are told apart by their numbers. What societies have written stays: a task that a plan
    or report speaks of cannot be left out, nor a month that has reports. Months with a deadline
    of their own keep it. Sealed figures keep the weights they were sealed with. A file that changes
    something has every society's checks computed again.
    """
    file = parse_workplan(text)
    workplan = Workplan.objects.select_for_update(no_key=True).filter(year=file.year).first()
    before = {}
    if workplan:
        _refuse_losses(workplan, file)
        before = _snapshot(workplan)
    workplan = workplan or Workplan(year=file.year)
    for name in WORKPLAN_FIELDS:
        setattr(workplan, name, getattr(file, name))
    workplan.slip_rules = list(file.slip_rules)
    _check_model(workplan)
    workplan.save()
    _put_groups(workplan, file)
    MonthDeadline.objects.filter(workplan=workplan).exclude(month__in=workplan.months).delete()
    if _note_load(workplan, before, by):
        request_all_checks(at=at)
    return workplan


def _snapshot(workplan: Workplan) -> dict[str, Any]:
    groups = groups_with_tasks(workplan)
    return {
        "workplan": workplan_values(workplan),
        "groups": [[group.kind, group.title_zh, group.title_en] for group in groups],
        "tasks": {
            str(task.number): {name: getattr(task, name) for name in TASK_FIELDS}
            | {"group": group.kind}
            for group in groups
            for task in group.tasks.all()
        },
    }


def _note_load(workplan: Workplan, before: dict[str, Any], by: User | None) -> bool:
    """Leave a trace of what changed, and say whether anything did; the same file again did not."""
    after = _snapshot(Workplan.objects.get(pk=workplan.pk))
    if before == after:
        return False
    if not before:
        audit.record(action="workplan.loaded", subject=workplan, actor=by, after=after)
    else:
        workplan.version += 1
        workplan.save(update_fields=["version"])
        audit.record(
            action="workplan.reloaded", subject=workplan, actor=by, before=before, after=after
        )
    return True


def _refuse_losses(workplan: Workplan, file: WorkplanFile) -> None:
    """Raise when the file leaves out what societies have written under."""
    problems = []
    lost = task_use(workplan).numbers - {task.number for task in file.tasks}
    if lost:
        numbers = ", ".join(map(str, sorted(lost)))
        problems.append(
            Problem("groups", _("Plans or reports speak of tasks left out: %s.") % numbers)
        )
    problems += [Problem(name, message) for name, message in month_losses(workplan, file)]
    if problems:
        raise WorkplanFileError(problems)


def month_losses(workplan: Workplan, wanted: Any) -> Iterable[tuple[str, str]]:
    """Yield field and message where new months would leave out or renumber what is there."""
    if wanted.first_month != workplan.first_month and sealed_months(workplan):
        yield "first_month", _("The first month stands since an issue is sealed.")
    with scopes_disabled():
        reported = MonthlyReport.objects.filter(workplan=workplan).order_by("month")
        months = list(reported.values_list("month", flat=True).distinct())
    known = {*months, *sealed_months(workplan)}
    if known and wanted.last_month < max(known):
        yield "last_month", _("There are reports for %s.") % f"{max(known):%Y-%m}"
    if known and wanted.first_month > min(known) and not sealed_months(workplan):
        yield "first_month", _("There are reports for %s.") % f"{min(known):%Y-%m}"


def _check_model(workplan: Workplan) -> None:
    try:
        workplan.full_clean()
    except ValidationError as error:
        raise WorkplanFileError(
            [
                Problem("" if name == "__all__" else name, message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        ) from error


def _put_groups(workplan: Workplan, file: WorkplanFile) -> None:
    tasks = {task.number: task for task in Task.objects.filter(workplan=workplan)}
    kept_groups = []
    for position, group_file in enumerate(file.groups, start=1):
        group, _created = TaskGroup.objects.update_or_create(
            workplan=workplan,
            kind=group_file.kind,
            defaults={
                "position": position,
                "title_zh": group_file.title_zh,
                "title_en": group_file.title_en,
            },
        )
        kept_groups.append(group.pk)
        for task_file in group_file.tasks:
            task = tasks.pop(task_file.number, None) or Task(workplan=workplan)
            _put_task(task, group, task_file)
    Task.objects.filter(pk__in=[task.pk for task in tasks.values()]).delete()
    TaskGroup.objects.filter(workplan=workplan).exclude(pk__in=kept_groups).delete()


def _put_task(task: Task, group: TaskGroup, file: TaskFile) -> None:
    task.group = group
    task.number = file.number
    for name in TASK_FIELDS:
        setattr(task, name, getattr(file, name))
    task.requirements_zh = list(file.requirements_zh)
    task.requirements_en = list(file.requirements_en)
    task.checks, task.counts = list(file.checks), list(file.counts)
    task.evidence_kinds = [{"zh": kind.zh, "en": kind.en} for kind in file.evidence_kinds]
    indicator = file.indicator
    task.indicator = (
        {
            "zh": indicator.zh,
            "en": indicator.en,
            "unit_zh": indicator.unit_zh,
            "unit_en": indicator.unit_en,
        }
        if indicator
        else {}
    )
    task.save()


@dataclass(frozen=True)
class RolledDates:
    """The dates of a workplan moved to another year."""

    year: int
    first_month: dt.date
    last_month: dt.date
    issued_on: dt.date
    plan_due_on: dt.date
    annual_report_due_on: dt.date | None


def _moved(on: dt.date, years: int) -> dt.date:
    """Move a date by whole years; 29 February becomes the last of the month."""
    year = on.year + years
    return on.replace(year=year, day=min(on.day, calendar.monthrange(year, on.month)[1]))


def rolled_dates(
    source: Workplan,
    *,
    year: int,
    first_month: dt.date | None = None,
    last_month: dt.date | None = None,
) -> RolledDates:
    """Return what the dates become in another year; months may be given."""
    years = year - source.year
    report_due_on = source.annual_report_due_on
    return RolledDates(
        year=year,
        first_month=(first_month or _moved(source.first_month, years)).replace(day=1),
        last_month=(last_month or _moved(source.last_month, years)).replace(day=1),
        issued_on=_moved(source.issued_on, years),
        plan_due_on=_moved(source.plan_due_on, years),
        annual_report_due_on=report_due_on and _moved(report_due_on, years),
    )


@transaction.atomic
def roll_forward(
    *,
    source: Workplan,
    year: int,
    first_month: dt.date | None = None,
    last_month: dt.date | None = None,
    by: User | None = None,
) -> Workplan:
    """Copy a workplan to another year with all its tasks; raises ValidationError.

    Dates move by whole years; due months of tasks move along and stay within the new months.
    Deadlines set for single months are not taken over.
    """
    dates = rolled_dates(source, year=year, first_month=first_month, last_month=last_month)
    if dates.first_month.year != year:
        raise ValidationError(
            {"first_month": _("The first month must lie in the year of the workplan.")}
        )
    target = Workplan(**{name: getattr(source, name) for name in WORKPLAN_FIELDS})
    for name in RolledDates.__dataclass_fields__:
        setattr(target, name, getattr(dates, name))
    for name in ("title_zh", "title_en"):
        title = getattr(source, name)
        setattr(target, name, title.replace(str(source.year), str(year)))
    target.document_number = ""
    target.full_clean()
    target.save()
    _copy_tasks(source, target)
    audit.record(
        action="workplan.rolled_forward",
        subject=target,
        actor=by,
        before={"source": source.year},
        after=workplan_values(target),
    )
    return target


def _name_year(task: Task, old: int, new: int) -> None:
    """Let texts that name the source's year name the new one; citations stay."""
    for name in ("title_zh", "title_en", "short_zh", "short_en", "note_zh", "note_en"):
        setattr(task, name, getattr(task, name).replace(str(old), str(new)))
    for name in ("requirements_zh", "requirements_en"):
        lines = [line.replace(str(old), str(new)) for line in getattr(task, name)]
        setattr(task, name, lines)


def _copy_tasks(source: Workplan, target: Workplan) -> None:
    years = target.year - source.year
    for group in groups_with_tasks(source):
        tasks = list(group.tasks.all())
        group.pk, group.workplan = None, target
        group._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
        group.save()
        for task in tasks:
            task.pk, task.workplan, task.group = None, target, group
            _name_year(task, source.year, target.year)
            if task.due_month:
                moved = _moved(task.due_month, years)
                task.due_month = min(max(moved, target.first_month), target.last_month)
        Task.objects.bulk_create(tasks)
