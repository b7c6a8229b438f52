"""What a digest belongs to: an issue, a correction, a bulletin, an annual report, a receipt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.templatetags.portal import local_filter, month_label
from reforms.models import Correction, MonthlyIssue, Submission
from reports.models import AnnualReportVersion, BulletinEdition, PublishedAnnualReport

#: Whole digests, beginnings of at least eight signs, or beginning and end as pages shorten them.
_WHOLE = re.compile(r"[0-9a-f]{8,64}")
_SHORT = re.compile(r"([0-9a-f]{4,})(?:…|\.{2,3}|⋯)([0-9a-f]{4,})")
LENGTH = 64
#: Short forms that fit more than this say nothing.
MOST = 20


class Standing(StrEnum):
    """Whether what was found is the latest word."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    NOT_PUBLISHED = "not_published"


@dataclass(frozen=True)
class Found:
    """Something of ours that has the digest."""

    standing: Standing
    title: str
    text: str
    digest: str
    url: str = ""


@dataclass(frozen=True)
class Wanted:
    """A digest as people give it: the beginning, and the end of a shortened one."""

    start: str
    end: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return len(self.start) == LENGTH

    def q(self, field: str) -> Q:
        """Rows that fit."""
        if self.is_whole:
            return Q(**{field: self.start})
        found = Q(**{f"{field}__startswith": self.start})
        return found & Q(**{f"{field}__endswith": self.end}) if self.end else found


def wanted(text: str) -> Wanted | None:
    """Read a digest from what was pasted; None when it is none."""
    plain = re.sub(r"\s", "", text).casefold().removeprefix("sha256:").removeprefix("sha256")
    if short := _SHORT.fullmatch(plain):
        return Wanted(short[1], short[2])
    return Wanted(plain) if _WHOLE.fullmatch(plain) else None


def verify(digest: Wanted) -> list[Found]:
    """All that fits; one query for each kind."""
    found = [
        *_issues(digest),
        *_corrections(digest),
        *_bulletins(digest),
        *_annual_reports(digest),
        *_receipts(digest),
    ]
    return found[:MOST]


def _issues(digest: Wanted) -> list[Found]:
    issues = MonthlyIssue.objects.filter(digest.q("digest")).annotate(notes=Count("corrections"))
    return [_issue(issue, vars(issue)["notes"]) for issue in issues.order_by("-month")[:MOST]]


def _issue(issue: MonthlyIssue, notes: int) -> Found:
    facts = {"month": month_label(issue.month), "number": issue.number, "count": notes}
    return Found(
        Standing.SUPERSEDED if notes else Standing.CURRENT,
        _("Figures of %(month)s, issue %(number)s") % facts,
        _("Genuine as sealed. Corrections published since: %(count)s.") % facts
        if notes
        else _("Genuine, and nothing has been corrected since."),
        issue.digest,
        reverse("reports:issue-detail", args=[issue.month]) + ("#corrections" if notes else ""),
    )


def _corrections(digest: Wanted) -> list[Found]:
    notes = Correction.objects.filter(digest.q("digest")).select_related("issue", "society")
    return [_correction(note) for note in notes.order_by("-published_at")[:MOST]]


def _correction(note: Correction) -> Found:
    later = Correction.objects.filter(
        issue=note.issue_id, society=note.society_id, number__gt=note.number
    )
    is_latest = not later.exists()
    facts = {
        "month": month_label(note.issue.month),
        "number": note.number,
        "society": local_filter(note.society, "name"),
    }
    return Found(
        Standing.CURRENT if is_latest else Standing.SUPERSEDED,
        _("Correction %(number)s to the issue of %(month)s: %(society)s") % facts,
        _("Genuine, and the latest to these figures.")
        if is_latest
        else _("Genuine, but a later correction changes the same figures."),
        note.digest,
        reverse("reports:issue-detail", args=[note.issue.month]) + "#corrections",
    )


def _bulletins(digest: Wanted) -> list[Found]:
    editions = (
        BulletinEdition.objects.filter(digest.q("file_sha256"))
        .select_related("issue")
        .annotate(notes=Count("issue__corrections", distinct=True))
        .annotate(latest=Max("issue__bulletins__number"))
    )
    return [_bulletin(edition) for edition in editions.order_by("-published_at")[:MOST]]


def _bulletin(edition: BulletinEdition) -> Found:
    issue, marks = edition.issue, vars(edition)
    is_latest = edition.corrections == marks["notes"] and edition.number >= marks["latest"]
    facts = {
        "month": month_label(issue.month),
        "number": issue.number,
        "edition": edition.number,
        "language": edition.get_language_display(),
    }
    return Found(
        Standing.CURRENT if is_latest else Standing.SUPERSEDED,
        _("Bulletin of %(month)s, issue %(number)s, edition %(edition)s (%(language)s)") % facts,
        _("Genuine: this file is the latest edition, unchanged.")
        if is_latest
        else _("Genuine, but a correction or a newer edition was published since."),
        edition.file_sha256,
        reverse("reports:issue-detail", args=[issue.month]) + "#bulletin",
    )


def _annual_reports(digest: Wanted) -> list[Found]:
    """Rendered reports; of one that was never published only that it is none is told."""
    with scopes_disabled():
        versions = list(
            AnnualReportVersion.objects.filter(digest.q("file_sha256") | digest.q("digest"))
            .select_related("report__society", "report__workplan")
            .order_by("-created_at")[:MOST]
        )
    editions = {
        edition.report_id: edition
        for edition in PublishedAnnualReport.objects.filter(
            report__in=[version.report_id for version in versions]
        )
    }
    return [_annual_report(each, editions.get(each.report_id)) for each in versions]


def _annual_report(version: AnnualReportVersion, edition: PublishedAnnualReport | None) -> Found:
    if edition is None:
        return Found(
            Standing.NOT_PUBLISHED,
            _("An annual report that is not published"),
            _("The portal made this document, but the society has not published it."),
            version.file_sha256,
        )
    society = version.report.society
    facts = {
        "society": local_filter(society, "name"),
        "year": version.report.workplan.year,
        "version": version.number,
    }
    is_latest = edition.version_number == version.number
    return Found(
        Standing.CURRENT if is_latest else Standing.SUPERSEDED,
        _("Annual report %(year)s of %(society)s, version %(version)s") % facts,
        _("Genuine: it is the published version.")
        if is_latest
        else _("Made by the portal, but another version is the published one."),
        version.file_sha256,
        reverse("reports:public-society-detail", args=[society.code]),
    )


def _receipts(digest: Wanted) -> list[Found]:
    """That a receipt exists, and no word of what it says."""
    with scopes_disabled():
        digests = list(
            Submission.objects.filter(digest.q("digest"))
            .order_by("-submitted_at")
            .values_list("digest", flat=True)[:MOST]
        )
    return [
        Found(
            Standing.CURRENT,
            _("Receipt of a monthly report"),
            _("Genuine: the portal issued it. What was submitted is not public."),
            each,
        )
        for each in digests
    ]
