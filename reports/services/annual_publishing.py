"""Annual reports made public: on a day, as the version that CAST accepted; taken back with a note.

An edition supersedes the one before. All of it stands in the trail, and is told.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from reforms import months
from reports.annual.chapters import heads_present
from reports.annual.publication import last_day
from reports.annual.renditions import MAIN
from reports.annual.search import search_text
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import (
    AnnualReport,
    AnnualReportFile,
    AnnualReportVersion,
    PublishedAnnualReport,
    PublishedFile,
)
from reports.pdf.text import clean_text
from reports.services.annual_register import forget_publication, note_publication
from reports.services.annual_text import locked_report
from reports.services.annual_trail import cast_people, record_step, society_people, tell
from reports.services.annual_versions import file_with


def refuse_unless_publishable(report: AnnualReport) -> None:
    """Raise ValidationError unless CAST has accepted the report."""
    if report.state not in (AnnualReportState.ACCEPTED, AnnualReportState.PUBLISHED):
        raise ValidationError(_("Only an accepted report can be published."))


@transaction.atomic
def publish_report(
    *, report: AnnualReport, by: User | None, at: dt.datetime
) -> PublishedAnnualReport:
    """Let everybody read the accepted version, with the files that were rendered of it.

    Publishing the same version again changes nothing but files that were missing; a report that was
    opened and handed in again as it was is published as before.
    """
    report = locked_report(report)
    refuse_unless_publishable(report)
    version = report.submitted_version
    if version is None or file_with(version, MAIN) is None:
        raise ValidationError(_("The report has not been rendered yet."))
    before = PublishedAnnualReport.objects.filter(report=report).newest().first()
    if before is not None and before.is_current and before.version_number == version.number:
        if _add_files(before, version):
            before.changed_at = at
            before.save(update_fields=["changed_at"])
        if report.state != AnnualReportState.PUBLISHED:
            _note_step(report, before, by, before.published_at)
        return before
    edition = _new_edition(report, version, before, by, at)
    _note_step(report, edition, by, at)
    return edition


def _new_edition(
    report: AnnualReport,
    version: AnnualReportVersion,
    before: PublishedAnnualReport | None,
    by: User | None,
    at: dt.datetime,
) -> PublishedAnnualReport:
    if before is not None:
        before.superseded_at = before.changed_at = at
        before.save(update_fields=["superseded_at", "changed_at"])
    edition = PublishedAnnualReport(
        report=report,
        society=report.society,
        workplan=report.workplan,
        number=before.number + 1 if before else 1,
        version_number=version.number,
        digest=version.digest,
        content=version.content,
        search_text=search_text(version.content),
        heads=_heads_of(version),
        published_at=at,
        published_by=by,
        changed_at=at,
    )
    edition.full_clean(exclude=("heads",))
    edition.save()
    _add_files(edition, version)
    return edition


def _note_step(
    report: AnnualReport, edition: PublishedAnnualReport, by: User | None, at: dt.datetime
) -> None:
    """Change the report's state, prove task 6, write the trail, tell the society."""
    state = str(report.state)
    report.state, report.published_at = AnnualReportState.PUBLISHED, at
    report.publish_on = None
    report.save(update_fields=["state", "published_at", "publish_on"])
    note_publication(edition=edition, by=by)
    after = {
        "edition": edition.number,
        "version": edition.version_number,
        "digest": edition.digest,
    }
    record_step("annual_report.published", report, by, state, after)
    tell(society_people(report), "annual-report-published", report)


def _heads_of(version: AnnualReportVersion) -> list[str]:
    """The required heads that a version has, in their order."""
    present = heads_present(version.content["chapters"])
    return [head for head in AnnualReportHead.values if head in present]


def _add_files(edition: PublishedAnnualReport, version: AnnualReportVersion) -> bool:
    """Let the public read every file of the version; whether there was anything new."""
    known = {(file.edition, file.language): file for file in edition.files.all()}
    is_changed = False
    for file in version.files.all():
        shown = known.get((file.edition, file.language))
        if shown is None or shown.file_sha256 != file.file_sha256:
            is_changed = True
            _show_file(edition, file, shown)
    return is_changed


def _show_file(
    edition: PublishedAnnualReport, file: AnnualReportFile, shown: PublishedFile | None
) -> None:
    shown = shown or PublishedFile(
        publication=edition, edition=file.edition, language=file.language
    )
    shown.file_name = str(file.file.name)
    shown.file_sha256, shown.unsigned_sha256 = file.file_sha256, file.unsigned_sha256
    shown.pages, shown.size = file.pages, file.size
    shown.full_clean()
    shown.save()


@transaction.atomic
def schedule(*, report: AnnualReport, day: dt.date, by: User, at: dt.datetime) -> AnnualReport:
    """Choose the day (Beijing) on which the accepted report is published, or another one."""
    report = locked_report(report)
    if report.state != AnnualReportState.ACCEPTED:
        raise ValidationError(_("Only an accepted report can be published."))
    _refuse_day(day, at.astimezone(months.BEIJING).date())
    if report.publish_on == day:
        return report
    _set_day(report, day, by)
    tell(society_people(report), "annual-report-scheduled", report, day=f"{day:%Y-%m-%d}")
    return report


@transaction.atomic
def unschedule(*, report: AnnualReport, by: User) -> AnnualReport:
    """Take the chosen day back; the report stays accepted."""
    report = locked_report(report)
    if report.publish_on is None:
        return report
    _set_day(report, None, by)
    tell(society_people(report), "annual-report-unscheduled", report)
    return report


def _refuse_day(day: dt.date, today: dt.date) -> None:
    if day < today:
        raise ValidationError({"day": _("The day lies in the past. Choose today or a later day.")})
    last = last_day(today)
    if day > last:
        text = _("The day lies more than a year ahead. Choose %(day)s or an earlier day.")
        raise ValidationError({"day": text % {"day": f"{last:%Y-%m-%d}"}})


def _set_day(report: AnnualReport, day: dt.date | None, by: User) -> None:
    before, report.publish_on = report.publish_on, day
    report.full_clean(exclude=("society", "workplan"))
    report.save(update_fields=["publish_on"])
    after = {"publish_on": day, "before": before}
    record_step("annual_report.scheduled", report, by, str(report.state), after)


@transaction.atomic
def withdraw(*, report: AnnualReport, note: str, by: User, at: dt.datetime) -> AnnualReport:
    """Take the published edition back: everybody reads the note in its place.

    The society may correct the report and hand it in again. Task 6 is no longer proven by it.
    """
    report = locked_report(report)
    note = clean_text(note).strip()
    if not note:
        raise ValidationError({"note": _("Say why the report is withdrawn; everybody reads it.")})
    edition = PublishedAnnualReport.objects.filter(report=report).current().first()
    if edition is None:
        raise ValidationError(_("Nothing of this report is published."))
    edition.withdrawn_at = edition.changed_at = at
    edition.withdrawn_by, edition.withdrawal_note = by, note
    edition.full_clean(exclude=("heads",))
    edition.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_note", "changed_at"])
    before = str(report.state)
    if report.state == AnnualReportState.PUBLISHED:
        report.state, report.return_reason = AnnualReportState.WITHDRAWN, note
        report.decided_at, report.decided_by = at, by
    report.save()
    forget_publication(edition=edition, by=by, reason=note)
    after = {"edition": edition.number, "version": edition.version_number}
    record_step("annual_report.withdrawn", report, by, before, after, note)
    people = [*society_people(report), *cast_people(report)]
    tell((each for each in people if each != by), "annual-report-withdrawn", report, reason=note)
    return report
