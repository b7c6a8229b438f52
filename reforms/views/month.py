"""The months of a workplan: how they stand, opening one again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.selectors import signed_in
from reforms.forms.reopening import ReopenForm
from reforms.models import Workplan
from reforms.selectors import figures
from reforms.selectors.month_overview import (
    corrections_of,
    extensions_of,
    month_rows,
    open_reopenings,
    seal_preview,
)
from reforms.services import corrections
from societies.access import allowed

#: Days a month opened again stays open, unless the manager says otherwise.
_REOPEN_DAYS = 7


@require_GET
@allowed("reforms.view_months")
def month_list(request: HttpRequest) -> HttpResponse:
    """The months of a workplan with their reports, seals and corrections."""
    workplans = list(Workplan.objects.order_by("-year"))
    workplan = chosen_workplan(request, workplans)
    context: dict[str, Any] = {"workplans": workplans, "workplan": workplan}
    if workplan:
        context["rows"] = month_rows(workplan, today=timezone.localdate())
        context["reopenings"] = open_reopenings(workplan)
    return render(request, "reforms/month_list.html", context)


@require_GET
@allowed("reforms.view_months")
def month_detail(request: HttpRequest, month: dt.date) -> HttpResponse:
    """One month: its issue, its corrections, what is open again, who is missing."""
    workplan = workplan_of(month)
    issue = figures.issue_of(workplan, month)
    context = {
        "workplan": workplan,
        "month": month,
        "issue": issue,
        "corrections": corrections_of(issue) if issue else (),
        "reopenings": open_reopenings(workplan, month),
        "extensions": extensions_of(workplan, month),
        "today": timezone.localdate(),
        "preview": seal_preview(workplan, month, today=timezone.localdate()),
    }
    return render(request, "reforms/month_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("reforms.reopen_report")
def month_reopen(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Open a sealed month again for one society, with a reason and an end."""
    workplan = workplan_of(month)
    issue = figures.issue_of(workplan, month)
    if issue is None:
        messages.info(request, _("The month is not sealed: there is nothing to open."))
        return redirect("reforms:month-detail", month)
    form = _reopen_form(request)
    if request.method == "POST" and form.is_valid() and _reopen(request, workplan, month, form):
        return redirect("reforms:month-detail", month)
    context = {"workplan": workplan, "month": month, "issue": issue, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reforms/month_reopen.html", context, status=status)


def chosen_workplan(request: HttpRequest, workplans: list[Workplan]) -> Workplan | None:
    """The workplan asked for, else the one of this month, else the newest."""
    asked = request.GET.get("workplan", "")
    today = timezone.localdate()
    by_year = {str(workplan.year): workplan for workplan in workplans}
    current = [workplan for workplan in workplans if workplan.covers(today)]
    return by_year.get(asked) or next(iter(current or workplans), None)


def workplan_of(month: dt.date) -> Workplan:
    workplan = get_object_or_404(Workplan.objects.covering(month))
    if not isinstance(workplan, Workplan):
        raise Http404
    return workplan


def _reopen_form(request: HttpRequest) -> ReopenForm:
    expires_on = timezone.localdate() + dt.timedelta(days=_REOPEN_DAYS)
    initial = {"society": request.GET.get("society"), "expires_on": expires_on}
    return ReopenForm(request.POST or None, initial=initial)


def _reopen(request: HttpRequest, workplan: Workplan, month: dt.date, form: ReopenForm) -> bool:
    society = form.cleaned_data["society"]
    try:
        corrections.reopen_month(
            society=society,
            workplan=workplan,
            month=month,
            reason=form.cleaned_data["reason"],
            expires_at=form.expires_at,
            by=signed_in(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        form.take(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
        return False
    messages.success(
        request,
        _("The month is open again for %(society)s. Its people have been told.")
        % {"society": society},
    )
    return True
