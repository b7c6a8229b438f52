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
from reforms import months
from reforms.models import Workplan
from reports.annual_chapters import ChapterKind, chapter_kinds
from reports.annual_parts import Part, plain
from reports.models import AnnualImage, AnnualReport, AnnualReportSection
from reports.rich_text import clean_html, image_digests, plain_text
from reports.selectors.annual_parts import (
    activities,
    events,
    finance,
    meetings,
    members,
    organisation,
    reform,
)
from reports.selectors.annual_parts import society as society_parts
from reports.selectors.annual_parts.activities_facts import activity_rows
from reports.selectors.annual_parts.glance import glance_parts
from reports.selectors.annual_parts.meetings_facts import meeting_facts
from reports.selectors.annual_parts.members_facts import member_facts
from reports.selectors.annual_parts.organisation_facts import organisation_facts
from reports.selectors.annual_reform import reform_content
from reports.selectors.annual_year import Content, YearFigures, year_figures
from reports.selectors.finance import FinanceBook, finance_book
from societies.models import PROFILE_FIELDS, Society

__all__ = ("Content", "YearFigures", "annual_content", "content_digest", "year_figures")

#: Raised when the same content must look different: it is part of the digest.
LAYOUT = 3

_SOCIETY_FIELDS = ("code", "name_zh", "name_en", "discipline", *PROFILE_FIELDS)
Written = Mapping[str, tuple[str, str]]


def annual_content(society: Society, year: YearFigures) -> Content:
    """Put together one society's annual report; a society that wrote nothing has empty chapters."""
    content: Content = {
        "layout": LAYOUT,
        "year": year.workplan.year,
        "as_of": year.as_of.isoformat(),
        "workplan": _workplan(year.workplan),
        "society": {name: _plain(getattr(society, name)) for name in _SOCIETY_FIELDS},
        "source": _source(year),
        **reform_content(society, year),
    }
    report = _report(society, year.workplan)
    book = finance_book(report) if report else None
    parts = _parts(society, year, book, content)
    written = _written(report)
    content["chapters"] = [
        _chapter(kind, *written.get(kind.code, ("", "")), parts.get(kind.code, ()))
        for kind in chapter_kinds()
    ]
    for chapter in content["chapters"]:
        if chapter["code"] == "finance":
            chapter["findings"] = finance.plain_findings(book) if book else []
    content["sections"] = [
        {"head": each["head"], "text": plain_text(each["html"])}
        for each in content["chapters"]
        if each["head"]
    ]
    content["images"] = _images(report, written)
    return content


def _parts(
    society: Society, year: YearFigures, book: FinanceBook | None, content: Content
) -> dict[str, Sequence[Part]]:
    """What the portal tells, by chapter; the key figures and trends go into the glance."""
    as_of, day = year.as_of, year.as_of.isoformat()
    of_members = member_facts(society.pk, as_of)
    of_organisation = organisation_facts(society, as_of)
    of_meetings = meeting_facts(society.pk, as_of)
    did = activity_rows(society.pk, as_of)
    glance = content["glance"]
    glance["figures"], glance["trends"] = glance_parts(
        of_members, of_organisation, of_meetings, did, book, as_of
    )
    return {
        "reform": reform.parts(content),
        "finance": finance.parts(book) if book else (),
        "development": society_parts.profile(society, day),
        "organisation": organisation.parts(of_organisation, society, as_of),
        "party": organisation.party_parts(of_organisation, day),
        "events": events.parts(of_meetings, of_organisation, did, as_of),
        "members": members.parts(of_members, as_of.year, day),
        "meetings": meetings.parts(of_meetings, as_of),
        "lists": society_parts.lists(society, of_organisation, as_of),
        **{
            chapter.code: activities.parts(chapter, did, as_of)
            for chapter in chapter_kinds()
            if chapter.activities
        },
    }


def content_digest(content: Content, _language: str = "") -> str:
    """SHA-256 (hex) of the content."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _workplan(workplan: Workplan) -> Content:
    return {
        "year": workplan.year,
        "title_zh": workplan.title_zh,
        "title_en": workplan.title_en,
        "issuer_zh": workplan.issuer_zh,
        "issuer_en": workplan.issuer_en,
        "first_month": f"{workplan.first_month:%Y-%m}",
        "last_month": f"{workplan.last_month:%Y-%m}",
        "optional_minimum": workplan.optional_minimum,
    }


def _source(year: YearFigures) -> Content:
    """Where the figures come from: an issue with its number and digest, or the open month."""
    if year.issues:
        issue = year.issues[-1]
        return {
            "is_sealed": True,
            "month": f"{issue.month:%Y-%m}",
            "number": issue.number,
            "digest": issue.digest,
            "as_of": issue.as_of.astimezone(months.BEIJING).isoformat(timespec="minutes"),
        }
    assert year.live is not None  # noqa: S101 - read when nothing is sealed
    return {
        "is_sealed": False,
        "month": year.live["month"],
        "number": None,
        "digest": None,
        "as_of": year.live["as_of"],
    }


def _chapter(kind: ChapterKind, html: str, summary: str, parts: Sequence[Part]) -> Content:
    return {
        "code": kind.code,
        "title_zh": kind.title.zh,
        "title_en": kind.title.en,
        "head": kind.head,
        "in_short": kind.in_short,
        "html": html,
        "summary": summary,
        "parts": [plain(part) for part in parts],
    }


def _report(society: Society, workplan: Workplan) -> AnnualReport | None:
    """The report of which something was written, with what is known of it already."""
    report: AnnualReport | None = AnnualReport.objects.filter(
        society=society, workplan=workplan
    ).first()
    if report is not None:
        report.society, report.workplan = society, workplan
    return report


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
