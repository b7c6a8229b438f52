"""Jobs of one annual report: its files are rendered, and it is published if that was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress, request_job
from accounts.templatetags.trail import failure_word
from reports.annual.renditions import RENDITIONS, Rendition
from reports.enums import PUBLISH_KIND, RENDER_KIND
from reports.models import AnnualReport, AnnualReportVersion
from reports.pdf.fonts import FontsMissingError
from reports.pdf.keys import SigningError, SigningKeyError
from reports.pdf.process import RenderError
from reports.services.annual_publishing import publish_report
from reports.services.annual_rendering import compose_paper, finish, image_addresses
from reports.services.annual_versions import keep_file, missing_renditions
from reports.services.rendering import render_process

RENDER_TASK = "reports.tasks.render_annual_report_job"
#: What ends a job with words instead of a trace.
FAILURES = (RenderError, FontsMissingError, SigningError, SigningKeyError, OSError)


def request_files(*, report: AnnualReport, by: User | None) -> Job:
    """Return the job that renders what is missing of the version handed in."""
    return _request(RENDER_KIND, report, by, f"annual-report:{report.pk}:render")


def request_publication(
    *, report: AnnualReport, by: User | None, day: dt.date | None = None
) -> Job:
    """Return the job that publishes the accepted version; `day` is the one chosen for it."""
    return _request(PUBLISH_KIND, report, by, publication_key(report, day))


def publication_key(report: AnnualReport, day: dt.date | None) -> str:
    """What names the publication of a report on a day: two jobs of it are one."""
    return f"annual-report:{report.pk}:publish:{day or 'now'}"


def _request(kind: str, report: AnnualReport, by: User | None, key: str) -> Job:
    year, code = report.workplan.year, report.society.code
    job, _created = request_job(
        kind=kind,
        key=key,
        task_name=RENDER_TASK,
        params={"report": report.pk, "year": year, "code": code},
        requested_by=by,
        url=reverse("reports:annual-report-detail", args=(year, code)),
        total=len(RENDITIONS),
    )
    return job


def render_one(*, job: Job) -> Job:
    """Render the files of a job's report, and publish it if asked; a failure is the job's error."""
    report = AnnualReport.objects.select_related("society", "workplan", "submitted_version").get(
        pk=job.params["report"]
    )
    version = report.submitted_version
    if version is None:
        return finish_job(job=job, error="the report was not handed in")
    try:
        rendered = render_files(version=version, by=job.requested_by, job=job)
        if job.kind == PUBLISH_KIND:
            publish_report(report=report, by=job.requested_by, at=timezone.now())
    except FAILURES as error:
        return finish_job(job=job, error=failure_said(error, job.requested_by))
    except ValidationError as error:
        return finish_job(job=job, error=" ".join(error.messages))
    return finish_job(job=job, result={"version": version.number, "rendered": rendered})


def failure_said(error: Exception, by: User | None) -> str:
    """What went wrong, in the language of who asked."""
    failure = {"reason": getattr(error, "reason", ""), "error": str(error)}
    with translation.override(by.mail_language if by else settings.LANGUAGE_CODE):
        return failure_word(failure)


def render_files(
    *,
    version: AnnualReportVersion,
    by: User | None,
    job: Job | None = None,
    wanted: Iterable[Rendition] = RENDITIONS,
) -> int:
    """Render what is missing of a version; returns how many files."""
    missing = missing_renditions(version, wanted)
    if not missing:
        return 0
    images = image_addresses(version.report, version.content)
    with render_process() as process:
        for done, rendition in enumerate(missing, start=1):
            paper = compose_paper(version.content, rendition, images=images, version=version.number)
            keep_file(
                version=version,
                rendition=rendition,
                pdf=finish(paper, process),
                by=by,
                at=timezone.now(),
            )
            if job is not None:
                total = len(RENDITIONS)
                report_progress(job=job, done=total - len(missing) + done, total=total)
    return len(missing)
