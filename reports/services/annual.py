"""The way of an annual report: written, submitted, returned or accepted, published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms import months
from reforms.models import Workplan
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import (
    AnnualReport,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.pdf.text import clean_text
from reports.selectors.annual_text import missing_heads
from reports.services.annual_text import locked_report
from societies.enums import Role
from societies.models import Society
from societies.selectors import managers, people_with_role, reviewers_of


def ensure_report(*, society: Society, workplan: Workplan) -> AnnualReport:
    """Return the society's report of the year; an empty draft when there was none."""
    report: AnnualReport = AnnualReport.objects.get_or_create(society=society, workplan=workplan)[0]
    return report


def refuse_unless_complete(report: AnnualReport, *, at: dt.datetime) -> None:
    """Raise ValidationError unless all heads are written and the year's last month has begun."""
    opens_on = report.workplan.last_month
    if at.astimezone(months.BEIJING).date() < opens_on:
        raise ValidationError(
            _("The annual report can be submitted from %(day)s on, when the last month begins.")
            % {"day": f"{opens_on:%Y-%m-%d}"}
        )
    missing = missing_heads(report)
    if missing:
        raise ValidationError(
            ngettext(
                "%(count)d chapter is still empty: %(names)s.",
                "%(count)d chapters are still empty: %(names)s.",
                len(missing),
            )
            % {
                "count": len(missing),
                "names": pgettext("list", ", ").join(
                    str(AnnualReportHead(head).label) for head in missing
                ),
            }
        )


@transaction.atomic
def submit_report(*, report: AnnualReport, by: User, at: dt.datetime) -> AnnualReport:
    """Hand the report to CAST; the first submission decides whether it is late."""
    report = locked_report(report)
    if report.state == AnnualReportState.SUBMITTED:
        return report
    if not report.is_open:
        raise ValidationError(_("The report has been accepted already."))
    refuse_unless_complete(report, at=at)
    before = report.state
    report.state = AnnualReportState.SUBMITTED
    report.first_submitted_at = report.first_submitted_at or at
    report.submitted_at, report.submitted_by = at, by
    report.return_reason = ""
    report.save()
    texts = {
        section.chapter: hashlib.sha256(section.html.encode()).hexdigest()
        for section in report.sections.all()
    }
    _record("annual_report.submitted", report, by, before, {"sha256_of_texts": texts})
    recipients = list(reviewers_of(report.society)) or list(managers())
    _tell(recipients, "annual-report-submitted", report)
    return report


@transaction.atomic
def return_report(
    *, report: AnnualReport, by: User, reason: str, at: dt.datetime, seen: str = ""
) -> AnnualReport:
    """Send the report back to the society with a reason; not once it is published.

    `seen` is the mark of the submission that was read; ValidationError when it is another now.
    """
    report = locked_report(report)
    _refuse_unless_seen(report, seen)
    reason = clean_text(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the report is returned.")})
    if report.state not in (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED):
        raise ValidationError(_("Only a submitted or accepted report can be returned."))
    before = report.state
    report.state, report.return_reason = AnnualReportState.RETURNED, reason
    report.decided_at, report.decided_by = at, by
    report.save()
    _record("annual_report.returned", report, by, before, {}, reason)
    _tell(_society_people(report), "annual-report-returned", report, reason=reason)
    return report


@transaction.atomic
def accept_report(
    *, report: AnnualReport, by: User, at: dt.datetime, seen: str = ""
) -> AnnualReport:
    """Accept a submitted report; accepting twice changes nothing. For `seen` see return_report."""
    report = locked_report(report)
    _refuse_unless_seen(report, seen)
    if report.state == AnnualReportState.ACCEPTED:
        return report
    if report.state != AnnualReportState.SUBMITTED:
        raise ValidationError(_("Only a submitted report can be accepted."))
    report.state = AnnualReportState.ACCEPTED
    report.decided_at, report.decided_by = at, by
    report.save()
    _record("annual_report.accepted", report, by, AnnualReportState.SUBMITTED, {})
    _tell(_society_people(report), "annual-report-accepted", report)
    return report


def _refuse_unless_seen(report: AnnualReport, seen: str) -> None:
    if seen and seen != report.submission_mark:
        raise ValidationError(_("The report was submitted anew meanwhile. Look at it again."))


def refuse_unless_publishable(report: AnnualReport) -> None:
    """Raise ValidationError unless CAST has accepted the report."""
    if report.state not in (AnnualReportState.ACCEPTED, AnnualReportState.PUBLISHED):
        raise ValidationError(_("Only an accepted report can be published."))


@transaction.atomic
def publish_report(
    *, report: AnnualReport, version: AnnualReportVersion, by: User | None, at: dt.datetime
) -> PublishedAnnualReport:
    """Let everybody read this version; publishing the same one again changes nothing."""
    report = locked_report(report)
    refuse_unless_publishable(report)
    if version.report_id != report.pk:
        raise ValueError("the version belongs to another report")
    edition = PublishedAnnualReport.objects.filter(report=report).first()
    if edition is not None and edition.file_sha256 == version.file_sha256:
        return edition
    before = report.state
    values = {
        "society": report.society,
        "workplan": report.workplan,
        "version_number": version.number,
        "file_name": version.file.name,
        "file_sha256": version.file_sha256,
        "digest": version.digest,
        "pages": version.pages,
        "size": version.size,
        "published_at": at,
        "published_by": by,
    }
    edition, _created = PublishedAnnualReport.objects.update_or_create(
        report=report, defaults=values
    )
    report.state, report.published_at = AnnualReportState.PUBLISHED, at
    report.save(update_fields=["state", "published_at"])
    _record(
        "annual_report.published",
        report,
        by,
        before,
        {"version": version.number, "digest": version.digest},
    )
    _tell(_society_people(report), "annual-report-published", report)
    return edition


def _society_people(report: AnnualReport) -> list[User]:
    return list(people_with_role(report.society, Role.EDITOR, Role.APPROVER))


def _record(
    action: str,
    report: AnnualReport,
    by: User | None,
    before: str,
    after: dict[str, Any],
    reason: str = "",
) -> None:
    audit.record(
        action=action,
        subject=report,
        actor=by,
        scope=report.society.code,
        before={"state": before},
        after={"state": report.state, **after},
        reason=reason,
    )


def _tell(people: Iterable[User], kind: str, report: AnnualReport, **params: str) -> None:
    society = report.society
    notify(
        recipients=people,
        kind=kind,
        topic=Topic.REPORTS,
        params={
            "society": society.names,
            "year": report.workplan.year,
            **params,
        },
        url=reverse("reports:annual-report-detail", args=(report.workplan.year, society.code)),
    )
