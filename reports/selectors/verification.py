"""What a digest belongs to: an issue, a correction, a bulletin, an annual report, a receipt."""

from __future__ import annotations

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.templatetags.portal import local_filter, month_label
from reforms.models import Correction, MonthlyIssue, Submission
from reports.models import BulletinEdition
from reports.selectors.annual_verification import annual_reports
from reports.selectors.development_verification import development_reports
from reports.verifying import MOST, Found, Standing, Wanted, wanted

__all__ = ["Found", "Standing", "Wanted", "verify", "wanted"]


def verify(digest: Wanted) -> list[Found]:
    """All that fits; one query for each kind."""
    found = [
        *_issues(digest),
        *_corrections(digest),
        *_bulletins(digest),
        *annual_reports(digest),
        *development_reports(digest),
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
