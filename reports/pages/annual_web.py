"""The web edition of a published annual report: a page to read, made of what was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.templatetags.portal import local_filter
from reforms.months import BEIJING
from reports.annual.captions import numbered_html, part_numbers, places
from reports.annual.numbers import report_number
from reports.annual.parts import Words
from reports.annual.renditions import RENDITIONS, Rendition
from reports.annual.rich_text import plain_text, with_addresses
from reports.enums import AnnualReportHead
from reports.models import PublishedAnnualReport, PublishedFile

#: Characters of the description that search engines show.
DESCRIPTION = 120


@dataclass(frozen=True)
class WebChapter:
    """A chapter with its number, its text as it is shown, and its numbered parts."""

    code: str
    place: int
    title: str
    head: str
    html: SafeString
    parts: list[dict[str, Any]]
    numbers: Mapping[str, Words]
    findings: list[dict[str, Any]]


class WebReport:
    """What the template of the web edition asks for."""

    def __init__(
        self, edition: PublishedAnnualReport, editions: list[PublishedAnnualReport]
    ) -> None:
        self.edition = edition
        self.society = edition.society
        self.year = edition.workplan.year
        self.content = edition.content
        self.others = [each for each in editions if each.number != edition.number]
        self.is_chinese = (get_language() or "zh").startswith("zh")

    @property
    def number(self) -> str:
        """The number that is printed on the report."""
        return report_number(self.year, self.society.code, self.edition.version_number)

    @cached_property
    def chapters(self) -> list[WebChapter]:
        """The chapters that say something."""
        shown = places(self.content["chapters"])
        return [
            self._chapter(each, shown[each["code"]])
            for each in self.content["chapters"]
            if each["code"] in shown
        ]

    def _chapter(self, chapter: Mapping[str, Any], place: int) -> WebChapter:
        html = numbered_html(chapter["html"], place, zh=self.is_chinese)
        return WebChapter(
            code=chapter["code"],
            place=place,
            title=local_filter(chapter, "title"),
            head=str(AnnualReportHead(chapter["head"]).label) if chapter["head"] else "",
            html=mark_safe(with_addresses(html, self._picture)),  # noqa: S308 - cleaned when saved
            parts=chapter["parts"],
            numbers=part_numbers(chapter, place),
            findings=chapter.get("findings", []),
        )

    @property
    def _picture(self) -> Callable[[str], str]:
        def address(digest: str) -> str:
            return reverse("reports:public-annual-report-image", args=[*self._address, digest])

        return address

    @property
    def _address(self) -> tuple[int, str]:
        return self.year, self.society.code

    @property
    def figures(self) -> dict[str, Any] | None:
        """The key figures of the year."""
        found: dict[str, Any] | None = self.content["glance"].get("figures")
        return found

    @property
    def trends(self) -> list[dict[str, Any]]:
        """Charts over several years."""
        found: list[dict[str, Any]] = self.content["glance"].get("trends", [])
        return found

    @cached_property
    def files(self) -> list[tuple[Rendition, PublishedFile, str]]:
        """The PDFs of the edition, and where they are."""
        found = ((each, self.edition.file_of(each.edition, each.language)) for each in RENDITIONS)
        return [
            (rendition, file, self._of_edition("file", rendition.slug))
            for rendition, file in found
            if file is not None
        ]

    @property
    def data(self) -> dict[str, str]:
        """Where the data of the edition are, by their kind."""
        return {suffix: self._of_edition("data", suffix) for suffix in ("json", "csv")}

    def _of_edition(self, what: str, *more: str) -> str:
        """An address that stays with the newest edition, or with one that was replaced."""
        if self.edition.superseded_at is None:
            return reverse(f"reports:public-annual-report-{what}", args=[*self._address, *more])
        args = [*self.edition_address, *more]
        return reverse(f"reports:public-annual-report-edition-{what}", args=args)

    @property
    def newest(self) -> PublishedAnnualReport | None:
        """The edition that took the place of this one."""
        if self.edition.superseded_at is None:
            return None
        return next((each for each in self.others if each.superseded_at is None), None)

    @property
    def published_on(self) -> dt.date:
        """The day of publication in Beijing."""
        return self.edition.published_at.astimezone(BEIJING).date()

    @property
    def description(self) -> str:
        """What search engines show: the first words of the report."""
        texts = (plain_text(each["html"]).replace("\n", " ") for each in self.content["chapters"])
        return next((text for text in texts if text), "")[:DESCRIPTION]

    @property
    def title(self) -> str:
        """What the report is called."""
        return _("Annual report %(year)s") % {"year": self.year}

    @property
    def citation(self) -> str:
        """How to cite the report."""
        address = reverse("reports:public-annual-report-edition", args=self.edition_address)
        return pgettext(
            "citation",
            "%(society)s. %(title)s [R/OL]. %(number)s. (%(day)s). %(url)s",
        ) % {
            "society": local_filter(self.society, "name"),
            "title": self.title,
            "number": self.number,
            "day": self.published_on.isoformat(),
            "url": f"{settings.SITE_URL}{address}",
        }

    @property
    def edition_address(self) -> tuple[int, str, int]:
        """What names this very edition in an address."""
        return (*self._address, self.edition.number)
