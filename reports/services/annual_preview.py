"""Previews of annual reports: rendered as they are now, drawn page by page, kept for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress, request_job
from reports.annual.captions import places
from reports.annual.renditions import Rendition
from reports.enums import PREVIEW_KIND, ReportLanguage
from reports.models import AnnualPreview, AnnualReport
from reports.models.annual_preview import PREVIEWS, page_name, preview_folder
from reports.pdf.messages import RenderedPdf
from reports.pdf.pictures import Drawing, Picture, drawn_pages
from reports.pdf.process import RenderError
from reports.selectors.annual_content import Content, content_digest
from reports.selectors.annual_preview import content_to_preview, preview_key, rendition_of
from reports.services.annual_jobs import FAILURES, failure_said
from reports.services.annual_rendering import compose_paper, image_addresses
from reports.services.rendering import render_process

PREVIEW_TASK = "reports.tasks.render_annual_preview_job"
#: Composed, rendered, drawn.
STAGES = 3
#: Nobody looks at a preview of last week: the next one takes seconds.
KEPT_FOR = dt.timedelta(days=7)


def request_preview(*, report: AnnualReport, rendition: Rendition, by: User) -> Job:
    """Return the job that makes a preview of the report as it is now."""
    year, code = report.workplan.year, report.society.code
    job, _created = request_job(
        kind=PREVIEW_KIND,
        key=preview_key(report, rendition),
        task_name=PREVIEW_TASK,
        params={"report": report.pk, "year": year, "code": code, "rendition": rendition.slug},
        requested_by=by,
        url=reverse("reports:annual-report-preview", args=(year, code, rendition.slug)),
        total=STAGES,
    )
    return job


def render_preview(*, job: Job) -> Job:
    """Make the preview of a job; a failure is the job's error, and the one before stays."""
    report = AnnualReport.objects.select_related("society", "workplan", "submitted_version").get(
        pk=job.params["report"]
    )
    rendition = rendition_of(job.params["rendition"])
    at = timezone.now()
    try:
        content, version = content_to_preview(report, at=at)
        images = image_addresses(report, content)
        paper = compose_paper(content, rendition, images=images, version=version)
        report_progress(job=job, done=1, total=STAGES)
        with render_process() as process:
            pdf = process.render(paper.html, identifier=paper.identifier)
        report_progress(job=job, done=2, total=STAGES)
        preview = _keep(report, rendition, content, pdf, by=job.requested_by, at=at)
    except FAILURES as error:
        return finish_job(job=job, error=failure_said(error, job.requested_by))
    return finish_job(job=job, result={"pages": preview.pages})


def _keep(
    report: AnnualReport,
    rendition: Rendition,
    content: Content,
    pdf: RenderedPdf,
    *,
    by: User | None,
    at: dt.datetime,
) -> AnnualPreview:
    """Draw the pages and put the preview in the place of the one before."""
    token = uuid4().hex
    folder = preview_folder(report.society_id, token)
    try:
        with drawn_pages(pdf.data) as drawing:
            first = _store(folder, drawing.pictures)
            chapters = chapter_pages(content, drawing, rendition.language)
        preview = AnnualPreview(
            report=report,
            edition=rendition.edition,
            language=rendition.language,
            token=token,
            digest=content_digest(content),
            pages=drawing.pages,
            width=first.width,
            height=first.height,
            chapters=chapters,
            missing_characters=pdf.missing[:200],
            created_at=at,
            created_by=by,
        )
        _replace(preview)
    except BaseException:
        _remove(folder)
        raise
    return preview


def _store(folder: str, pictures: Iterable[Picture]) -> Picture:
    """Write the pictures in turn; returns the first."""
    first: Picture | None = None
    for number, picture in enumerate(pictures, start=1):
        default_storage.save(page_name(folder, number), ContentFile(picture.data))
        first = first or picture
    if first is None:
        raise RenderError("the document has no page")
    return first


@transaction.atomic
def _replace(preview: AnnualPreview) -> None:
    AnnualReport.objects.select_for_update(of=("self",), no_key=True).get(pk=preview.report_id)
    kind = {"edition": preview.edition, "language": preview.language}
    before = list(AnnualPreview.objects.filter(report=preview.report, **kind))
    for each in before:
        each.delete()
    preview.save()
    folders = [each.folder for each in before]
    transaction.on_commit(lambda: _remove_all(folders))


def chapter_pages(content: Content, drawing: Drawing, language: str) -> dict[str, int]:
    """The page each chapter begins on, by the bookmarks that carry its title."""
    key = "title_zh" if language == ReportLanguage.CHINESE else "title_en"
    shown = places(content["chapters"])
    found: dict[str, int] = {}
    outline = iter(drawing.outline)
    for chapter in content["chapters"]:
        if chapter["code"] not in shown:
            continue
        rest = list(outline)
        for index, (title, page) in enumerate(rest):
            if title.endswith(chapter[key]):
                found[chapter["code"]] = page
                rest = rest[index + 1 :]
                break
        outline = iter(rest)
    return found


def forget_previews(*, at: dt.datetime) -> int:
    """Remove previews that are old, and pictures that no preview names; returns how many.

    For jobs: it reads every society, whatever the scope.
    """
    old = list(AnnualPreview.objects.filter(created_at__lt=at - KEPT_FOR).select_related("report"))
    for preview in old:
        preview.delete()
    _remove_all(preview.folder for preview in old)
    return len(old) + _forget_leftovers(at)


def _forget_leftovers(at: dt.datetime) -> int:
    """Remove folders that a killed job left behind; one that is being filled is younger."""
    known = set(AnnualPreview.objects.values_list("token", flat=True))
    count = 0
    for society in _folders(PREVIEWS):
        for token in _folders(f"{PREVIEWS}/{society}"):
            folder = f"{PREVIEWS}/{society}/{token}"
            if token not in known and _is_old(folder, at):
                _remove(folder)
                count += 1
    return count


def _is_old(folder: str, at: dt.datetime) -> bool:
    names = [f"{folder}/{name}" for name in _files(folder)]
    return all(default_storage.get_modified_time(name) < at - KEPT_FOR for name in names)


def _folders(folder: str) -> list[str]:
    return default_storage.listdir(folder)[0] if default_storage.exists(folder) else []


def _files(folder: str) -> list[str]:
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def _remove_all(folders: Iterable[str]) -> None:
    for folder in folders:
        _remove(folder)


def _remove(folder: str) -> None:
    for name in _files(folder):
        default_storage.delete(str(PurePosixPath(folder) / name))
    if default_storage.exists(folder):  # a folder of its own on disk, nothing in a bucket
        default_storage.delete(folder)
