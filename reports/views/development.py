"""The development report of all societies: made and published by CAST, read by everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.annual.captions import part_numbers, places
from reports.annual.numbers import report_number
from reports.enums import ReportLanguage
from reports.forms.annual import WithdrawForm
from reports.models import DevelopmentReport, DevelopmentReportFile
from reports.page_cache import kept_page
from reports.pages.development import development_page
from reports.services import development as services
from reports.services.annual_versions import has_file
from societies.access import allowed

PUBLIC_SECONDS = 60
#: How addresses name the languages.
_LANGUAGES = {"zh": ReportLanguage.CHINESE, "en": ReportLanguage.ENGLISH}


@require_safe
@allowed("reports.list_annual_reports")
def development_report(request: HttpRequest, year: int) -> HttpResponse:
    """Where the report of a year stands, its versions, and the button that makes one."""
    workplan = get_object_or_404(Workplan, year=year)
    context = development_page(workplan, signed_in(request)) | {"form": WithdrawForm()}
    return render(request, "reports/development/manage.html", context)


@require_POST
@allowed("reports.manage_annual_reports")
def development_report_make(request: HttpRequest, year: int) -> HttpResponse:
    """Make the report as everything stands now."""
    workplan = get_object_or_404(Workplan, year=year)
    try:
        services.refuse_unless_over(workplan, at=timezone.now())
    except ValidationError as error:
        _tell(request, error)
    else:
        queue_job(services.request_report(workplan=workplan, by=signed_in(request)))
    return redirect("reports:development-report", year)


@require_POST
@allowed("reports.manage_annual_reports")
def development_report_publish(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Let everybody read a version."""
    report = get_object_or_404(DevelopmentReport, workplan__year=year, number=number)
    try:
        services.publish_report(report=report, by=signed_in(request), at=timezone.now())
    except ValidationError as error:
        _tell(request, error)
    else:
        messages.success(request, _("Published."))
    return redirect("reports:development-report", year)


@require_POST
@allowed("reports.manage_annual_reports")
def development_report_withdraw(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Take a published version back, with a note that everybody reads."""
    report = get_object_or_404(DevelopmentReport, workplan__year=year, number=number)
    form = WithdrawForm(request.POST)
    if form.is_valid() and _withdraw(request, report, form):
        messages.success(request, _("Withdrawn. The note stands in its place."))
        return redirect("reports:development-report", year)
    context = development_page(report.workplan, signed_in(request)) | {"form": form}
    return render(request, "reports/development/manage.html", context, status=422)


def _withdraw(request: HttpRequest, report: DevelopmentReport, form: WithdrawForm) -> bool:
    """Carry it out; false when the page must be shown again."""
    by, note = signed_in(request), form.cleaned_data["note"]
    try:
        services.withdraw_report(report=report, note=note, by=by, at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@require_safe
@allowed("reports.list_annual_reports")
def development_report_download(
    _request: HttpRequest, year: int, number: int, language: str
) -> FileResponse:
    """Download a version, published or not."""
    report = get_object_or_404(DevelopmentReport, workplan__year=year, number=number)
    return _file_answer(_file_of(report, language))


@kept_page
def public_development_report(request: HttpRequest, year: int) -> HttpResponse:
    """The published report on screen; a withdrawn one leaves its note, with 410."""
    found = DevelopmentReport.objects.newest().filter(workplan__year=year)
    report = get_object_or_404(found.select_related("workplan").prefetch_related("files"))
    context: dict[str, Any] = {"report": report, "workplan": report.workplan}
    if report.withdrawn_at:
        return render(request, "reports/development/withdrawn.html", context, status=410)
    chapters = report.content["chapters"]
    place = places(chapters)
    context |= {
        "number": report_number(year, "", report.number),
        "content": report.content,
        "chapters": [
            (each, part_numbers(each, place[each["code"]]))
            for each in chapters
            if each["code"] in place
        ],
    }
    return render(request, "reports/development/public.html", context)


@require_safe
def public_development_report_file(
    request: HttpRequest, year: int, language: str
) -> HttpResponseBase:
    """The published report as PDF; an unchanged one answers 304."""
    report = get_object_or_404(DevelopmentReport.objects.current(), workplan__year=year)
    file = _file_of(report, language)
    etag = quote_etag(file.file_sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _file_answer(file, as_attachment=False)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response


def _file_of(report: DevelopmentReport, language: str) -> DevelopmentReportFile:
    file: DevelopmentReportFile = get_object_or_404(
        DevelopmentReportFile, report=report, language=_LANGUAGES.get(language, "")
    )
    if not has_file(file):
        raise Http404(_("The file is no longer there."))
    return file


def _file_answer(file: DevelopmentReportFile, *, as_attachment: bool = True) -> FileResponse:
    with translation.override(file.language):
        title = _("Development report of national societies %(year)s") % {
            "year": file.report.workplan.year
        }
    return FileResponse(
        file.file.open("rb"),
        as_attachment=as_attachment,
        filename=f"{title}.pdf",
        content_type="application/pdf",
    )


def _tell(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)
