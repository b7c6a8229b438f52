"""What the secretariat writes: kept clean, and never over somebody else's words."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reports.annual.chapters import chapter_by_code
from reports.annual.rich_text import clean_html, depth, image_digests, plain_text
from reports.enums import TextCause
from reports.models import AnnualReport, AnnualReportSection, EarlierText
from reports.models.annual_text import MAX_HTML, MAX_SUMMARY, MAX_TEXT
from reports.pdf.text import clean_text
from reports.services.annual_earlier import keep_earlier

#: Elements within one another: a list of eight levels in a table takes some twenty.
MAX_DEPTH = 30


class StaleSection(Exception):
    """Somebody else saved the chapter meanwhile; `current` is what is stored."""

    def __init__(self, current: AnnualReportSection) -> None:
        super().__init__(f"version {current.version} is stored")
        self.current = current


@transaction.atomic
def save_section(
    *,
    report: AnnualReport,
    chapter: str,
    html: str,
    by: User,
    expected_version: int,
    at: dt.datetime,
    summary: str | None = None,
    cause: TextCause = TextCause.TYPED,
) -> AnnualReportSection:
    """Keep what was written in one chapter; without a summary the stored one stays.

    What it takes the place of is kept as an earlier text, as `keep_earlier` judges by the cause.

    Raises StaleSection when the stored version is another one and says something else, and
    ValidationError when the report is closed or the text too long.
    """
    report = locked_report(report)
    if not report.is_open:
        raise ValidationError(_("The report has been submitted; its text cannot be changed now."))
    html = checked_html(html)
    section: AnnualReportSection = AnnualReportSection.objects.get_or_create(
        report=report, chapter=chapter_by_code()[chapter].code
    )[0]
    summary = section.summary if summary is None else _checked_summary(summary)
    if (section.html, section.summary) == (html, summary):
        return section
    if section.version != expected_version:
        raise StaleSection(section)
    keep_earlier(section, html=html, cause=cause, by=by, at=at)
    section.html, section.summary, section.version = html, summary, section.version + 1
    section.updated_by, section.updated_at = by, at
    section.save()
    return section


@transaction.atomic
def restore_text(
    *, report: AnnualReport, earlier: EarlierText, by: User, expected_version: int, at: dt.datetime
) -> AnnualReportSection:
    """Bring an earlier text of a chapter back; raises as `save_section` does."""
    section = save_section(
        report=report,
        chapter=earlier.chapter,
        html=earlier.html,
        summary=earlier.summary,
        by=by,
        expected_version=expected_version,
        at=at,
        cause=TextCause.RESTORED,
    )
    audit.record(
        action="annual_report.text_restored",
        subject=report,
        actor=by,
        scope=report.society.code,
        before={"chapter": earlier.chapter, "version": expected_version},
        after={"chapter": earlier.chapter, "version": earlier.version},
    )
    return section


def checked_html(html: str) -> str:
    """The text as it may be kept; empty when it shows nothing. ValidationError when too long."""
    _refuse_too_large(html)
    # Twice: what was written as a character's number is a character only afterwards, and what
    # hidden characters held apart is cleaned again when they are gone.
    html = clean_html(clean_text(clean_html(clean_text(html))))
    _refuse_too_large(html)  # elements that were left open are closed, and may be many
    if depth(html) > MAX_DEPTH:
        raise ValidationError(
            _("Lists, quotations or tables stand too deep in one another to be printed.")
        )
    count = len(plain_text(html))
    if count > MAX_TEXT:
        raise ValidationError(
            _("The text has %(count)d characters; at most %(limit)d fit.")
            % {"count": count, "limit": MAX_TEXT}
        )
    return html if count or image_digests(html) else ""


def _refuse_too_large(html: str) -> None:
    if len(html) > MAX_HTML:
        raise ValidationError(
            _("The chapter is too large to be saved. Divide it, or paste it without its layout.")
        )


def _checked_summary(summary: str) -> str:
    summary = " ".join(clean_text(summary).split())
    if len(summary) > MAX_SUMMARY:
        raise ValidationError(
            _("The words for the short edition have %(count)d characters; at most %(limit)d fit.")
            % {"count": len(summary), "limit": MAX_SUMMARY}
        )
    return summary


def locked_report(report: AnnualReport) -> AnnualReport:
    """The report as stored, which nobody else changes until the transaction ends."""
    locked: AnnualReport = (
        AnnualReport.objects.select_related("society", "workplan")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=report.pk)
    )
    return locked
