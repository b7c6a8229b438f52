"""The page on which CAST reads an annual report, chapter by chapter, and speaks of passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from reports.annual.captions import numbered_html, part_numbers, places
from reports.annual.chapters import chapter_kinds
from reports.annual.parts import Words
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReport
from reports.pages.annual_comments import comment_rights
from reports.pages.annual_compose import shown
from reports.pages.annual_seal import SealPage
from reports.selectors.annual_comments import (
    Thread,
    by_chapter,
    placed,
    threads_of,
    with_passages,
)
from reports.templatetags.annual import said

DECIDED_STATES = (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED)


@dataclass(frozen=True)
class ReviewChapter:
    """A chapter as CAST reads it: text with passages marked, parts, findings, threads."""

    code: str
    place: int | None
    title: str
    head: str
    html: SafeString
    parts: list[dict[str, Any]]
    numbers: dict[str, Words]
    findings: list[dict[str, Any]]
    threads: list[Thread]

    @property
    def open_count(self) -> int:
        """How many comments on it are not settled."""
        return sum(thread.is_open for thread in self.threads)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return self.place is None


def review_page(report: AnnualReport, user: User | AnonymousUser) -> dict[str, Any]:
    """What was handed in, all chapters with what was said of them; before that, the text so far."""
    threads = threads_of(report)
    chapters = list(_chapters(report, chapters_handed_in(report), threads))
    open_threads = [thread for thread in threads if thread.is_open]
    return {
        "report": report,
        "society": report.society,
        "version": report.submitted_version,
        "chapters": chapters,
        "open_count": len(open_threads),
        "answered_count": sum(thread.waits_for_cast for thread in open_threads),
        "attention": _attention(report, chapters),
        "can_decide": report.state in DECIDED_STATES,
        "seal": SealPage(report),
        "comment_page": "review",
        **comment_rights(report, user),
    }


def _attention(report: AnnualReport, chapters: Sequence[ReviewChapter]) -> dict[str, int]:
    """What the figures themselves ask to be looked at: findings, and claims that disagree."""
    findings = [finding for chapter in chapters for finding in chapter.findings]
    version = report.submitted_version
    claims = version.content["claims"]["rows"] if version is not None else ()
    return {
        "findings": len(findings),
        "unexplained": sum(not finding["explanation"] for finding in findings),
        "against": sum(row["is_against"] for row in claims),
    }


def review_chapter(report: AnnualReport, code: str, user: User | AnonymousUser) -> dict[str, Any]:
    """One chapter of that page, after something was said of it."""
    page = review_page(report, user)
    page["chapter"] = next(each for each in page["chapters"] if each.code == code)
    return page


def chapters_handed_in(report: AnnualReport) -> Sequence[dict[str, Any]]:
    """The chapters of the version that was handed in; before that, what is written so far."""
    if report.submitted_version is not None:
        found: list[dict[str, Any]] = report.submitted_version.content["chapters"]
        return found
    written = dict(report.sections.values_list("chapter", "html")) if report.pk else {}
    return [
        {
            "code": kind.code,
            "title_zh": kind.title.zh,
            "title_en": kind.title.en,
            "head": kind.head,
            "html": written.get(kind.code, ""),
            "parts": [],
        }
        for kind in chapter_kinds()
    ]


def _chapters(
    report: AnnualReport, chapters: Sequence[dict[str, Any]], threads: list[Thread]
) -> Iterator[ReviewChapter]:
    found, place_by_code = by_chapter(threads), places(chapters)
    heads = dict(AnnualReportHead.choices)
    for chapter in chapters:
        code, place = chapter["code"], place_by_code.get(chapter["code"])
        said_here = placed(found.get(code, []), chapter["html"])
        yield ReviewChapter(
            code=code,
            place=place,
            title=said(Words(chapter["title_zh"], chapter["title_en"])),
            head=str(heads.get(chapter["head"], "")),
            html=_text(report, chapter["html"], place, said_here),
            parts=chapter["parts"],
            numbers=part_numbers(chapter, place) if place else {},
            findings=chapter.get("findings", []),
            threads=said_here,
        )


def _text(
    report: AnnualReport, html: str, place: int | None, threads: Sequence[Thread]
) -> SafeString:
    marked = with_passages(html, threads)
    is_chinese = (get_language() or "zh").startswith("zh")
    return shown(report, numbered_html(marked, place, zh=is_chinese) if place else marked)


def usual_reason(open_count: int) -> str:
    """What a return says by itself: that there are comments."""
    if not open_count:
        return ""
    return _("Please see the comments on the report and correct it.")
