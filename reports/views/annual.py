"""A society's annual report: where it stands, submitted, reviewed, rendered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.enums import AnnualReportState
from reports.forms import ReturnForm
from reports.models import AnnualReport, AnnualReportVersion
from reports.pages.annual_publishing import publishing
from reports.renditions import rendition_called
from reports.selectors.annual import (
    last_failed_job,
    report_of,
    running_job,
    versions_of,
    workplan_in_work,
)
from reports.selectors.annual_text import chapters_of, heads_of
from reports.services import annual as services
from reports.services.annual_jobs import request_files
from reports.services.annual_rendering import title_of_file
from reports.services.annual_versions import file_with
from societies.access import society_page
from societies.models import Society
from societies.selectors import roles_of


@require_safe
@login_required
def annual_report_current(request: HttpRequest) -> HttpResponse:
    """Go to the report in work of one's society, or to the list of all for CAST."""
    roles = roles_of(request.user)
    workplan = workplan_in_work(today=timezone.localdate())
    if roles.societies and workplan is not None:
        code = roles.societies[0].code
        return redirect("reports:annual-report-detail", workplan.year, code)
    if roles.is_cast:
        return redirect("reports:annual-report-list")
    if not roles.societies:
        raise PermissionDenied
    return render(request, "reports/annual/none.html")


@require_safe
@society_page("reports.view_annual_report")
def annual_report_detail(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Where the report stands, what is written, which versions there are."""
    report = _report(society, year)
    return render(request, "reports/annual/detail.html", _page(request, report))


@require_POST
@society_page("reports.submit_annual_report")
def annual_report_submit(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Hand the report to CAST."""
    report = services.ensure_report(society=society, workplan=_workplan(year))
    by = signed_in(request)
    try:
        report = services.submit_report(report=report, by=by, at=timezone.now())
    except ValidationError as error:
        _tell(request, error)
    else:
        queue_job(request_files(report=report, by=by))
        messages.success(request, _("Submitted to CAST. You will be told the decision."))
    return _detail(report)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.review_annual_report")
def annual_report_review(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Read the report and accept it, or return it with a reason."""
    report = _report(society, year)
    form = ReturnForm(request.POST if "return" in request.POST else None)
    if request.method == "POST":
        if report.pk is None:
            raise Http404
        if _decide(request, report, form):
            return _detail(report)
    context = {**_page(request, report), "form": form}
    return render(request, "reports/annual/review.html", context)


def _decide(request: HttpRequest, report: AnnualReport, form: ReturnForm) -> bool:
    """Carry the decision out; false when the page must be shown again."""
    by, at, seen = signed_in(request), timezone.now(), request.POST.get("seen", "")
    try:
        if "return" not in request.POST:
            services.accept_report(report=report, by=by, at=at, seen=seen)
            messages.success(request, _("Accepted. The society has been told."))
        elif form.is_valid():
            reason = form.cleaned_data["reason"]
            services.return_report(report=report, by=by, reason=reason, at=at, seen=seen)
            messages.success(request, _("Returned. The society has been told the reason."))
        else:
            return False
    except ValidationError as error:
        _tell(request, error)
        return False
    return True


@require_POST
@society_page("reports.render_annual_report")
def annual_report_render(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Render what is missing of the version that was handed in."""
    report = _report(society, year)
    if report.submitted_version is None:
        messages.error(request, _("Nothing has been handed in yet. Use the preview until then."))
    else:
        queue_job(request_files(report=report, by=signed_in(request)))
    return _detail(report)


@require_safe
@society_page("reports.view_annual_report")
def annual_report_download(
    _request: HttpRequest, society: Society, year: int, number: int, slug: str
) -> FileResponse:
    """Download one file of a version."""
    rendition = rendition_called(slug)
    versions = AnnualReportVersion.objects.defer("content")
    version = get_object_or_404(
        versions, report__society=society, report__workplan__year=year, number=number
    )
    file = rendition and file_with(version, rendition)
    if file is None:
        raise Http404(_("The file is no longer there."))
    return FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=f"{title_of_file(society, year, rendition)} v{number}.pdf",
        content_type="application/pdf",
    )


def _workplan(year: int) -> Workplan:
    return get_object_or_404(Workplan, year=year)


def _report(society: Society, year: int) -> AnnualReport:
    return report_of(society, _workplan(year))


def _detail(report: AnnualReport) -> HttpResponse:
    return redirect("reports:annual-report-detail", report.workplan.year, report.society.code)


def _tell(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


def _page(request: HttpRequest, report: AnnualReport) -> dict[str, Any]:
    """What the pages of one report show."""
    chapters = chapters_of(report)
    heads = heads_of(report, chapters)
    user, society = request.user, report.society
    today = timezone.localdate()
    return {
        "report": report,
        "society": society,
        "years": list(Workplan.objects.values_list("year", flat=True)),
        "chapters": chapters,
        "heads": heads,
        "written": sum(head.is_written for head in heads),
        "versions": versions_of(report),
        **publishing(report, user=signed_in(request), today=today),
        "job": running_job(report) if report.pk else None,
        "failed_job": last_failed_job(report) if report.pk else None,
        "opens_on": report.workplan.last_month,
        "may_submit_yet": today >= report.workplan.last_month,
        "is_overdue": report.is_overdue(today=today),
        "days_left": _days_left(report, today),
        "can_edit": report.is_open and user.has_perm("reports.edit_annual_report", society),
        "can_submit": report.is_open and user.has_perm("reports.submit_annual_report", society),
        "can_review": user.has_perm("reports.review_annual_report", society),
        "can_render": user.has_perm("reports.render_annual_report", society),
        "can_decide": report.state in (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED),
    }


def _days_left(report: AnnualReport, today: dt.date) -> int | None:
    due_on = report.workplan.annual_report_due_on
    return (due_on - today).days if due_on else None
