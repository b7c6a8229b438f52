"""A society's annual report: handed in, rendered, downloaded."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.annual.renditions import rendition_called
from reports.models import AnnualReport, AnnualReportVersion
from reports.selectors.annual import (
    report_of,
    workplan_in_work,
)
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
    file = file_with(version, rendition) if rendition else None
    if rendition is None or file is None:
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
