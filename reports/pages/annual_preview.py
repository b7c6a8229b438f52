"""The page that shows an annual report page by page, as it would be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.selectors import may_follow
from reports.annual.chapters import chapter_by_code
from reports.annual.renditions import RENDITIONS, Rendition
from reports.models import AnnualPreview, AnnualReport
from reports.selectors.annual_preview import preview_job, preview_of, text_changed_since
from reports.templatetags.annual import said


@dataclass(frozen=True)
class Begun:
    """A chapter and the page it begins on."""

    code: str
    title: str
    page: int


@dataclass(frozen=True)
class PreviewPage:
    """A page with the chapters that are on it: none before the first."""

    number: int
    chapters: list[Begun]


def preview_page(
    report: AnnualReport, rendition: Rendition, user: User | AnonymousUser
) -> dict[str, Any]:
    """The pages of the preview there is, and whether the report has changed since."""
    preview, job = preview_of(report, rendition), preview_job(report, rendition)
    society, is_stale = report.society, preview is not None and is_outdated(report, preview)
    chapters = list(_chapters(preview)) if preview is not None else []
    return {
        "report": report,
        "society": society,
        "rendition": rendition,
        "renditions": RENDITIONS,
        "preview": preview,
        "pages": list(_pages(preview, chapters)) if preview is not None else [],
        "chapters": chapters,
        "job": job if job is not None and not job.is_finished else None,
        "follows_job": job is not None and may_follow(job, user),
        "failed_job": job if job is not None and job.is_finished else None,
        "is_stale": is_stale,
        # whether figures have changed takes long to say, and is asked for by the page itself
        "ask_figures": preview is not None and report.is_open and not is_stale,
        "can_render": user.has_perm("reports.render_annual_report", society),
        "can_edit": report.is_open and user.has_perm("reports.edit_annual_report", society),
    }


def is_outdated(report: AnnualReport, preview: AnnualPreview) -> bool:
    """Whether the text has changed since, or another version was handed in."""
    version = report.submitted_version
    if version is not None and not report.is_open:
        return preview.digest != version.digest
    return text_changed_since(report, preview.created_at)


def _chapters(preview: AnnualPreview) -> Iterator[Begun]:
    for code, page in sorted(preview.chapters.items(), key=lambda item: item[1]):
        kind = chapter_by_code().get(code)
        if kind is not None:
            yield Begun(code, said(kind.title), page)


def _pages(preview: AnnualPreview, chapters: Sequence[Begun]) -> Iterator[PreviewPage]:
    before: list[Begun] = []
    for number in range(1, preview.pages + 1):
        here = [chapter for chapter in chapters if chapter.page == number]
        yield PreviewPage(number, here or before)
        before = here[-1:] or before
