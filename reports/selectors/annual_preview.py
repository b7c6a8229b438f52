"""Previews of annual reports: what there is, what is being made, whether it is still true."""

from __future__ import annotations

import datetime as dt

from accounts.enums import JobState
from accounts.models import Job
from reports.annual.renditions import MAIN, Rendition, rendition_called
from reports.models import AnnualPreview, AnnualReport
from reports.selectors.annual_content import (
    Content,
    annual_content,
    content_digest,
    year_figures,
)
from reports.selectors.annual_kept import content_shown


def content_to_preview(report: AnnualReport, *, at: dt.datetime) -> tuple[Content, int | None]:
    """What a preview shows, with the version's number: what was handed in, or what is written now.

    Without a number it is a draft.
    """
    version = report.submitted_version
    if version is not None and not report.is_open:
        return version.content, version.number
    return annual_content(report.society, year_figures(report.workplan, at=at)), None


def digest_to_preview(report: AnnualReport, *, at: dt.datetime) -> str:
    """Digest of what a preview made now would show."""
    version = report.submitted_version
    if version is not None and not report.is_open:
        return version.digest
    return content_digest(content_shown(report, at=at))


def text_changed_since(report: AnnualReport, at: dt.datetime) -> bool:
    """Whether a chapter was saved after that moment."""
    return bool(report.sections.filter(updated_at__gt=at).exists())


def preview_key(report: AnnualReport, rendition: Rendition) -> str:
    """What names the job of a preview: two jobs of it are one."""
    return f"annual-preview:{report.pk}:{rendition.slug}"


def rendition_of(slug: str) -> Rendition:
    """The edition and language of a job."""
    return rendition_called(slug) or MAIN


def preview_of(report: AnnualReport, rendition: Rendition) -> AnnualPreview | None:
    """The preview there is."""
    if not report.pk:
        return None
    found: AnnualPreview | None = (
        AnnualPreview.objects.filter(
            report=report, edition=rendition.edition, language=rendition.language
        )
        .select_related("created_by")
        .first()
    )
    return found


def preview_job(report: AnnualReport, rendition: Rendition) -> Job | None:
    """The latest job of that preview, unless it has ended well."""
    if not report.pk:
        return None
    latest = Job.objects.filter(key=preview_key(report, rendition)).order_by("-pk").first()
    return latest if latest is not None and latest.state != JobState.DONE else None
