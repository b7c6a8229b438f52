"""The annual report on paper: what its templates ask for, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.templatetags.portal import local_filter as local
from reports.annual.captions import part_numbers, places
from reports.annual.chapters import heads_present
from reports.annual.numbers import qr_code
from reports.enums import AnnualReportHead
from reports.pages.print_parts import HALF_WIDTH, PrintedPart, printed
from reports.pdf.rich import has_chinese, print_html

Content = Mapping[str, Any]
#: Chapters that begin a page of their own, the last three in the development report.
OPENS_PAGE = frozenset(("message", "overview", "societies", "methods"))


@dataclass(frozen=True, slots=True)
class PrintedChapter:
    """A chapter as it is printed; `number` is "" when it says nothing."""

    code: str
    number: str
    title: str
    head: str
    html: SafeString
    is_foreign: bool
    parts: tuple[PrintedPart, ...]
    is_unwritten: bool = False
    findings: tuple[Content, ...] = ()

    @property
    def numbered_parts(self) -> list[PrintedPart]:
        """Its tables and figures with a number."""
        return [part for part in self.parts if part.number]

    @property
    def opens_page(self) -> bool:
        """Whether it begins a page of its own."""
        return self.code in OPENS_PAGE


@dataclass(frozen=True)
class AnnualDocument:
    """Everything around and in a printed report."""

    content: Content
    digest: str
    number: str
    images: Mapping[str, str]
    is_draft: bool = False

    @property
    def is_chinese(self) -> bool:
        """Whether the frame is in Chinese."""
        return (get_language() or "zh").startswith("zh")

    @property
    def language(self) -> str:
        """The language of the frame, for the document."""
        return "zh-Hans" if self.is_chinese else "en"

    @property
    def society(self) -> Content:
        """The society's profile."""
        profile: Content = self.content["society"]
        return profile

    @property
    def name(self) -> str:
        """The society's name in the language of the frame."""
        return str(local(self.society, "name"))

    @property
    def other_name(self) -> str:
        """Its name in the other language, "" when there is none."""
        names = (self.society["name_zh"], self.society["name_en"])
        other = names[1] if self.is_chinese else names[0]
        return other if other != self.name else ""

    @cached_property
    def places(self) -> dict[str, int]:
        """Numbers of the chapters that say something."""
        return places(self.content["chapters"])

    @cached_property
    def chapters(self) -> list[PrintedChapter]:
        """Chapters that say something, and the first of each required head nobody wrote of."""
        written = {"", *heads_present(self.content["chapters"])}
        shown = []
        for chapter in self.content["chapters"]:
            is_unwritten = chapter["head"] not in written
            if chapter["code"] in self.places or is_unwritten:
                written.add(chapter["head"])
                shown.append(self._chapter(chapter, is_unwritten=is_unwritten))
        return shown

    def _chapter(self, chapter: Content, *, is_unwritten: bool = False) -> PrintedChapter:
        place = self.places.get(chapter["code"], 0)
        numbers = part_numbers(chapter, place)
        html = print_html(chapter["html"], place, zh=self.is_chinese, images=self.images)
        return PrintedChapter(
            code=chapter["code"],
            number=str(place or ""),
            title=str(local(chapter, "title")),
            head=str(AnnualReportHead(chapter["head"]).label) if chapter["head"] else "",
            html=mark_safe(html),  # noqa: S308 - cleaned when it was saved and when it was read
            is_foreign=not self.is_chinese and has_chinese(html),
            parts=tuple(printed(part, numbers.get(part["code"])) for part in chapter["parts"]),
            is_unwritten=is_unwritten,
            findings=tuple(chapter.get("findings", ())),
        )

    @property
    def left_out(self) -> list[str]:
        """Titles of the chapters of which there is nothing to say."""
        shown = {chapter.code for chapter in self.chapters}
        return [str(local(c, "title")) for c in self.content["chapters"] if c["code"] not in shown]

    @cached_property
    def glance(self) -> PrintedPart | None:
        """The key figures of the year."""
        figures = self.content["glance"].get("figures")
        return printed(figures, with_formulas=False) if figures else None

    @cached_property
    def trends(self) -> list[PrintedPart]:
        """The charts of five years, side by side."""
        charts = self.content["glance"].get("trends") or ()
        return [printed(chart, width=HALF_WIDTH) for chart in charts]

    @property
    def has_foreign_text(self) -> bool:
        """Whether an English document holds what the society wrote in Chinese."""
        return any(chapter.is_foreign for chapter in self.chapters)

    @property
    def verify_url(self) -> str:
        """The address that verifies the document."""
        return str(settings.SITE_URL) + reverse("reports:verify-digest", args=[self.digest])

    @cached_property
    def code(self) -> SafeString:
        """The same address for a phone, as a picture."""
        title = _("QR code to the page that verifies this report")
        return mark_safe(qr_code(self.verify_url, title))  # noqa: S308 - made by us from our own address
