"""Annual reports and a development report, at which addresses of the portal lead."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from reforms.models import Workplan
from reports.enums import AnnualReportState, ReportEdition, ReportLanguage
from reports.models import (
    AnnualComment,
    AnnualImage,
    AnnualPreview,
    AnnualReport,
    AnnualReportFile,
    AnnualReportVersion,
    DevelopmentReport,
    DevelopmentReportFile,
    PublishedAnnualReport,
    PublishedFile,
    SealedScan,
)
from reports.models.annual_preview import page_name
from reports.selectors.annual_content import annual_content, content_digest, year_figures
from reports.selectors.development.content import development_content
from societies.models import Society
from tests.access.days import SUBMITTED_AT


def add_annual_report(society: Society, workplan: Workplan) -> None:
    report = AnnualReport.objects.create(
        society=society,
        workplan=workplan,
        state=AnnualReportState.PUBLISHED,
        submitted_at=SUBMITTED_AT,
        first_submitted_at=SUBMITTED_AT,
        published_at=SUBMITTED_AT,
    )
    content = annual_content(society, year_figures(workplan, at=SUBMITTED_AT))
    facts: dict[str, Any] = {"digest": content_digest(content), "content": content}
    version = AnnualReportVersion.objects.create(
        report=report, number=1, created_at=SUBMITTED_AT, **facts
    )
    report.submitted_version = version
    report.save(update_fields=["submitted_version"])
    edition = PublishedAnnualReport.objects.create(
        report=report,
        society=society,
        workplan=workplan,
        number=1,
        version_number=1,
        published_at=SUBMITTED_AT,
        changed_at=SUBMITTED_AT,
        **facts,
    )
    digests = {"file_sha256": "0" * 64, "unsigned_sha256": "0" * 64}
    print_: dict[str, Any] = {"edition": "full", "language": "zh-hans", "pages": 1, "size": 4}
    file = AnnualReportFile(version=version, created_at=SUBMITTED_AT, **print_, **digests)
    file.file.save("report.pdf", ContentFile(b"%PDF"))
    PublishedFile.objects.create(
        publication=edition, file_name=str(file.file.name), **print_, **digests
    )


def add_comment(society: Society, workplan: Workplan, people: dict[str, User]) -> AnnualComment:
    """A comment on the annual report, and a preview of one page."""
    report = AnnualReport.objects.get(society=society, workplan=workplan)
    preview = AnnualPreview.objects.create(
        report=report,
        edition="full",
        language="zh-hans",
        token="0" * 32,
        digest="0" * 64,
        pages=1,
        width=1,
        height=1,
        created_at=SUBMITTED_AT,
    )
    default_storage.save(page_name(preview.folder, 1), ContentFile(b"RIFF"))
    comment: AnnualComment = AnnualComment.objects.create(
        report=report,
        chapter="finance",
        text="请补充。",
        written_at=SUBMITTED_AT,
        written_by=people["reviewer"],
    )
    return comment


def add_picture(society: Society, workplan: Workplan) -> None:
    image = AnnualImage(
        report=AnnualReport.objects.get(society=society, workplan=workplan),
        sha256="0" * 64,
        media_type="image/png",
        width=1,
        height=1,
        size=4,
        alt="合影",
        uploaded_at=SUBMITTED_AT,
    )
    image.file.save("picture.png", ContentFile(b"\x89PNG"))


def add_scan(society: Society) -> SealedScan:
    scan = SealedScan(
        version=AnnualReportVersion.objects.get(report__society=society),
        name="用印页.pdf",
        media_type="application/pdf",
        sha256="0" * 64,
        size=4,
        pages=1,
        code="0" * 64,
        uploaded_at=SUBMITTED_AT,
    )
    scan.file.save("用印页.pdf", ContentFile(b"%PDF"))
    return scan


def add_development_report(workplan: Workplan) -> None:
    content = development_content(workplan)
    report = DevelopmentReport.objects.create(
        workplan=workplan,
        number=1,
        digest=content_digest(content),
        content=content,
        created_at=SUBMITTED_AT,
        published_at=SUBMITTED_AT,
        changed_at=SUBMITTED_AT,
    )
    for language in ReportLanguage:
        file = DevelopmentReportFile(
            report=report,
            edition=ReportEdition.FULL,
            language=language,
            pages=1,
            size=4,
            created_at=SUBMITTED_AT,
        )
        file.file.save("report.pdf", ContentFile(b"%PDF"))
