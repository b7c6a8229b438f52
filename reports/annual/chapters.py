"""The chapters of an annual report: data with its source, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from reports.annual.parts import Words

FILE = Path(__file__).resolve().parents[1] / "data" / "annual_chapters.yaml"


@dataclass(frozen=True, slots=True)
class ChapterKind:
    """A chapter: code, title, the required head it serves (or empty), what belongs in it.

    `in_short` says whether the short edition has it; `listed` and `others` are the kinds of
    activities it shows, the first each in a table of its own.
    """

    code: str
    title: Words
    head: str
    guidance: Words
    in_short: bool
    listed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def activities(self) -> tuple[str, ...]:
        """All kinds of activities that it shows."""
        return self.listed + self.others


@lru_cache(maxsize=1)
def chapter_kinds() -> tuple[ChapterKind, ...]:
    """All chapters in their order."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["chapters"]
    return tuple(_kind(row) for row in rows)


def _kind(row: dict[str, Any]) -> ChapterKind:
    return ChapterKind(
        code=row["code"],
        title=Words(**row["title"]),
        head=row.get("head", ""),
        guidance=Words(**row["guidance"]),
        in_short=row.get("in_short", False),
        listed=tuple(row.get("listed", ())),
        others=tuple(row.get("others", ())),
    )


@lru_cache(maxsize=1)
def chapter_by_code() -> dict[str, ChapterKind]:
    """Chapters by code."""
    return {kind.code: kind for kind in chapter_kinds()}


def heads_present(chapters: Iterable[Mapping[str, Any]]) -> set[str]:
    """The required heads that a report's chapters (of its content) serve.

    A chapter serves its head when something is written in it; that on finance when the
    statements are entered, too.
    """
    return {
        chapter["head"]
        for chapter in chapters
        if chapter["head"]
        and (chapter["html"] or (chapter["code"] == "finance" and chapter["parts"]))
    }
