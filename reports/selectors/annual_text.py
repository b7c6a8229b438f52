"""The chapters of an annual report as their readers need them, and which heads are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from reports.annual.chapters import ChapterKind, chapter_kinds
from reports.annual.rich_text import plain_text
from reports.enums import AnnualReportHead
from reports.models import AnnualReport, AnnualReportSection
from reports.pdf.text import characters
from reports.templatetags.annual import said


@dataclass(frozen=True)
class Chapter:
    """One chapter as the pages show it; `head` is the required head it serves, or empty."""

    code: str
    title: str
    guidance: str
    head: str
    in_short: bool
    html: str
    summary: str
    version: int
    saved_at: dt.datetime | None
    saved_by: str
    saved_by_id: int | None

    @property
    def text(self) -> str:
        """The words alone, a line for each paragraph."""
        return plain_text(self.html)

    @property
    def count(self) -> int:
        """Characters written."""
        return characters(self.text)

    @property
    def is_written(self) -> bool:
        """Whether anything is written."""
        return bool(self.html)


@dataclass(frozen=True)
class Head:
    """A required head: whether it is written, and the chapters that serve it."""

    code: str
    title: str
    is_written: bool
    chapters: tuple[Chapter, ...]

    @property
    def first(self) -> Chapter:
        """Where one begins to write."""
        return self.chapters[0]

    @property
    def count(self) -> int:
        """Characters written in its chapters."""
        return sum(chapter.count for chapter in self.chapters)


def chapters_of(report: AnnualReport) -> list[Chapter]:
    """All chapters in their order with what is written in each."""
    stored: dict[str, AnnualReportSection] = {}
    if report.pk:
        stored = {s.chapter: s for s in report.sections.select_related("updated_by")}
    return [_chapter(kind, stored.get(kind.code)) for kind in chapter_kinds()]


def _chapter(kind: ChapterKind, section: AnnualReportSection | None) -> Chapter:
    section = section or AnnualReportSection()
    return Chapter(
        code=kind.code,
        title=said(kind.title),
        guidance=said(kind.guidance),
        head=kind.head,
        in_short=kind.in_short,
        html=section.html,
        summary=section.summary,
        version=section.version,
        saved_at=section.updated_at,
        saved_by=str(section.updated_by or ""),
        saved_by_id=section.updated_by_id,
    )


def heads_of(report: AnnualReport, chapters: Collection[Chapter]) -> list[Head]:
    """The required heads in their order."""
    missing = _missing(report, {chapter.code for chapter in chapters if chapter.is_written})
    return [
        Head(
            code=head.value,
            title=str(head.label),
            is_written=head.value not in missing,
            chapters=tuple(chapter for chapter in chapters if chapter.head == head),
        )
        for head in AnnualReportHead
    ]


def missing_heads(report: AnnualReport) -> list[str]:
    """The required heads of which nothing is written, in their order.

    One chapter of a head is enough; for finance, statements that were entered are too.
    """
    return _missing(report, set(report.sections.exclude(html="").values_list("chapter", flat=True)))


def _missing(report: AnnualReport, written: Collection[str]) -> list[str]:
    present = {kind.head for kind in chapter_kinds() if kind.code in written}
    if AnnualReportHead.FINANCE not in present and report.pk and _has_statements(report):
        present.add(AnnualReportHead.FINANCE.value)
    return [head for head in AnnualReportHead.values if head not in present]


def _has_statements(report: AnnualReport) -> bool:
    return bool(report.finance_lines.filter(amount__isnull=False).exists())
