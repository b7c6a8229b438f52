"""Pages of the workplan: read by everybody signed in, changed by a manager."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.selectors import signed_in
from reforms import months
from reforms.forms.thresholds import ThresholdForm
from reforms.forms.workplan import (
    DeadlinesForm,
    RollForwardForm,
    TaskForm,
    WorkplanForm,
    add_errors,
)
from reforms.models import Task, Workplan
from reforms.selectors.workplans import groups_with_tasks, sealed_months
from reforms.services import workplan_edits as services
from reforms.services.workplans import RolledDates, roll_forward, rolled_dates
from societies.access import allowed

_edits = require_http_methods(["GET", "POST"])


@require_GET
@allowed("reforms.view_workplan")
def workplan_list(request: HttpRequest) -> HttpResponse:
    """List the workplans of all years."""
    workplans = Workplan.objects.annotate(task_count=Count("tasks"))
    return render(request, "reforms/workplan_list.html", {"workplans": workplans})


@require_GET
@allowed("reforms.view_workplan")
def workplan_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Show a workplan: dates, rules, and every task with what it asks for."""
    workplan = get_object_or_404(Workplan, year=year)
    sealed = sealed_months(workplan)
    own = services.own_deadlines(workplan)
    rows = [
        {
            "month": month,
            "due_on": due_on,
            "is_own": f"{month:%Y-%m}" in own,
            "is_sealed": month in sealed,
        }
        for month, due_on in workplan.deadlines.items()
    ]
    context = {"workplan": workplan, "groups": groups_with_tasks(workplan), "months": rows}
    return render(request, "reforms/workplan_detail.html", context)


def _conflicts(form: forms.BaseForm, current: forms.BaseForm) -> list[dict[str, Any]]:
    """What was typed beside what is saved now, field by field."""

    def shown(bound: forms.BoundField) -> str:
        value = bound.field.prepare_value(bound.value())
        return str(bound.field.widget.format_value(value) or "").replace("\r\n", "\n")

    return [
        {"label": bound.label, "mine": shown(bound), "theirs": shown(current[bound.name])}
        for bound in form
        if bound.name != "seen" and shown(bound) != shown(current[bound.name])
    ]


def _stale(form: forms.BaseForm, current: forms.BaseForm) -> list[dict[str, Any]]:
    """Let the next save of the form go ahead, after its reader has seen both texts."""
    conflicts = _conflicts(form, current)
    form.data = {**dict(form.data.items()), "seen": current.initial["seen"]}
    return conflicts


@_edits
@allowed("reforms.change_workplan")
def workplan_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Change the dates and rules of a workplan."""
    workplan = get_object_or_404(Workplan, year=year)
    form = WorkplanForm(request.POST or None, instance=workplan)
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            services.update_workplan(
                workplan=workplan,
                values=form.values(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
                at=timezone.now(),
            )
        except services.StaleEdit as stale:
            conflicts = _stale(form, WorkplanForm(instance=stale.current))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The workplan is saved."))
            return redirect("reforms:workplan-detail", year=year)
    context = {"workplan": workplan, "form": form, "conflicts": conflicts}
    return _form_page(request, "reforms/workplan_edit.html", form, context)


def _form_page(
    request: HttpRequest, template: str, form: forms.BaseForm, context: dict[str, Any]
) -> HttpResponse:
    status = 409 if context.get("conflicts") else 422 if form.errors else 200
    return render(request, template, context, status=status)


@_edits
@allowed("reforms.change_workplan")
def task_edit(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Change one task of a workplan."""
    tasks = Task.objects.select_related("group", "workplan")
    task = get_object_or_404(tasks, workplan__year=year, number=number)
    form = TaskForm(request.POST or None, instance=task)
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            services.update_task(
                task=task,
                values=form.values(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
            )
        except services.StaleEdit as stale:
            conflicts = _stale(form, TaskForm(instance=stale.current))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The task is saved."))
            return redirect(_task_address(year, number))
    context = {"task": task, "workplan": task.workplan, "form": form, "conflicts": conflicts}
    return _form_page(request, "reforms/workplan_task_edit.html", form, context)


@_edits
@allowed("reforms.change_workplan")
def task_checks(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Change the thresholds of a task's checks that CAST sets."""
    tasks = Task.objects.select_related("group", "workplan")
    task = get_object_or_404(tasks, workplan__year=year, number=number)
    form = ThresholdForm(request.POST if request.method == "POST" else None, task=task)
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            services.update_thresholds(
                task=task,
                values=form.values(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
                at=timezone.now(),
            )
        except services.StaleEdit as stale:
            conflicts = _stale(form, ThresholdForm(task=cast("Task", stale.current)))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The thresholds are saved; the checks are computed again."))
            return redirect(_task_address(year, number))
    context = {"task": task, "workplan": task.workplan, "form": form, "conflicts": conflicts}
    return _form_page(request, "reforms/workplan_task_checks.html", form, context)


def _task_address(year: int, number: int) -> str:
    return f"{reverse('reforms:workplan-detail', kwargs={'year': year})}#task-{number}"


@_edits
@allowed("reforms.change_workplan")
def workplan_deadlines(request: HttpRequest, year: int) -> HttpResponse:
    """Give single months a deadline of their own."""
    workplan = get_object_or_404(Workplan, year=year)
    sealed = sealed_months(workplan)
    form = DeadlinesForm(request.POST or None, workplan=workplan, sealed=sealed)
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            services.set_deadlines(
                workplan=workplan,
                due_on=form.due_on(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
            )
        except services.StaleEdit:
            conflicts = _stale(form, DeadlinesForm(workplan=workplan, sealed=sealed))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The deadlines are saved."))
            return redirect("reforms:workplan-detail", year=year)
    rows = [
        {"field": form[name], "general": _general(workplan, month), "is_sealed": month in sealed}
        for name, month in form.months.items()
    ]
    context = {"workplan": workplan, "form": form, "rows": rows, "conflicts": conflicts}
    return _form_page(request, "reforms/workplan_deadlines.html", form, context)


def _general(workplan: Workplan, month: dt.date) -> dt.date:
    ordinal = months.month_ordinal(month)
    return months.report_due_on(ordinal, due_day=workplan.report_due_day)


@_edits
@allowed("reforms.change_workplan")
def workplan_roll(request: HttpRequest, year: int) -> HttpResponse:
    """Roll a workplan forward to another year, after showing what its dates become."""
    source = get_object_or_404(Workplan, year=year)
    is_sent = request.method == "POST"
    data = request.POST if is_sent else request.GET if "year" in request.GET else None
    form = RollForwardForm(data, initial={"year": year + 1})
    dates = _previewed(source, form)
    if is_sent and form.is_valid():
        try:
            target = roll_forward(source=source, by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The workplan is rolled forward."))
            return redirect("reforms:workplan-detail", year=target.year)
    context = {"workplan": source, "form": form, "dates": dates}
    return _form_page(request, "reforms/workplan_roll.html", form, context)


def _previewed(source: Workplan, form: RollForwardForm) -> RolledDates | None:
    if not form.is_bound:
        return rolled_dates(source, year=source.year + 1)
    return rolled_dates(source, **form.cleaned_data) if form.is_valid() else None
