"""The web edition of published annual reports: the page, its pictures, its data."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.models import PublishedAnnualReport
from reports.page_cache import asked_memory, kept_file, kept_large_page
from reports.pages.annual_web import WebReport
from reports.selectors.annual_web import edition_to_read, editions_of_year, published_picture
from reports.services.report_data import attachments

PICTURE_SECONDS = 3600


@kept_large_page
def public_annual_report_page(
    request: HttpRequest, year: int, code: str, number: int | None = None
) -> HttpResponse:
    """Read a published report, the newest edition or a numbered one; 410 when it was withdrawn."""
    editions = editions_of_year(year, code)
    found = _chosen(editions, number)
    if found.withdrawn_at:
        context = {"edition": found, "society": found.society}
        return render(request, "reports/annual/withdrawn.html", context, status=410)
    page = WebReport(edition_to_read(year, code, found.number), editions)
    return render(request, "reports/annual/web/report.html", {"page": page})


def _chosen(editions: list[PublishedAnnualReport], number: int | None) -> PublishedAnnualReport:
    if number is None:
        return next((each for each in editions if each.superseded_at is None), editions[0])
    for each in editions:
        if each.number == number:
            return each
    raise Http404


@require_safe
def public_annual_report_image(
    request: HttpRequest, year: int, code: str, sha256: str
) -> HttpResponseBase:
    """A picture that a published report shows."""
    etag = quote_etag(sha256)
    image = published_picture(year, code, sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            opened = image.file.open("rb")
        except FileNotFoundError:
            raise Http404(_("The file is no longer there.")) from None
        response = FileResponse(opened, content_type=image.media_type)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    return response


@partial(kept_file, kept_in=asked_memory)
def public_annual_report_data(
    _request: HttpRequest, year: int, code: str, suffix: str, number: str | None = None
) -> HttpResponse:
    """The data of an edition, as it is attached to its PDF; 410 when it was withdrawn."""
    found = _chosen(editions_of_year(year, code), int(number) if number else None)
    if found.withdrawn_at:
        return HttpResponse(status=410)
    content = edition_to_read(year, code, found.number).content
    data = next(each for each in attachments(content) if each.name == f"report.{suffix}")
    response = HttpResponse(data.data, content_type=data.media_type)
    response["Content-Disposition"] = f'attachment; filename="{code}-{year}.{suffix}"'
    return response
