"""Versions of annual reports: frozen when handed in; their files rendered once and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from reports.annual.renditions import RENDITIONS, Rendition
from reports.models import (
    AnnualDraftFile,
    AnnualReport,
    AnnualReportFile,
    AnnualReportVersion,
    PublishedFile,
)
from reports.models.annual_version import RenderedFile
from reports.selectors.annual_content import (
    Content,
    annual_content,
    content_digest,
    year_figures,
)
from reports.selectors.annual_kept import content_shown
from reports.services.annual_rendering import FinishedPdf
from reports.services.annual_text import locked_report


def content_now(report: AnnualReport, *, at: dt.datetime) -> Content:
    """What the report would say now."""
    return annual_content(report.society, year_figures(report.workplan, at=at))


@transaction.atomic
def freeze(*, report: AnnualReport, by: User | None, at: dt.datetime) -> AnnualReportVersion:
    """Return the version that says what the report says now; the same content is one version."""
    return freeze_locked(report=locked_report(report), by=by, at=at)


def freeze_locked(*, report: AnnualReport, by: User | None, at: dt.datetime) -> AnnualReportVersion:
    """Freeze a report whose row the caller holds."""
    content = content_now(report, at=at)
    digest = content_digest(content)
    known: AnnualReportVersion | None = report.versions.filter(digest=digest).first()
    if known is not None:
        return known
    latest = report.versions.order_by("-number").values_list("number", flat=True).first()
    version = AnnualReportVersion(
        report=report,
        number=(latest or 0) + 1,
        digest=digest,
        content=content,
        created_at=at,
        created_by=by,
    )
    version.full_clean(exclude=("created_by",))
    version.save()
    audit.record(
        action="annual_report.frozen",
        subject=report,
        actor=by,
        scope=report.society.code,
        after={"version": version.number, "digest": digest},
    )
    return version


def differs_from_submitted(report: AnnualReport, *, at: dt.datetime) -> bool:
    """Whether figures or text have changed since the version that was handed in."""
    version = report.submitted_version
    return version is not None and content_digest(content_shown(report, at=at)) != version.digest


def file_with(version: AnnualReportVersion, rendition: Rendition) -> AnnualReportFile | None:
    """The version's file of that kind, if it was rendered and is there."""
    found: AnnualReportFile | None = version.files.filter(
        edition=rendition.edition, language=rendition.language
    ).first()
    return found if found is not None and has_file(found) else None


def missing_renditions(
    version: AnnualReportVersion, wanted: Iterable[Rendition] = RENDITIONS
) -> list[Rendition]:
    """What is still to be rendered of a version."""
    return [each for each in wanted if file_with(version, each) is None]


def draft_with(report: AnnualReport, rendition: Rendition, digest: str) -> AnnualDraftFile | None:
    """The draft of that kind, if it says the same and its file is there."""
    found: AnnualDraftFile | None = report.drafts.filter(
        edition=rendition.edition, language=rendition.language, digest=digest
    ).first()
    return found if found is not None and has_file(found) else None


def has_file(file: RenderedFile) -> bool:
    """Whether the file is still there."""
    return bool(file.file.name) and file.file.storage.exists(str(file.file.name))


@transaction.atomic
def keep_file(
    *,
    version: AnnualReportVersion,
    rendition: Rendition,
    pdf: FinishedPdf,
    by: User | None,
    at: dt.datetime,
) -> AnnualReportFile:
    """Store a file of a version, once; one whose file was lost gets it again."""
    # The report's row orders two jobs that render the same at the same time.
    report = locked_report(version.report)
    known = file_with(version, rendition)
    if known is not None:
        return known
    kind = {"edition": rendition.edition, "language": rendition.language}
    file = version.files.filter(**kind).first() or AnnualReportFile(version=version, **kind)
    lost = str(file.file.name or "")
    store_file(file, pdf, by, at)
    _show_again(file, lost, at)
    audit.record(
        action="annual_report.rendered",
        subject=report,
        actor=by,
        scope=report.society.code,
        after={
            "version": version.number,
            "edition": rendition.edition.value,
            "language": rendition.language.value,
            "sha256": file.file_sha256,
        },
    )
    return file


@transaction.atomic
def keep_draft(
    *,
    report: AnnualReport,
    rendition: Rendition,
    digest: str,
    pdf: FinishedPdf,
    by: User | None,
    at: dt.datetime,
) -> AnnualDraftFile:
    """Store a draft in the place of the one before."""
    report = locked_report(report)
    known = draft_with(report, rendition, digest)
    if known is not None:
        return known
    kind = {"edition": rendition.edition, "language": rendition.language}
    draft = report.drafts.filter(**kind).first() or AnnualDraftFile(report=report, **kind)
    draft.digest = digest
    store_file(draft, pdf, by, at)
    return draft


def _show_again(file: AnnualReportFile, lost: str, at: dt.datetime) -> None:
    """Let the public read the file in the place of the lost one."""
    if not lost:
        return
    for shown in PublishedFile.objects.filter(file_name=lost).select_related("publication"):
        shown.file_name, shown.file_sha256 = str(file.file.name), file.file_sha256
        shown.pages, shown.size = file.pages, file.size
        shown.save()
        shown.publication.changed_at = at
        shown.publication.save(update_fields=["changed_at"])


def store_file(file: RenderedFile, pdf: FinishedPdf, by: User | None, at: dt.datetime) -> None:
    """Write the file and its row; the file goes again where the row cannot be written."""
    storage, replaced = file.file.storage, str(file.file.name or "")
    file.created_at, file.created_by = at, by
    file.pages, file.size = pdf.pages, len(pdf.data)
    file.missing_characters = pdf.missing[:200]
    file.file_sha256, file.unsigned_sha256 = pdf.sha256, pdf.unsigned_sha256
    file.file.save("report.pdf", ContentFile(pdf.data), save=False)
    try:
        with transaction.atomic():
            file.save()
    except Exception:
        storage.delete(str(file.file.name))
        raise
    if replaced:
        transaction.on_commit(lambda: storage.delete(replaced))
