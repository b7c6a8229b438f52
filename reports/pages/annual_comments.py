"""What people see of the comments on an annual report: on one chapter, or on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from reports.annual.chapters import chapter_kinds
from reports.models import AnnualReport
from reports.selectors.annual_comments import (
    Thread,
    by_chapter,
    may_be_commented,
    placed,
    threads_of,
)
from reports.templatetags.annual import said


@dataclass(frozen=True)
class ChapterThreads:
    """A chapter with what was said of it."""

    code: str
    title: str
    threads: list[Thread]


def comment_rights(report: AnnualReport, user: User | AnonymousUser) -> dict[str, bool]:
    """Whether the person may speak of the report now, and whether for CAST."""
    is_possible = may_be_commented(report)
    reviews = user.has_perm("reports.review_annual_report", report.society)
    works = user.has_perm("reports.edit_annual_report", report.society)
    return {
        "may_comment": is_possible and reviews,
        "may_answer": is_possible and (reviews or works),
    }


def chapter_comments(
    report: AnnualReport, chapter: str, user: User | AnonymousUser, *, page: str = "chapter"
) -> dict[str, Any]:
    """What `reports/annual/_comments.html` shows for one chapter as it is written now."""
    threads = by_chapter(threads_of(report)).get(chapter, [])
    html = report.sections.filter(chapter=chapter).values_list("html", flat=True).first()
    return {
        "chapter_code": chapter,
        "threads": placed(threads, html or ""),
        "comment_page": page,
        **comment_rights(report, user),
    }


def comment_chapters(threads: Sequence[Thread], texts: dict[str, str]) -> list[ChapterThreads]:
    """All chapters that were spoken of, in their order; `texts` are the chapters' html now."""
    found = by_chapter(threads)
    return [
        ChapterThreads(
            kind.code, said(kind.title), placed(found[kind.code], texts.get(kind.code, ""))
        )
        for kind in chapter_kinds()
        if kind.code in found
    ]
