"""Where the passage that somebody spoke of stands in a chapter, also after the text was edited.

Blanks do not count: a browser gives the words of a selection with line breaks of its own. Places
are positions among the characters that are not blank. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape
from html.parser import HTMLParser

#: How alike an edited passage must be to be taken for the one that was quoted.
ALIKE = 0.8
#: Shorter passages are found as they were, or between the words that stood around them.
SHORTEST_EDITED = 6
#: How many characters around a passage must still stand to show where it was rewritten.
SHORTEST_CONTEXT = 6
_GRAM = 3
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a chapter with a few words before and after them."""

    quote: str
    before: str = ""
    after: str = ""


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    EDITED = "edited"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands now."""

    start: int
    end: int
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked in the text: where, and the number and record it leads to."""

    place: Place
    number: int
    key: int


def squeezed(text: str) -> str:
    """The text without blanks."""
    return "".join(text.split())


def place_of(passage: Passage, text: str) -> Place | None:
    """Find the passage in squeezed text: as it was, slightly edited, or rewritten in its place."""
    wanted = Passage(*map(squeezed, (passage.quote, passage.before, passage.after)))
    if not wanted.quote:
        return None
    starts = list(_occurrences(wanted.quote, text))
    if starts:
        end = len(wanted.quote)
        start = max(starts, key=lambda start: _agreement(wanted, text, start, start + end))
        return Place(start, start + end)
    return _edited(wanted, text) or _rewritten(wanted, text)


def _occurrences(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _agreement(wanted: Passage, text: str, start: int, end: int) -> int:
    """How many characters around a place are those that stood around the passage."""
    before = reversed(text[max(0, start - len(wanted.before)) : start])
    return _shared(reversed(wanted.before), before) + _shared(wanted.after, text[end:])


def _shared(one: Iterator[str] | str, other: Iterator[str] | str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _edited(wanted: Passage, text: str) -> Place | None:
    if len(wanted.quote) < SHORTEST_EDITED:
        return None
    best: tuple[float, int, int, int] | None = None
    for window_start, window_end in _windows(wanted.quote, text):
        for start, end in _spans(wanted.quote, text, window_start, window_end):
            alike = SequenceMatcher(None, wanted.quote, text[start:end], autojunk=False).ratio()
            rank = (alike, _agreement(wanted, text, start, end), start, end)
            best = rank if best is None else max(best, rank)
    if best is None or best[0] < ALIKE:
        return None
    return Place(best[2], best[3], Change.EDITED)


def _windows(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text that share most with the quote, by where its parts stand."""
    grams: dict[str, list[int]] = {}
    for position in range(len(quote) - _GRAM + 1):
        grams.setdefault(quote[position : position + _GRAM], []).append(position)
    width = max(_GRAM, len(quote) // 4)
    votes: Counter[int] = Counter()
    for position in range(len(text) - _GRAM + 1):
        for inside in grams.get(text[position : position + _GRAM], ()):
            votes[(position - inside) // width] += 1
    for bucket, _count in votes.most_common(_CANDIDATES):
        start = max(0, (bucket - 1) * width)
        yield start, min(len(text), start + 4 * width + len(quote))


def _spans(quote: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the quote may begin and end in a stretch: at what is equal, or as long as it was."""
    matcher = SequenceMatcher(None, quote, text[start:end], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size > 1]
    if not blocks:
        return
    first, last = blocks[0], blocks[-1]
    tail = last.a + last.size
    equal = (start + first.b, start + last.b + last.size)
    yield equal
    yield max(start, equal[0] - first.a), min(end, equal[1] + len(quote) - tail)


def _rewritten(wanted: Passage, text: str) -> Place | None:
    """Where other words stand now between those that stood around the passage."""
    if min(len(wanted.before), len(wanted.after)) < SHORTEST_CONTEXT:
        return None
    starts = [at + len(wanted.before) for at in _occurrences(wanted.before, text)]
    ends = list(_occurrences(wanted.after, text))
    reach = 3 * len(wanted.quote) + 40
    gaps = [(e - s, s, e) for s in starts for e in ends if 0 < e - s <= reach]
    if not gaps:
        return None
    _gap, start, end = min(gaps)
    return Place(start, end, Change.REWRITTEN)


class _Marker(HTMLParser):
    """Writes clean text again, with marks around passages."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(convert_charrefs=True)
        self._marks = marks
        self._starts = {mark.place.start for mark in marks}
        self._ends = {mark.place.end for mark in marks}
        self._position = 0
        self._inside: tuple[Mark, ...] = ()
        self._begun: set[int] = set()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        run = ""
        for character in data:
            if not character.isspace():
                if self._position in self._starts:
                    self._write(run)
                    run, self._inside = "", self._around()
                self._position += 1
            run += character
            if self._position in self._ends and not character.isspace():
                self._write(run)
                self._end()
                run, self._inside = "", self._around()
        self._write(run)

    def _around(self) -> tuple[Mark, ...]:
        return tuple(m for m in self._marks if m.place.start <= self._position < m.place.end)

    def _write(self, run: str) -> None:
        words = escape(run, quote=False)
        if not self._inside or not run.strip():
            self.parts.append(words)
            return
        for mark in self._inside:
            if mark.key not in self._begun:
                self._begun.add(mark.key)
                self.parts.append(f'<span class="passage-start" id="passage-{mark.key}"></span>')
        keys = " ".join(str(mark.key) for mark in self._inside)
        self.parts.append(f'<mark class="passage" data-comments="{keys}">{words}</mark>')

    def _end(self) -> None:
        for mark in self._inside:
            if mark.place.end == self._position:
                self.parts.append(
                    f'<a class="passage-number" href="#comment-{mark.key}">{mark.number}</a>'
                )


def marked_html(html: str, marks: Sequence[Mark]) -> str:
    """Clean text with its passages marked, each led to by `#passage-KEY`.

    A number behind each passage leads to `#comment-KEY`.
    """
    marker = _Marker(marks)
    marker.feed(html)
    marker.close()
    return "".join(marker.parts)
