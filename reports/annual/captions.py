"""Numbers of figures and tables in an annual report: by chapter, and the same in every edition.

A chapter that says nothing has no place and no number. In a chapter what its text shows with a
caption comes first, then the parts that the portal adds; tables and figures are counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reports.annual.parts import Words

Chapter = Mapping[str, Any]
_CAPTION = re.compile(r"<(figcaption|caption)\b[^>]*>(?=\s*[^\s<]|\s*<(?!/(?:fig)?caption))")
_TABLE, _FIGURE = Words("表", "Table"), Words("图", "Figure")
_WORDS = {"table": _TABLE, "chart": _FIGURE, "caption": _TABLE, "figcaption": _FIGURE}


def says_something(chapter: Chapter) -> bool:
    """Whether a chapter has text or parts, and so a place in the report."""
    return bool(chapter["html"] or chapter["parts"])


def places(chapters: Iterable[Chapter]) -> dict[str, int]:
    """Number the chapters that say something, from 1, by their codes."""
    shown = (each["code"] for each in chapters if says_something(each))
    return {code: place for place, code in enumerate(shown, start=1)}


def part_numbers(chapter: Chapter, place: int) -> dict[str, Words]:
    """Give each table and chart of a chapter its number, by the part's code."""
    counts = {_TABLE: 0, _FIGURE: 0}
    for tag in _CAPTION.findall(chapter["html"]):
        counts[_WORDS[tag]] += 1
    numbers = {}
    for part in chapter["parts"]:
        word = _WORDS.get(part["part"])
        if word is not None:
            counts[word] += 1
            numbers[part["code"]] = _number(word, place, counts[word])
    return numbers


def numbered_html(html: str, place: int, *, zh: bool) -> str:
    """Put the number before each caption of a chapter's clean text."""
    counts = {_TABLE: 0, _FIGURE: 0}

    def numbered(match: re.Match[str]) -> str:
        word = _WORDS[match[1]]
        counts[word] += 1
        number = _number(word, place, counts[word])
        return f'{match[0]}<span class="caption-number">{number.zh if zh else number.en}</span> '

    return _CAPTION.sub(numbered, html)


def _number(word: Words, place: int, count: int) -> Words:
    return Words(f"{word.zh} {place}-{count}", f"{word.en} {place}-{count}")
