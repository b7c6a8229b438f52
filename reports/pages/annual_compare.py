"""The page that compares an annual report with the one before, or two of its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.annual.content_diff import ChapterDiff, compare_chapters
from reports.annual.text_diff import Block, around_changes
from reports.models import AnnualReport
from reports.selectors.annual_compare import (
    LAST,
    NOW,
    Side,
    SideKind,
    chapters_of,
    sides_of,
    with_parts,
)


@dataclass(frozen=True)
class Entry:
    """A chapter in the list: whether it changed, as far as both sides are read.

    `is_awaited` says that it is still to be written: the report is open and it says nothing yet.
    """

    code: str
    title: Mapping[str, str]
    is_same: bool
    is_awaited: bool = False


@dataclass(frozen=True)
class ComparePage:
    """Two sides, the chapters that changed, and one chapter compared."""

    report: AnnualReport
    sides: list[tuple[Side, str]]
    before: Side
    after: Side
    entries: list[Entry]
    chapter: ChapterDiff
    #: Whether both sides know figures, and whether those of the chapter are compared here.
    has_figures: bool
    shows_figures: bool

    @property
    def before_label(self) -> str:
        """What the first side is called."""
        return side_label(self.before)

    @property
    def after_label(self) -> str:
        """What the second side is called."""
        return side_label(self.after)

    @property
    def blocks(self) -> list[Block]:
        """The changed paragraphs with what stands around, and how many were left out."""
        return around_changes(self.chapter.text.paragraphs)

    @property
    def changed(self) -> int:
        """How many chapters changed."""
        return sum(not (entry.is_same or entry.is_awaited) for entry in self.entries)

    @property
    def unseen(self) -> bool:
        """Whether the list judges chapters by their text alone."""
        return not (self.before.is_frozen and self.after.is_frozen)


def side_label(side: Side) -> str:
    """What a side is called."""
    day = f"{side.at:%Y-%m-%d}" if side.at else ""
    match side.kind:
        case SideKind.NOW:
            return _("As it is now")
        case SideKind.VERSION:
            return _("Version %(number)d, handed in on %(day)s") % {
                "number": side.number,
                "day": day,
            }
        case SideKind.PUBLISHED:
            return _("Report of %(year)d, published on %(day)s") % {"year": side.year, "day": day}
        case SideKind.LAST_VERSION:
            return _("Report of %(year)d, handed in on %(day)s") % {"year": side.year, "day": day}
        case SideKind.LAST_TEXT:
            return _("Report of %(year)d, not handed in") % {"year": side.year}


def compare_page(
    report: AnnualReport, asked: Mapping[str, str], *, at: dt.datetime
) -> ComparePage | None:
    """The page for what the address asks; None when there is nothing to compare with."""
    sides = sides_of(report)
    pair = _asked(sides, asked, is_open=report.is_open)
    if pair is None:
        return None
    before, after = pair
    old, new = chapters_of(pair)
    entries = compare_chapters(old, new)
    code = _code(entries, asked.get("chapter", ""))
    both = before.is_frozen and after.is_frozen
    has_figures = all(side.is_frozen or side.slug == NOW for side in pair)
    shows_figures = both or (has_figures and "figures" in asked)
    if shows_figures:
        old = [*with_parts(old, report, code, at=at)] if before.slug == NOW else old
        new = [*with_parts(new, report, code, at=at)] if after.slug == NOW else new
    else:
        old, new = ([{**chapter, "parts": []} for chapter in side] for side in (old, new))
    chapter = next(d for d in compare_chapters(old, new) if d.after["code"] == code)
    return ComparePage(
        report,
        [(side, side_label(side)) for side in sides],
        before,
        after,
        [
            Entry(
                diff.after["code"],
                {"zh": diff.after["title_zh"], "en": diff.after["title_en"]},
                diff.is_same if both else diff.before["html"] == diff.after["html"],
                after.slug == NOW and report.is_open and not diff.after["html"],
            )
            for diff in entries
        ],
        chapter,
        has_figures,
        shows_figures,
    )


def _asked(
    sides: list[Side], asked: Mapping[str, str], *, is_open: bool
) -> tuple[Side, Side] | None:
    """The two sides of the address; else what is nearest to it.

    While the society writes, the present text is compared, else what was handed in last.
    """
    by_slug = {side.slug: side for side in sides}
    before, after = by_slug.get(asked.get("from", "")), by_slug.get(asked.get("to", ""))
    if before and after and before.slug != after.slug:
        return before, after
    now, versions = sides[0], [side for side in sides if side.kind == SideKind.VERSION]
    last = by_slug.get(LAST)
    if asked.get("with") == "version" or last is None:
        if len(versions) > 1 and not is_open:
            return versions[1], versions[0]
        return (versions[0], now) if versions else ((last, now) if last else None)
    return last, now


def _code(entries: list[ChapterDiff], asked: str) -> str:
    """The chapter asked for, else the first written one that changed, else the first."""
    codes = [diff.after["code"] for diff in entries]
    if asked in codes:
        return asked
    changed = [d.after for d in entries if d.before["html"] != d.after["html"]]
    written = (after["code"] for after in changed if after["html"])
    return str(next(written, changed[0]["code"] if changed else codes[0]))
