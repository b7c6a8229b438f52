"""Which development report a digest or a printed number belongs to, and whether it still holds."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import DevelopmentReport, DevelopmentReportFile
from reports.verifying import MOST, Found, Standing, Wanted


def development_reports(digest: Wanted) -> list[Found]:
    """Development reports of which the content or a file has the digest."""
    files = DevelopmentReportFile.objects.filter(digest.q("file_sha256"))
    return _found(digest.q("digest") | Q(pk__in=files.values("report")))


def numbered_development(year: int, version: int) -> list[Found]:
    """The development report that bears a printed number."""
    return _found(Q(workplan__year=year, number=version))


def _found(fits: Q) -> list[Found]:
    reports = DevelopmentReport.objects.filter(fits).without_content().select_related("workplan")
    return [_said(report) for report in reports[:MOST]]


def _said(report: DevelopmentReport) -> Found:
    facts = {"year": report.workplan.year, "number": report.number}
    standing, text = _standing(report)
    is_public = standing in (Standing.CURRENT, Standing.WITHDRAWN)
    return Found(
        standing,
        _("Development report of national societies %(year)s, version %(number)s") % facts,
        text,
        report.digest,
        reverse("reports:public-development-report", args=[report.workplan.year])
        if is_public
        else "",
    )


def _standing(report: DevelopmentReport) -> tuple[Standing, str]:
    if report.published_at is None:
        return Standing.NOT_PUBLISHED, _("The portal made this document, but it is not published.")
    if report.withdrawn_at is not None:
        text = _("Genuine, but withdrawn. The note on it: %(note)s")
        return Standing.WITHDRAWN, text % {"note": report.withdrawal_note}
    if report.superseded_at is not None:
        return Standing.SUPERSEDED, _("Genuine, but a newer edition was published since.")
    return Standing.CURRENT, _("Genuine: it is the published version.")
