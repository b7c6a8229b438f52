"""The words of an annual report as they are searched: those of its chapters and of its society.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.annual.rich_text import plain_text

#: Characters around what was found.
AROUND = 40


def search_text(content: dict[str, Any]) -> str:
    """All words that the society wrote, chapter by chapter, in one line."""
    words = []
    for chapter in content["chapters"]:
        if chapter["html"]:
            words += [chapter["summary"], plain_text(chapter["html"])]
    return " ".join(" ".join(words).split())


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A place in a text where a word was found."""

    before: str
    found: str
    after: str


def excerpt(text: str, words: str) -> Excerpt | None:
    """The first place where the first of the words stands that the text has; None for none."""
    plain = text.lower()
    for word in words.split():
        at = plain.find(word.lower())
        if at >= 0 and len(plain) == len(text):
            end = at + len(word)
            before, after = text[max(0, at - AROUND) : at], text[end : end + AROUND]
            return Excerpt(
                f"…{before}" if at > AROUND else before,
                text[at:end],
                f"{after}…" if end + AROUND < len(text) else after,
            )
    return None
