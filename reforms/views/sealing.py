"""Sealing with care: what a seal would fix, more time for one society, waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Job
from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms import months
from reforms.forms.sealing import (
    EndExtensionForm,
    ExtensionForm,
    ReminderForm,
    SealForm,
    take_problems,
)
from reforms.models import DeadlineExtension, MonthlyIssue, Workplan
from reforms.selectors import figures
from reforms.selectors.seal_page import SealPage, seal_page
from reforms.services import extensions, sealing
from reforms.views.month import workplan_of
from societies.access import allowed

#: Days of more time and of waiting that the forms propose.
_MORE_DAYS, _WAIT_DAYS = 3, 1


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("reforms.seal_month")
def month_seal(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Show what sealing would fix; confirmed, the job does it and its page says how far it is."""
    workplan, now = workplan_of(month), timezone.now()
    issues = list(workplan.issues.order_by("month"))
    if any(issue.month == month for issue in issues):
        return _sealed(request, month)
    page = seal_page(workplan, month, issues, today=timezone.localdate(now))
    refusal = _refusal(page, issues, now)
    initial = {"stamp": page.stamp}
    form = SealForm(_posted(request), initial=initial, must_be_seen=page.must_be_seen)
    status = 409 if request.method == "POST" else 200
    if request.method == "POST" and not refusal:
        if _may_go_on(form, page):
            return redirect("accounts:job-detail", _request_seal(request, page, form).pk)
        status = 422
    context = {
        "page": page,
        "preview": page.preview,
        "workplan": workplan,
        "month": month,
        "number": workplan.issue_number(month),
        "refusal": refusal,
        "form": form,
        "reminder_form": ReminderForm(initial={"remind_on": _day(_WAIT_DAYS)}),
        "today": timezone.localdate(now),
    }
    return render(request, "reforms/month_seal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("reforms.seal_month")
def month_extend(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Give one society more time for a month that is not sealed."""
    workplan = workplan_of(month)
    if figures.issue_of(workplan, month):
        return _sealed(request, month)
    latest = max(workplan.deadlines[month], _day(0))
    initial = {
        "society": request.GET.get("society"),
        "due_on": latest + dt.timedelta(days=_MORE_DAYS),
    }
    form = ExtensionForm(_posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and _extend(request, workplan, month, form):
        return redirect(reverse("reforms:month-detail", args=[month]) + "#extensions")
    due_on = workplan.deadlines[month]
    context = {"workplan": workplan, "month": month, "form": form, "due_on": due_on}
    status = 422 if request.method == "POST" else 200
    return render(request, "reforms/month_extend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("reforms.seal_month")
def extension_end(request: HttpRequest, month: dt.date, pk: int) -> HttpResponse:
    """End an extension early, with a reason."""
    found = DeadlineExtension.objects.select_related("society", "workplan")
    extension = get_object_or_404(found, pk=pk, month=month)
    form = EndExtensionForm(_posted(request))
    if request.method == "POST" and form.is_valid() and _end(request, extension, form):
        return redirect(reverse("reforms:month-detail", args=[month]) + "#extensions")
    context = {"extension": extension, "month": month, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reforms/extension_end.html", context, status=status)


@require_POST
@allowed("reforms.seal_month")
def month_wait(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Keep the day on which the manager wants to be reminded of the month."""
    workplan, form = workplan_of(month), ReminderForm(request.POST)
    if form.is_valid():
        try:
            extensions.remind_to_seal(
                workplan=workplan,
                month=month,
                by=signed_in(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
            messages.success(request, _("You will be reminded on that day."))
        except ValidationError as error:
            take_problems(form, error)
    for problems in form.errors.values():
        for problem in problems:
            messages.error(request, str(problem))
    return redirect("reforms:month-seal", month)


def _sealed(request: HttpRequest, month: dt.date) -> HttpResponse:
    messages.info(request, _("The month is sealed already."))
    return redirect("reforms:month-detail", month)


def _refusal(page: SealPage, issues: list[MonthlyIssue], at: dt.datetime) -> str:
    sealed = {issue.month for issue in issues}
    try:
        sealing.refuse_unless_sealable(
            workplan=page.workplan, month=page.month, at=at, sealed=sealed
        )
    except sealing.SealingError as error:
        return str(error)
    return ""


def _may_go_on(form: SealForm, page: SealPage) -> bool:
    """Whether the form is complete and speaks of what stands now."""
    if not form.is_valid():
        return False
    seen = form.cleaned_data["stamp"]
    if seen and seen != page.stamp:
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["stamp"] = page.stamp
        form.data = data
        form.add_error(
            None, _("Something has changed since you opened this page. Look again before sealing.")
        )
        return False
    return True


def _request_seal(request: HttpRequest, page: SealPage, form: SealForm) -> Job:
    job = sealing.request_seal(
        workplan=page.workplan,
        month=page.month,
        by=signed_in(request),
        url=reverse("reforms:month-detail", args=[page.month]),
        seen=page.counts,
        reason=form.cleaned_data.get("reason", ""),
    )
    queue_job(job)
    return job


def _extend(request: HttpRequest, workplan: Workplan, month: dt.date, form: ExtensionForm) -> bool:
    try:
        extensions.extend_deadline(
            workplan=workplan,
            month=month,
            by=signed_in(request),
            at=timezone.now(),
            **form.cleaned_data,
        )
    except ValidationError as error:
        take_problems(form, error)
        return False
    messages.success(
        request,
        _("%(society)s has more time. Its people have been told.")
        % {"society": form.cleaned_data["society"]},
    )
    return True


def _end(request: HttpRequest, extension: DeadlineExtension, form: EndExtensionForm) -> bool:
    try:
        extensions.end_extension(
            extension=extension,
            reason=form.cleaned_data["end_reason"],
            by=signed_in(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        take_problems(form, error)
        return False
    messages.success(request, _("The extension ends today. The society has been told."))
    return True


def _day(days: int) -> dt.date:
    return timezone.now().astimezone(months.BEIJING).date() + dt.timedelta(days=days)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
