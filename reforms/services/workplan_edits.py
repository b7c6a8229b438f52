"""A manager's changes to a workplan: dates and rules, one task, deadlines of single months."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reforms.models import MonthDeadline, Task, Workplan
from reforms.selectors.workplans import sealed_months
from reforms.services.checks import request_all_checks
from reforms.services.workplans import month_losses, task_values, workplan_values
from reforms.thresholds import ThresholdError, changed_checks


class StaleEdit(Exception):
    """Somebody else changed it since it was read; `current` is how it stands now."""

    def __init__(self, current: Workplan | Task) -> None:
        self.current = current
        super().__init__(f"{current} was changed meanwhile")


def fingerprint(values: Mapping[str, Any]) -> str:
    """Tell one state of a record from another."""
    return hashlib.sha256(audit.canonical_json(dict(values))).hexdigest()[:32]


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _bump(workplan: Workplan) -> None:
    workplan.version += 1
    workplan.save(update_fields=["version"])


@transaction.atomic
def update_workplan(
    *, workplan: Workplan, values: Mapping[str, Any], seen: str, by: User | None, at: dt.datetime
) -> Workplan:
    """Change a workplan's own fields; raises StaleEdit and ValidationError.

    `seen` is the fingerprint of what the editor began from. A new day for annual reports has
    every society's checks computed again.
    """
    workplan = Workplan.objects.select_for_update(no_key=True).get(pk=workplan.pk)
    before = workplan_values(workplan)
    if fingerprint(before) != seen:
        raise StaleEdit(workplan)
    wanted = SimpleNamespace(**(before | dict(values)))
    losses = dict(month_losses(workplan, wanted))
    if losses:
        raise ValidationError(losses)
    for name, value in values.items():
        setattr(workplan, name, value)
    workplan.full_clean()
    old, new = _changed(before, workplan_values(workplan))
    if not new:
        return workplan
    workplan.version += 1
    workplan.save()
    MonthDeadline.objects.filter(workplan=workplan).exclude(month__in=workplan.months).delete()
    audit.record(action="workplan.changed", subject=workplan, actor=by, before=old, after=new)
    if "annual_report_due_on" in new:
        request_all_checks(at=at)
    return workplan


@transaction.atomic
def update_task(*, task: Task, values: Mapping[str, Any], seen: str, by: User | None) -> Task:
    """Change a task; raises StaleEdit and ValidationError. Sealed months keep their weights."""
    workplan = Workplan.objects.select_for_update(no_key=True).get(pk=task.workplan_id)
    task = Task.objects.select_related("group").get(pk=task.pk)
    task.workplan = workplan
    before = task_values(task)
    if fingerprint(before) != seen:
        raise StaleEdit(task)
    for name, value in values.items():
        setattr(task, name, value)
    task.full_clean()
    old, new = _changed(before, task_values(task))
    if not new:
        return task
    task.save()
    _bump(workplan)
    audit.record(action="task.changed", subject=task, actor=by, before=old, after=new)
    return task


@transaction.atomic
def update_thresholds(
    *, task: Task, values: Mapping[str, Any], seen: str, by: User | None, at: dt.datetime
) -> Task:
    """Change thresholds that CAST sets; raises StaleEdit, and ValidationError by threshold.

    Every society's checks are computed again; sealed months keep the verdicts they have.
    """
    workplan = Workplan.objects.select_for_update(no_key=True).get(pk=task.workplan_id)
    task = Task.objects.select_related("group").get(pk=task.pk)
    task.workplan = workplan
    before = list(task.checks)
    if fingerprint({"checks": before}) != seen:
        raise StaleEdit(task)
    try:
        task.checks = changed_checks(before, values)
    except ThresholdError as error:
        raise ValidationError(error.problems) from error
    if task.checks == before:
        return task
    task.save(update_fields=["checks"])
    _bump(workplan)
    changed = [one for one in task.checks if one not in before]
    names = {one["check"] for one in changed}
    audit.record(
        action="task.changed",
        subject=task,
        actor=by,
        before={"checks": [one for one in before if one["check"] in names]},
        after={"checks": changed},
    )
    request_all_checks(at=at)
    return task


def own_deadlines(workplan: Workplan) -> dict[str, Any]:
    """Return the deadlines set for single months, by month."""
    rows = MonthDeadline.objects.filter(workplan=workplan)
    return {f"{row.month:%Y-%m}": row.due_on for row in rows}


@transaction.atomic
def set_deadlines(
    *, workplan: Workplan, due_on: Mapping[dt.date, dt.date | None], seen: str, by: User | None
) -> None:
    """Give months deadlines of their own, or none; raises StaleEdit and ValidationError.

    Errors are keyed by month as YYYY-MM. A sealed month keeps its deadline.
    """
    workplan = Workplan.objects.select_for_update(no_key=True).get(pk=workplan.pk)
    before = own_deadlines(workplan)
    if fingerprint(before) != seen:
        raise StaleEdit(workplan)
    after = {f"{month:%Y-%m}": day for month, day in due_on.items() if day}
    old, new = _changed(before, {f"{month:%Y-%m}": day for month, day in due_on.items()})
    _check_deadlines(workplan, due_on, set(new))
    if not new:
        return
    MonthDeadline.objects.filter(workplan=workplan).delete()
    MonthDeadline.objects.bulk_create(
        MonthDeadline(workplan=workplan, month=month, due_on=day)
        for month, day in due_on.items()
        if day
    )
    _bump(workplan)
    audit.record(
        action="workplan.deadlines_changed",
        subject=workplan,
        actor=by,
        before=old,
        after={name: after.get(name) for name in new},
    )


def _check_deadlines(
    workplan: Workplan, due_on: Mapping[dt.date, dt.date | None], changed: set[str]
) -> None:
    sealed = sealed_months(workplan)
    errors = {}
    for month, day in due_on.items():
        name = f"{month:%Y-%m}"
        if name in changed and month in sealed:
            errors[name] = _("This month is sealed; its deadline stands.")
        elif day and day < month:
            errors[name] = _("A report cannot be due before its month begins.")
    if errors:
        raise ValidationError(errors)
