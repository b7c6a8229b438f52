"""Which annual report a digest or a printed number belongs to, and whether it still holds.

What was published is told to everybody; of what was not, only that it is none.
"""

from __future__ import annotations

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.templatetags.portal import local_filter
from reports.annual.numbers import ReportNumber, report_number
from reports.annual.renditions import rendition_of
from reports.models import (
    AnnualDraftFile,
    AnnualReportFile,
    AnnualReportVersion,
    PublishedAnnualReport,
    PublishedFile,
)
from reports.selectors.development_verification import numbered_development
from reports.verifying import MOST, Found, Standing, Wanted


def annual_reports(digest: Wanted) -> list[Found]:
    """Annual reports of which the content or a file has the digest."""
    fits = digest.q("digest") | Q(
        pk__in=PublishedFile.objects.filter(digest.q("file_sha256")).values("publication")
    )
    published = _published(fits, digest.q("file_sha256"))
    return published or _unpublished(digest)


def numbered(number: ReportNumber) -> list[Found]:
    """The published report that bears a printed number.

    Numbers can be guessed, unlike digests: of what is not published nothing at all is told.
    """
    if not number.code:
        return numbered_development(number.year, number.version)
    fits = Q(workplan__year=number.year, society__code=number.code, version_number=number.version)
    return _published(fits, Q(pk=None))


def _published(fits: Q, file_fits: Q) -> list[Found]:
    files = PublishedFile.objects.filter(file_fits)
    editions = (
        PublishedAnnualReport.objects.filter(fits)
        .without_content()
        .select_related("society", "workplan")
        .prefetch_related(Prefetch("files", files, to_attr="asked"))
        .order_by("-published_at")
    )
    return [_edition(each, vars(each)["asked"]) for each in editions[:MOST]]


def _edition(edition: PublishedAnnualReport, files: list[PublishedFile]) -> Found:
    facts = {
        "society": local_filter(edition.society, "name"),
        "year": edition.workplan.year,
        "number": report_number(
            edition.workplan.year, edition.society.code, edition.version_number
        ),
    }
    title = _("Annual report %(year)s of %(society)s, No. %(number)s") % facts
    if files:
        file = files[0]
        title += f" · {rendition_of(file.edition, file.language).label}"
    standing, text = _standing(edition, is_file=bool(files))
    digest = files[0].file_sha256 if files else edition.digest
    return Found(standing, title, text, digest, _address(edition))


def _standing(edition: PublishedAnnualReport, *, is_file: bool) -> tuple[Standing, str]:
    if edition.withdrawn_at is not None:
        text = _("Genuine, but withdrawn. The note on it: %(note)s")
        return Standing.WITHDRAWN, text % {"note": edition.withdrawal_note}
    if edition.superseded_at is not None:
        return Standing.SUPERSEDED, _("Genuine, but a newer edition was published since.")
    if is_file:
        return Standing.CURRENT, _("Genuine: this file is the published one, unchanged.")
    return Standing.CURRENT, _("Genuine: this is the content of the published edition.")


def _address(edition: PublishedAnnualReport) -> str:
    args = [edition.workplan.year, edition.society.code]
    if edition.superseded_at is None:
        return reverse("reports:public-annual-report-page", args=args)
    return reverse("reports:public-annual-report-edition", args=[*args, edition.number])


def _unpublished(digest: Wanted) -> list[Found]:
    with scopes_disabled():
        known = (
            AnnualReportVersion.objects.filter(digest.q("digest")).values_list("digest"),
            AnnualReportFile.objects.filter(digest.q("file_sha256")).values_list("file_sha256"),
            AnnualDraftFile.objects.filter(
                digest.q("file_sha256") | digest.q("digest")
            ).values_list("file_sha256"),
        )
        found = [value for rows in known for (value,) in rows[:MOST]]
    return [_not_published(each) for each in found[:MOST]]


def _not_published(digest: str) -> Found:
    return Found(
        Standing.NOT_PUBLISHED,
        _("An annual report that is not published"),
        _("The portal made this document, but it is not the published one."),
        digest,
    )
