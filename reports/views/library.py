"""The library of published annual reports, for everybody."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.annual.renditions import MAIN, Rendition, rendition_called
from reports.filters.library import LibraryForm
from reports.models import DevelopmentReport, PublishedAnnualReport, PublishedFile
from reports.page_cache import kept_page_by
from reports.pages.library import library_rows
from reports.selectors.annual import listed_reports, reports_numbered
from reports.services.annual_rendering import title_of_file

PAGE_SIZE = 30
PUBLIC_SECONDS = 60


@kept_page_by("year", "discipline", "language", "q", "sort", "page")
def public_annual_report_list(request: HttpRequest) -> HttpResponse:
    """Published annual reports: searched by society and by words, filtered, sorted."""
    listed = listed_reports()
    form = LibraryForm(request.GET, listed=listed)
    page = Paginator(form.found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "total": listed.count(),
        "development_years": DevelopmentReport.objects.current().values_list(
            "workplan__year", flat=True
        ),
        "rows": library_rows(page.object_list, form.words),
    }
    return render(request, "reports/annual/public_list.html", context)


@require_safe
def public_annual_report(
    request: HttpRequest, year: int, code: str, slug: str = MAIN.slug, number: int | None = None
) -> HttpResponseBase:
    """A PDF of the newest edition, or of a numbered one.

    An unchanged one answers 304, a withdrawn one says why with 410.
    """
    editions = listed_reports() if number is None else reports_numbered(number)
    edition = get_object_or_404(editions, workplan__year=year, society__code=code)
    if edition.withdrawn_at:
        context = {"edition": edition, "society": edition.society}
        return render(request, "reports/annual/withdrawn.html", context, status=410)
    rendition = rendition_called(slug)
    file = edition.file_of(rendition.edition, rendition.language) if rendition else None
    if rendition is None or file is None:
        raise Http404
    return _answer(request, edition, file, rendition)


def _answer(
    request: HttpRequest, edition: PublishedAnnualReport, file: PublishedFile, rendition: Rendition
) -> HttpResponseBase:
    etag = quote_etag(file.file_sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        if not default_storage.exists(file.file_name):
            raise Http404(_("The file is no longer there."))
        title = title_of_file(edition.society, edition.workplan.year, rendition)
        response = FileResponse(
            default_storage.open(file.file_name),
            filename=f"{title}.pdf",
            content_type="application/pdf",
        )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response
