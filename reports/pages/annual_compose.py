"""The page on which a society writes one chapter of its annual report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from reports.annual.pictures import ACCEPT
from reports.annual.rich_text import is_plain, plain_text, with_addresses
from reports.annual.text_diff import Block, around_changes, compare_texts
from reports.enums import TextCause
from reports.models import AnnualReport, EarlierText
from reports.selectors.annual_comments import open_counts
from reports.selectors.annual_compare import reports_before
from reports.selectors.annual_text import Chapter, Head, chapters_of, heads_of
from reports.selectors.finance import unsettled_findings


@dataclass(frozen=True)
class ComposePage:
    """One chapter with its neighbours, and how far the whole report is."""

    #: What the file chooser offers.
    accept: ClassVar[str] = ACCEPT
    #: Stands in the address of a picture where the editor puts the digest.
    no_picture: ClassVar[str] = "0" * 64

    report: AnnualReport
    chapter: Chapter
    chapters: list[Chapter]
    heads: list[Head]
    comments: dict[str, int]
    findings: int
    #: What the chapter said before, the newest; None when nothing is kept.
    earlier: EarlierText | None
    #: Whether a report of an earlier year can be read beside it.
    has_before: bool

    @property
    def previous(self) -> Chapter | None:
        """The chapter before this one."""
        position = self.chapters.index(self.chapter)
        return self.chapters[position - 1] if position else None

    @property
    def following(self) -> Chapter | None:
        """The chapter after this one."""
        return next(iter(self.chapters[self.chapters.index(self.chapter) + 1 :]), None)

    @property
    def entries(self) -> list[tuple[Chapter, int]]:
        """All chapters, each with the comments by CAST that wait there."""
        return [(chapter, self.comments.get(chapter.code, 0)) for chapter in self.chapters]

    @property
    def place(self) -> int:
        """The chapter's number among all."""
        return self.chapters.index(self.chapter) + 1

    @property
    def head(self) -> Head | None:
        """The required head that the chapter serves."""
        return next((head for head in self.heads if head.code == self.chapter.head), None)

    @property
    def replaced(self) -> EarlierText | None:
        """What the chapter said just before a document or an earlier text took its place."""
        earlier = self.earlier
        if earlier is None or earlier.cause == TextCause.TYPED:
            return None
        return earlier if earlier.version + 1 == self.chapter.version else None

    @property
    def missing(self) -> list[Head]:
        """Required heads that keep the report from being submitted."""
        return [head for head in self.heads if not head.is_written]

    @property
    def missing_codes(self) -> list[str]:
        """Codes of those heads."""
        return [head.code for head in self.missing]

    @property
    def written(self) -> int:
        """How many chapters are written."""
        return sum(chapter.is_written for chapter in self.chapters)

    @property
    def is_plain(self) -> bool:
        """Whether the chapter is paragraphs only, and can be written without a script."""
        return is_plain(self.chapter.html)

    @property
    def saved(self) -> SafeString:
        """The chapter as it is stored, with its pictures."""
        return self.shown(self.chapter.html)

    def shown(self, html: str) -> SafeString:
        """Clean text as a page shows it, with the pictures' addresses."""
        return shown(self.report, html)


def compose_page(report: AnnualReport, chapter: str) -> ComposePage:
    """The page of one chapter."""
    chapters = chapters_of(report)
    findings = len(unsettled_findings(report)) if report.pk else 0
    current = next(each for each in chapters if each.code == chapter)
    return ComposePage(
        report,
        current,
        chapters,
        heads_of(report, chapters),
        open_counts(report),
        findings,
        _earlier(report, chapter),
        reports_before(report).exists(),
    )


def _earlier(report: AnnualReport, chapter: str) -> EarlierText | None:
    if not report.pk:
        return None
    kept = EarlierText.objects.filter(report=report, chapter=chapter).defer("html", "summary")
    return kept.order_by("-version").first()


def differences(theirs: str, mine: str) -> list[Block]:
    """What one's own text changes in the saved one."""
    return around_changes(compare_texts(plain_text(theirs), plain_text(mine)).paragraphs)


def begin_with(report: AnnualReport) -> str:
    """Code of the chapter to write next: of a missing head, else an empty one, else the first."""
    chapters = chapters_of(report)
    missing = [head.first for head in heads_of(report, chapters) if not head.is_written]
    empty = [chapter for chapter in chapters if not chapter.is_written]
    return next(iter([*missing, *empty, *chapters])).code


def shown(report: AnnualReport, html: str) -> SafeString:
    """Clean text of a report as its pages show it, with the pictures' addresses."""
    address = (report.workplan.year, report.society.code)

    def image(digest: str) -> str:
        return reverse("reports:annual-report-image", args=(*address, digest))

    return mark_safe(with_addresses(html, image))  # noqa: S308 - the text was cleaned when saved
