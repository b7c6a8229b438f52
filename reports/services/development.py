"""The development report of a year: made in one job, published, superseded, withdrawn."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.services import audit
from accounts.services.jobs import finish_job, report_progress, request_job
from reforms import months
from reforms.models import Workplan
from reports.annual.numbers import report_number
from reports.enums import DEVELOPMENT_KIND, ReportEdition, ReportLanguage
from reports.models import DevelopmentReport, DevelopmentReportFile
from reports.pages.development_document import DevelopmentDocument
from reports.pdf.process import RenderProcess
from reports.pdf.text import clean_text
from reports.selectors.annual_content import content_digest
from reports.selectors.development.content import development_content
from reports.services.annual_jobs import FAILURES
from reports.services.annual_rendering import Paper, finish
from reports.services.annual_versions import has_file, store_file
from reports.services.rendering import compose_document, render_process
from reports.services.report_data import attachments

MAKE_TASK = "reports.tasks.make_development_report_job"
#: Steps of the job: the content, and a file in each language.
STEPS = 1 + len(ReportLanguage)


def request_report(*, workplan: Workplan, by: User) -> Job:
    """Return the job that makes the report of a year, as everything stands when it runs."""
    job, _created = request_job(
        kind=DEVELOPMENT_KIND,
        key=f"development-report:{workplan.year}",
        task_name=MAKE_TASK,
        params={"year": workplan.year},
        requested_by=by,
        url=reverse("reports:development-report", args=[workplan.year]),
        total=STEPS,
    )
    return job


def make_report(*, job: Job) -> Job:
    """Put the report of a job's year together and render it; a failure is the job's error."""
    workplan = Workplan.objects.get(year=job.params["year"])
    try:
        report = keep_version(workplan=workplan, by=job.requested_by, at=timezone.now())
        report_progress(job=job, done=1, total=STEPS)
        with render_process() as process:
            for done, language in enumerate(ReportLanguage, start=2):
                render_file(report=report, language=language, process=process, by=job.requested_by)
                report_progress(job=job, done=done, total=STEPS)
    except FAILURES as error:
        return finish_job(job=job, error=str(error))
    return finish_job(job=job, result={"version": report.number})


@transaction.atomic
def keep_version(*, workplan: Workplan, by: User | None, at: dt.datetime) -> DevelopmentReport:
    """Return the version of what the year's report says now; a new one when it says something new.

    Raises ValidationError before the year's day of counting has come.
    """
    refuse_unless_over(workplan, at=at)
    # The workplan's row orders two jobs that number a version at the same time.
    workplan = Workplan.objects.select_for_update(no_key=True).get(pk=workplan.pk)
    content = development_content(workplan)
    digest = content_digest(content)
    versions = DevelopmentReport.objects.filter(workplan=workplan)
    known = versions.filter(digest=digest).first()
    if known is not None:
        return known
    latest = versions.order_by("-number").values_list("number", flat=True).first()
    report = DevelopmentReport(
        workplan=workplan,
        number=(latest or 0) + 1,
        digest=digest,
        content=content,
        created_at=at,
        created_by=by,
        changed_at=at,
    )
    report.full_clean()
    report.save()
    _record("development_report.made", report, by)
    return report


def refuse_unless_over(workplan: Workplan, *, at: dt.datetime) -> None:
    """Raise ValidationError while the year that the report tells is not over (Beijing)."""
    if at.astimezone(months.BEIJING).year <= workplan.year:
        raise ValidationError(
            _("The report of %(year)s can be made once the year is over.") % {"year": workplan.year}
        )


def render_file(
    *,
    report: DevelopmentReport,
    language: ReportLanguage,
    process: RenderProcess,
    by: User | None,
) -> DevelopmentReportFile:
    """Render a version in a language, once; one whose file was lost gets it again."""
    kind = {"edition": ReportEdition.FULL, "language": language}
    file = report.files.filter(**kind).first() or DevelopmentReportFile(report=report, **kind)
    if not has_file(file):
        with translation.override(language):
            paper = compose_paper(report)
            pdf = finish(paper, process)
        store_file(file, pdf, by, timezone.now())
    return file


def compose_paper(report: DevelopmentReport) -> Paper:
    """Compose a version in the active language."""
    number = report_number(report.workplan.year, "", report.number)
    document = DevelopmentDocument(report.content, report.digest, number, {})
    html = compose_document("reports/development/document.html", document, report.content)
    identifier = hashlib.sha256(f"{report.digest} {document.language}".encode()).hexdigest()
    return Paper(html, identifier, attachments(report.content))


@transaction.atomic
def publish_report(*, report: DevelopmentReport, by: User, at: dt.datetime) -> DevelopmentReport:
    """Let everybody read a version; the one published before is superseded.

    Raises ValidationError when it was withdrawn, superseded or has lost a file.
    """
    Workplan.objects.select_for_update(no_key=True).get(pk=report.workplan_id)
    report.refresh_from_db()
    if report.is_current:
        return report
    if report.published_at is not None:
        raise ValidationError(_("This version was published before; make a new one."))
    files = {file.language: file for file in report.files.all()}
    if any(language not in files or not has_file(files[language]) for language in ReportLanguage):
        raise ValidationError(_("The report has not been rendered yet."))
    newest = DevelopmentReport.objects.filter(workplan=report.workplan_id).newest()
    newest.update(superseded_at=at, changed_at=at)
    report.published_at = report.changed_at = at
    report.published_by = by
    report.save(update_fields=["published_at", "published_by", "changed_at"])
    _record("development_report.published", report, by)
    return report


@transaction.atomic
def withdraw_report(
    *, report: DevelopmentReport, note: str, by: User, at: dt.datetime
) -> DevelopmentReport:
    """Take a published version back; the note stands in its place. Once withdrawn, it stays so."""
    Workplan.objects.select_for_update(no_key=True).get(pk=report.workplan_id)
    report.refresh_from_db()
    note = clean_text(note).strip()
    if not note:
        raise ValidationError({"note": _("Say why the report is withdrawn.")})
    if not report.is_current:
        raise ValidationError(_("Only a published report can be withdrawn."))
    report.withdrawn_at = report.changed_at = at
    report.withdrawn_by, report.withdrawal_note = by, note
    report.full_clean(exclude=("content",))
    report.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_note", "changed_at"])
    _record("development_report.withdrawn", report, by, reason=note)
    return report


def _record(action: str, report: DevelopmentReport, by: User | None, reason: str = "") -> None:
    audit.record(
        action=action,
        subject=report,
        actor=by,
        after={"version": report.number, "digest": report.digest},
        reason=reason,
    )
