"""An annual report as it would be printed: its pages as pictures."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.annual.renditions import Rendition, rendition_called
from reports.models import AnnualPreview
from reports.models.annual_preview import page_name
from reports.pages.annual_preview import preview_page
from reports.selectors.annual import report_of
from reports.selectors.annual_preview import digest_to_preview, preview_of
from reports.services.annual import ensure_report
from reports.services.annual_preview import request_preview
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("reports.view_annual_report")
def annual_report_preview(
    request: HttpRequest, society: Society, year: int, slug: str
) -> HttpResponse:
    """Look at the pages; they say when the report has changed since."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    page = preview_page(report, _rendition(slug), request.user)
    return render(request, "reports/annual/preview.html", page)


@require_safe
@society_page("reports.view_annual_report")
def annual_report_preview_changed(
    request: HttpRequest, society: Society, year: int, slug: str
) -> HttpResponse:
    """Say whether text or figures have changed since the pages were made: takes a while."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    preview = preview_of(report, _rendition(slug))
    now = digest_to_preview(report, at=timezone.now())
    context = {"is_stale": preview is not None and preview.digest != now}
    return render(request, "reports/annual/preview/_changed.html", context)


@require_POST
@society_page("reports.render_annual_report")
def annual_report_preview_make(
    request: HttpRequest, society: Society, year: int, slug: str
) -> HttpResponse:
    """Make the pages anew."""
    rendition = _rendition(slug)
    report = ensure_report(society=society, workplan=get_object_or_404(Workplan, year=year))
    queue_job(request_preview(report=report, rendition=rendition, by=signed_in(request)))
    return redirect("reports:annual-report-preview", year, society.code, slug)


@require_safe
@society_page("reports.view_annual_report")
def annual_report_preview_page(
    _request: HttpRequest, society: Society, year: int, token: str, number: int
) -> FileResponse:
    """The picture of one page; its address is never used for another."""
    preview = get_object_or_404(
        AnnualPreview.objects.select_related("report"),
        report__society=society,
        report__workplan__year=year,
        token=token,
    )
    name = page_name(preview.folder, number)
    if not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _rendition(slug: str) -> Rendition:
    rendition = rendition_called(slug)
    if rendition is None:
        raise Http404
    return rendition
