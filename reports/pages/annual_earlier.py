"""The page of the texts that a chapter had before, one of them compared with what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from reports.annual.rich_text import plain_text
from reports.annual.text_diff import Block, TextDiff, around_changes, compare_texts
from reports.models import AnnualReport, EarlierText
from reports.pages.annual_compose import shown
from reports.selectors.annual_text import Chapter, chapters_of


@dataclass(frozen=True)
class EarlierPage:
    """The earlier texts of a chapter, newest first; `chosen` is None when there is none."""

    report: AnnualReport
    chapter: Chapter
    texts: list[EarlierText]
    chosen: EarlierText | None

    @cached_property
    def diff(self) -> TextDiff:
        """From the chosen text to what the chapter says now."""
        before = plain_text(self.chosen.html) if self.chosen else ""
        return compare_texts(before, self.chapter.text)

    @property
    def blocks(self) -> list[Block]:
        """The changed paragraphs with what stands around them."""
        return around_changes(self.diff.paragraphs)

    @property
    def shown(self) -> SafeString:
        """The chosen text with its pictures."""
        return shown(self.report, self.chosen.html if self.chosen else "")


def earlier_page(report: AnnualReport, chapter: str, version: str) -> EarlierPage:
    """The page of a chapter's earlier texts; the newest unless another one is asked for."""
    texts: list[EarlierText] = []
    if report.pk:
        kept = EarlierText.objects.filter(report=report, chapter=chapter)
        texts = list(kept.defer("html").select_related("saved_by", "replaced_by"))
    chosen = next((text for text in texts if str(text.version) == version), None)
    current = next(each for each in chapters_of(report) if each.code == chapter)
    return EarlierPage(report, current, texts, chosen or next(iter(texts), None))
