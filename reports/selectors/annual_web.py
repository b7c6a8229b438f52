"""Published annual reports as they are read on the web; nothing that was not published."""

from __future__ import annotations

from django.http import Http404
from django_scopes import scopes_disabled

from reports.models import AnnualImage, PublishedAnnualReport
from reports.models.annual_version import PublishedQuerySet


def editions_of_year(year: int, code: str) -> list[PublishedAnnualReport]:
    """Every edition of a society's report, newest first, without their content; or Http404."""
    editions = _editions(year, code).without_content().order_by("-number")
    found = list(editions)
    if not found:
        raise Http404
    return found


def edition_to_read(year: int, code: str, number: int) -> PublishedAnnualReport:
    """One edition with its content and files."""
    edition: PublishedAnnualReport = (
        _editions(year, code).prefetch_related("files").get(number=number)
    )
    return edition


def _editions(year: int, code: str) -> PublishedQuerySet:
    editions = PublishedAnnualReport.objects.filter(workplan__year=year, society__code=code)
    return editions.select_related("society", "workplan")


def published_picture(year: int, code: str, sha256: str) -> AnnualImage:
    """A picture that an edition shows which was not withdrawn; or Http404."""
    shown = (
        _editions(year, code)
        .filter(withdrawn_at=None, content__images__has_key=sha256)
        .values_list("report_id", flat=True)
        .first()
    )
    if shown is None:
        raise Http404
    with scopes_disabled():  # what is published is everybody's
        image: AnnualImage | None = AnnualImage.objects.filter(report=shown, sha256=sha256).first()
    if image is None:
        raise Http404
    return image
