"""The short edition of an annual report: eight pages, whatever the content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.portal import local_filter as local
from reports.pages.annual_document import AnnualDocument, Content
from reports.pages.print_parts import PrintedPart, printed
from reports.pdf import fitting
from reports.pdf.rich import has_chinese, prose

#: Pages after the cover: what opens each, and its chapters with their part of the room.
PAGES = (
    ("glance", {"message": 1}),
    ("trends", {"development": 4, "organisation": 6}),
    ("", {"members": 7, "events": 3}),
    ("", {"academic": 6, "journals": 4}),
    ("", {"popularisation": 3, "services": 3, "international": 3}),
    ("", {"reform": 5, "finance": 6}),
    ("proof", {"plan": 1}),
)
#: Height for what stands below the heading of a page, and what the proof at the end takes.
HEIGHT, PROOF, TREND = 225.0, 84.0, 38.0
#: Characters of a chapter, trends on a page, rows without which a table is left out.
CHARACTERS, TRENDS, LEAST_ROWS = 640, 4, 4


@dataclass(frozen=True, slots=True)
class Brief:
    """A chapter in short."""

    title: str
    paragraphs: tuple[str, ...]
    parts: tuple[PrintedPart, ...]
    is_foreign: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.paragraphs and not self.parts


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with its heading; `opening` names what stands above or below its chapters."""

    title: str
    opening: str
    briefs: tuple[Brief, ...]


@dataclass(frozen=True)
class ShortDocument(AnnualDocument):
    """The eight pages."""

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The pages after the cover."""
        return [self._leaf(opening, weights) for opening, weights in PAGES]

    def _leaf(self, opening: str, weights: Mapping[str, int]) -> Leaf:
        by_code = {chapter["code"]: chapter for chapter in self.content["chapters"]}
        chapters = [by_code[code] for code in weights]
        space = HEIGHT - self._opening_height(opening)
        unit = space / sum(weights.values())
        shares = [unit * weights[chapter["code"]] for chapter in chapters]
        words = [first_paragraphs(*each) for each in zip(chapters, shares, strict=True)]
        made = [self._brief(*each) for each in zip(chapters, words, shares, strict=True)]
        spare = space - sum(taken for _brief, taken in made)
        for index, chapter in enumerate(chapters):
            taken = made[index][1]
            made[index] = self._brief(chapter, words[index], taken + spare)
            spare -= made[index][1] - taken
        titles = {
            "glance": _("The year at a glance"),
            "trends": _("Development and organisation"),
            "proof": _("Outlook, and about this report"),
        }
        joined = pgettext("between titles", ", ").join(str(local(c, "title")) for c in chapters)
        return Leaf(titles.get(opening, joined), opening, tuple(brief for brief, _taken in made))

    def _opening_height(self, opening: str) -> float:
        if opening == "glance":
            rows = len(self.glance.figures) if self.glance else 0
            known = fitting.source_height(self.glance.source) if self.glance else 0.0
            return rows * fitting.FIGURES + known + fitting.HEADING + fitting.FIGURES + 12
        if opening == "trends":
            rows = -(-len(self.short_trends) // 2)
            sources = [fitting.source_height(t.source, 76) for t in self.short_trends]
            return rows * (TREND + max(sources, default=0.0))
        return PROOF if opening == "proof" else 0.0

    @property
    def short_trends(self) -> list[PrintedPart]:
        """As many trends as stand on a page beside text."""
        return self.trends[:TRENDS]

    def _brief(
        self, chapter: Content, paragraphs: Sequence[str], space: float
    ) -> tuple[Brief, float]:
        """A chapter's first words and the parts that find room, and the height they take."""
        taken = fitting.HEADING + fitting.text_height(paragraphs)
        taken += 0 if paragraphs else fitting.LINE * 2
        parts = {}
        for part in sorted(chapter["parts"], key=_rank):
            fitted = fit(part, space - taken)
            if fitted is not None:
                parts[part["code"]] = fitted
                taken += height_of(fitted)
        shown = tuple(parts[each["code"]] for each in chapter["parts"] if each["code"] in parts)
        is_foreign = not self.is_chinese and has_chinese("".join(paragraphs))
        brief = Brief(str(local(chapter, "title")), tuple(paragraphs), shown, is_foreign)
        return brief, taken


def first_paragraphs(chapter: Content, share: float) -> list[str]:
    """The summary, or the first words of a chapter, beside its parts."""
    text = chapter["summary"].splitlines() or prose(chapter["html"])
    room = (share - fitting.HEADING) * (0.6 if chapter["parts"] else 1)
    return fitting.shortened(text, CHARACTERS, room)


def _rank(part: Content) -> int:
    """Figures first, then what shows most at a glance."""
    return ("figures", "chart", "table").index(part["part"])


def fit(part: dict[str, Any], space: float) -> PrintedPart | None:
    """The part if it finds room, a table perhaps with fewer rows; None if not."""
    most = int(max(space, 0) // fitting.LEAST_ROW) + 1
    whole = printed(part, at_most=most, with_formulas=False)
    if height_of(whole) <= space:
        return whole
    if whole.kind != "table":
        return None
    empty = replace(whole, rows=(), left_out=len(whole.rows))
    room, count = space - height_of(empty), 0
    widths = [column.width for column in whole.columns]
    for row in whole.rows:
        room -= fitting.row_height([cell.text for cell in row], widths)
        if room < 0:
            break
        count += 1
    return printed(part, at_most=count, with_formulas=False) if count >= LEAST_ROWS else None


def height_of(part: PrintedPart) -> float:
    """The height a part takes on the page."""
    height = fitting.TITLE + fitting.source_height(part.source + "　" * 14 * bool(part.left_out))
    if part.kind == "figures":
        return height + fitting.FIGURES * len(part.figures)
    if part.kind == "chart":
        return height + part.height * fitting.UNIT
    widths = [column.width for column in part.columns]
    rows = [[cell.text for cell in row] for row in (*part.rows, part.total) if row]
    rows.append([column.label for column in part.columns])
    return height + sum(fitting.row_height(row, widths) for row in rows)
