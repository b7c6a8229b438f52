"""The way of an annual report to CAST and back: submitted, returned or accepted, opened again."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from reforms import months
from reforms.models import Workplan
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReport
from reports.pdf.text import clean_text
from reports.selectors.annual_text import missing_heads
from reports.selectors.finance import unsettled_findings
from reports.services.annual_seal import refuse_unless_sealed
from reports.services.annual_text import locked_report
from reports.services.annual_trail import cast_people, record_step, society_people, tell
from reports.services.annual_versions import freeze_locked
from societies.models import Society


def ensure_report(*, society: Society, workplan: Workplan) -> AnnualReport:
    """Return the society's report of the year; an empty draft when there was none."""
    report: AnnualReport = AnnualReport.objects.get_or_create(society=society, workplan=workplan)[0]
    return report


def refuse_unless_complete(report: AnnualReport, *, at: dt.datetime) -> None:
    """Raise ValidationError unless the year's last month has begun, all heads are written and
    nothing in the statements is left open."""
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
    if found := unsettled_findings(report):
        raise ValidationError(
            ngettext(
                "%(count)d finding in the financial statements must be corrected or explained.",
                "%(count)d findings in the financial statements must be corrected or explained.",
                len(found),
            )
            % {"count": len(found)}
        )


@transaction.atomic
def submit_report(*, report: AnnualReport, by: User, at: dt.datetime) -> AnnualReport:
    """Hand the report to CAST as it is now: what it says is frozen as a version.

    The first submission decides whether it is late.
    """
    report = locked_report(report)
    if report.state == AnnualReportState.SUBMITTED:
        return report
    if not report.is_open:
        raise ValidationError(_("The report has been accepted already."))
    refuse_unless_complete(report, at=at)
    before = report.state
    version = freeze_locked(report=report, by=by, at=at)
    report.state, report.submitted_version = AnnualReportState.SUBMITTED, version
    report.first_submitted_at = report.first_submitted_at or at
    report.submitted_at, report.submitted_by = at, by
    report.return_reason = ""
    report.save()
    after = {"version": version.number, "digest": version.digest}
    record_step("annual_report.submitted", report, by, before, after)
    tell(cast_people(report), "annual-report-submitted", report)
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
    before = _open(report, by, reason, at)
    record_step("annual_report.returned", report, by, before, reason=reason)
    tell(society_people(report), "annual-report-returned", report, reason=reason)
    return report


@transaction.atomic
def reopen_report(*, report: AnnualReport, by: User, reason: str, at: dt.datetime) -> AnnualReport:
    """Open a published report for a new edition; the published one stays until then."""
    report = locked_report(report)
    reason = clean_text(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Say why a new edition is needed.")})
    if report.state != AnnualReportState.PUBLISHED:
        raise ValidationError(_("Only a published report is opened for a new edition."))
    before = _open(report, by, reason, at)
    record_step("annual_report.reopened", report, by, before, reason=reason)
    people = [*society_people(report), *cast_people(report)]
    tell((each for each in people if each != by), "annual-report-reopened", report, reason=reason)
    return report


def _open(report: AnnualReport, by: User, reason: str, at: dt.datetime) -> str:
    """Let the society write again; returns the state before."""
    before = str(report.state)
    report.state, report.return_reason = AnnualReportState.RETURNED, reason
    report.decided_at, report.decided_by = at, by
    report.publish_on = None
    report.save()
    return before


@transaction.atomic
def accept_report(
    *, report: AnnualReport, by: User, at: dt.datetime, seen: str = ""
) -> AnnualReport:
    """Accept the version handed in, once; for `seen` see return_report."""
    report = locked_report(report)
    _refuse_unless_seen(report, seen)
    if report.state == AnnualReportState.ACCEPTED:
        return report
    if report.state != AnnualReportState.SUBMITTED or report.submitted_version is None:
        raise ValidationError(_("Only a submitted report can be accepted."))
    refuse_unless_sealed(report)
    report.state = AnnualReportState.ACCEPTED
    report.decided_at, report.decided_by = at, by
    report.save()
    version = report.submitted_version
    after = {"version": version.number, "digest": version.digest}
    record_step("annual_report.accepted", report, by, AnnualReportState.SUBMITTED, after)
    tell(society_people(report), "annual-report-accepted", report)
    return report


def _refuse_unless_seen(report: AnnualReport, seen: str) -> None:
    if seen and seen != report.submission_mark:
        raise ValidationError(_("The report was submitted anew meanwhile. Look at it again."))
