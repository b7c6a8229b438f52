"""Everything an annual report says, as plain values: what the portal knows and what was written.

The content holds both languages and no moment of its own making, so that equal content has an
equal digest whenever it is put together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.services.audit import canonical_json
from reforms.models import Workplan
from reports.annual.chapters import ChapterKind, chapter_by_code, chapter_kinds
from reports.annual.parts import Part, plain
from reports.annual.rich_text import clean_html, image_digests
from reports.models import AnnualImage, AnnualReport, AnnualReportSection
from reports.selectors.annual_parts import finance
from reports.selectors.annual_parts.chapters import ChapterFacts, parts_of
from reports.selectors.annual_parts.glance import glance_parts
from reports.selectors.annual_year import Content, YearFigures, counted_on, year_figures
from societies.models import PROFILE_FIELDS, Society

__all__ = (
    "Content",
    "YearFigures",
    "annual_content",
    "chapter_parts",
    "content_digest",
    "counted_content",
    "figures_of_chapter",
    "with_text",
    "year_figures",
)

#: Raised when the same content must look different: it is part of the digest.
LAYOUT = 3

_SOCIETY_FIELDS = ("code", "name_zh", "name_en", "discipline", *PROFILE_FIELDS)
#: The chapter that tells of plan, tasks and months.
REFORM = "reform"
Written = Mapping[str, tuple[str, str]]


def annual_content(society: Society, year: YearFigures) -> Content:
    """Put together one society's annual report; a society that wrote nothing has empty chapters."""
    facts = ChapterFacts(society, year)
    return with_text(counted_content(facts), facts.report)


def counted_content(facts: ChapterFacts) -> Content:
    """What the portal knows: all of the content but the society's own text and pictures."""
    society, year, book = facts.society, facts.year, facts.book
    content: Content = {
        "layout": LAYOUT,
        "year": year.workplan.year,
        "as_of": year.as_of.isoformat(),
        "society": {name: _plain(getattr(society, name)) for name in _SOCIETY_FIELDS},
        **facts.reform,
    }
    glance = content["glance"]
    glance["figures"], glance["trends"] = glance_parts(
        facts.members, facts.organisation, facts.meetings, facts.activities, book, year.as_of
    )
    content["chapters"] = [_chapter(kind, parts_of(facts, kind)) for kind in chapter_kinds()]
    for chapter in content["chapters"]:
        if chapter["code"] == "finance":
            chapter["findings"] = finance.plain_findings(book) if book else []
    return content


def with_text(counted: Content, report: AnnualReport | None) -> Content:
    """The content with what the society wrote, as it stands now, and its pictures."""
    written = _written(report)
    chapters = []
    for chapter in counted["chapters"]:
        html, summary = written.get(chapter["code"], ("", ""))
        chapters.append({**chapter, "html": html, "summary": summary})
    return {**counted, "chapters": chapters, "images": _images(report, written)}


def figures_of_chapter(workplan: Workplan, code: str, *, at: dt.datetime) -> YearFigures:
    """What one chapter needs of the year: the months only where it tells of the reform."""
    if code == REFORM:
        return year_figures(workplan, at=at)
    return YearFigures(workplan, (), (), None, counted_on(workplan, at))


def chapter_parts(society: Society, year: YearFigures, code: str) -> list[Content]:
    """What the portal adds to one chapter, as plain values; nothing else is counted."""
    facts = ChapterFacts(society, year)
    return [plain(part) for part in parts_of(facts, chapter_by_code()[code])]


def content_digest(content: Content) -> str:
    """SHA-256 (hex) of the content."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _chapter(kind: ChapterKind, parts: Sequence[Part]) -> Content:
    return {
        "code": kind.code,
        "title_zh": kind.title.zh,
        "title_en": kind.title.en,
        "head": kind.head,
        "in_short": kind.in_short,
        "parts": [plain(part) for part in parts],
    }


def _written(report: AnnualReport | None) -> Written:
    """Clean text and summary of what the secretariat wrote, by chapter."""
    if report is None:
        return {}
    sections = AnnualReportSection.objects.filter(report=report)
    return {
        chapter: (clean_html(html), summary.strip())
        for chapter, html, summary in sections.values_list("chapter", "html", "summary")
    }


def _images(report: AnnualReport | None, written: Written) -> Content:
    """Facts of the pictures that the chapters show, by their digests."""
    shown = {digest for html, _summary in written.values() for digest in image_digests(html)}
    if not shown:
        return {}
    images = AnnualImage.objects.filter(report=report, sha256__in=shown)
    return {
        image.sha256: {
            "alt": image.alt,
            "media_type": image.media_type,
            "width": image.width,
            "height": image.height,
        }
        for image in images.order_by("sha256")
    }
