"""An accepted annual report made public, on a day if one wants; withdrawn; opened again."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.forms.annual import PublishForm, ReopenForm, WithdrawForm
from reports.models import AnnualReport
from reports.pages.annual_detail import annual_detail
from reports.services.annual import reopen_report
from reports.services.annual_jobs import request_publication
from reports.services.annual_publishing import (
    refuse_unless_publishable,
    schedule,
    unschedule,
    withdraw,
)
from societies.access import society_page
from societies.models import Society


@require_POST
@society_page("reports.publish_annual_report")
def annual_report_publish(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Publish the accepted version now, or choose the day; without a day it is now."""
    report = _report(society, year)
    form = PublishForm(request.POST)
    return _done(request, report, form, lambda: _publish(request, report, form))


def _publish(request: HttpRequest, report: AnnualReport, form: PublishForm) -> str:
    day, by = form.cleaned_data["day"], signed_in(request)
    if day is not None and day != timezone.localdate():
        schedule(report=report, day=day, by=by, at=timezone.now())
        return _("The report will be published on %(day)s.") % {"day": f"{day:%Y-%m-%d}"}
    refuse_unless_publishable(report)
    queue_job(request_publication(report=report, by=by))
    return _("The report is being published.")


@require_POST
@society_page("reports.publish_annual_report")
def annual_report_unschedule(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Take the chosen day back."""
    report = _report(society, year)
    unschedule(report=report, by=signed_in(request))
    messages.success(request, _("The day was taken back. The report stays accepted."))
    return _detail(report)


@require_POST
@society_page("reports.withdraw_annual_report")
def annual_report_withdraw(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Take the published report back, with a note for everybody."""
    report = _report(society, year)
    form = WithdrawForm(request.POST)

    def act() -> str:
        note = form.cleaned_data["note"]
        withdraw(report=report, note=note, by=signed_in(request), at=timezone.now())
        return _("Withdrawn. Everybody reads the note in its place.")

    return _done(request, report, form, act)


@require_POST
@society_page("reports.publish_annual_report")
def annual_report_reopen(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Open a published report for a new edition."""
    report = _report(society, year)
    form = ReopenForm(request.POST)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        reopen_report(report=report, by=signed_in(request), reason=reason, at=timezone.now())
        return _("Opened. The published report stays until the new edition takes its place.")

    return _done(request, report, form, act)


def _done(
    request: HttpRequest,
    report: AnnualReport,
    form: PublishForm | WithdrawForm | ReopenForm,
    act: Callable[[], str],
) -> HttpResponse:
    """Act on a valid form, and say what came of it on the report's page."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except ValidationError as error:
            form.add_error(None, error)
    for problem in (str(text) for texts in form.errors.values() for text in texts):
        messages.error(request, problem)
    if form.has_error("day"):
        return _with_problem(request, report, form)
    return _detail(report)


def _with_problem(request: HttpRequest, report: AnnualReport, form: forms.Form) -> HttpResponse:
    """The report's page with what was written, and beside it why it cannot be."""
    by, years = signed_in(request), [*Workplan.objects.values_list("year", flat=True)]
    page = annual_detail(report, user=by, at=timezone.now(), years=years) | {"publish_form": form}
    return render(request, "reports/annual/detail.html", page, status=422)


def _report(society: Society, year: int) -> AnnualReport:
    report: AnnualReport = get_object_or_404(
        AnnualReport.objects.select_related("society", "workplan"),
        society=society,
        workplan__year=year,
    )
    return report


def _detail(report: AnnualReport) -> HttpResponse:
    return redirect("reports:annual-report-detail", report.workplan.year, report.society.code)
