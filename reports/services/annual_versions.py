"""Versions of annual reports: rendered once per content, kept, asked for as jobs."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from accounts.models import Job, User
from accounts.services import audit
from accounts.services.jobs import request_job
from reforms.models import Workplan
from reports.enums import RENDER_ALL_KIND, RENDER_KIND
from reports.models import AnnualReport, AnnualReportVersion
from reports.pdf.messages import RenderedPdf
from reports.services.rendering import file_digest

RENDER_TASK = "reports.tasks.render_annual_report_job"
RENDER_ALL_TASK = "reports.tasks.render_all_annual_reports_job"
#: Stages that a job for one report goes through.
STAGES = 3


def version_with(report: AnnualReport, language: str, digest: str) -> AnnualReportVersion | None:
    """The version that holds this content, if it was rendered before and its file is there."""
    version: AnnualReportVersion | None = report.versions.filter(
        language=language, digest=digest
    ).first()
    return version if version is not None and has_file(version) else None


def has_file(version: AnnualReportVersion) -> bool:
    """Whether the version's file is still there."""
    return bool(version.file.name) and version.file.storage.exists(str(version.file.name))


def keep_version(
    *,
    report: AnnualReport,
    language: str,
    digest: str,
    pdf: RenderedPdf,
    by: User | None,
    at: dt.datetime,
) -> AnnualReportVersion:
    """Store a rendering as the next version; the same content is stored once.

    A version whose file was lost gets its file again.
    """
    with transaction.atomic():
        # The report's row orders two jobs that number a version at the same time.
        report = AnnualReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
        version = report.versions.filter(language=language, digest=digest).first()
        if version is not None and version_with(report, language, digest) is not None:
            return version
        latest = report.versions.order_by("-number").values_list("number", flat=True).first()
        version = version or AnnualReportVersion(
            report=report, number=(latest or 0) + 1, language=language, digest=digest
        )
        version.created_at, version.created_by = at, by
        version.pages, version.size = pdf.pages, len(pdf.data)
        version.missing_characters = pdf.missing[:200]
        version.file_sha256 = file_digest(pdf.data)
        version.file.save("report.pdf", ContentFile(pdf.data), save=False)
        version.save()
        audit.record(
            action="annual_report.rendered",
            subject=report,
            actor=by,
            scope=report.society.code,
            after={"version": version.number, "language": language, "digest": digest},
        )
    return version


def request_render(
    *,
    report: AnnualReport,
    by: User,
    language: str = settings.LANGUAGE_CODE,
    publish: bool = False,
) -> Job:
    """Return the job that renders the report, and publishes it if asked."""
    address = (report.workplan.year, report.society.code)
    purpose = "publish" if publish else "render"
    job, _created = request_job(
        kind=RENDER_KIND,
        key=f"annual-report:{report.pk}:{language}:{purpose}",
        task_name=RENDER_TASK,
        params={
            "report": report.pk,
            "year": report.workplan.year,
            "code": report.society.code,
            "language": language,
            "publish": publish,
        },
        requested_by=by,
        url=reverse("reports:annual-report-detail", args=address),
        total=STAGES,
    )
    return job


def request_render_all(*, workplan: Workplan, by: User, total: int) -> Job:
    """Return the job that renders the reports of all societies of a year into one archive."""
    job, _created = request_job(
        kind=RENDER_ALL_KIND,
        key=f"annual-reports:{workplan.year}",
        task_name=RENDER_ALL_TASK,
        params={"year": workplan.year, "language": settings.LANGUAGE_CODE},
        requested_by=by,
        url=f"{reverse('reports:annual-report-list')}?year={workplan.year}",
        total=total,
    )
    return job
