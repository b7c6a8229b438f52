"""What changed between two texts, by words: a Chinese character is a word, so is a Latin one.

Pure. Paragraphs are matched first; inside a pair the words are compared, unless hardly anything
is left of the paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from diff_match_patch import diff_match_patch

_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[.,'-][A-Za-z0-9À-ɏ]+)*|\s+|.", re.DOTALL)
#: Paragraphs that share less of their words than this are not the same paragraph.
_LIKE: Final = 0.5
#: Seconds for one paragraph, after which the comparison gets coarser, never wrong.
_PATIENCE: Final = 0.2
#: From here on characters stand for words; no text has them.
_FIRST: Final = 0x10000


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing in it changed."""
        return all(piece.change == Change.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TextDiff:
    """Two texts compared; how many characters came and went."""

    paragraphs: tuple[Paragraph, ...]

    def _count(self, change: Change) -> int:
        return sum(
            len("".join(piece.text.split()))
            for paragraph in self.paragraphs
            for piece in paragraph.pieces
            if piece.change == change
        )

    @property
    def added(self) -> int:
        """Characters that came, without spaces."""
        return self._count(Change.NEW)

    @property
    def removed(self) -> int:
        """Characters that went, without spaces."""
        return self._count(Change.GONE)

    @property
    def is_same(self) -> bool:
        """Whether both texts say the same."""
        return all(paragraph.is_same for paragraph in self.paragraphs)


def compare_texts(before: str, after: str) -> TextDiff:
    """Compare two plain texts, a paragraph on each line."""
    old, new = _lines(before), _lines(after)
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found += (_whole(line, Change.SAME) for line in old[i1:i2])
        else:
            found += _replaced(old[i1:i2], new[j1:j2])
    return TextDiff(tuple(found))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _whole(text: str, change: Change) -> Paragraph:
    return Paragraph((Piece(change, text),))


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Pair the paragraphs that are alike, in their order; the others went or came."""
    words = [Counter(_TOKEN.findall(line)) for line in old]
    at = 0
    for line in new:
        own = Counter(_TOKEN.findall(line))
        like = next((n for n in range(at, len(old)) if _likeness(words[n], own) >= _LIKE), None)
        if like is None:
            yield _whole(line, Change.NEW)
            continue
        yield from (_whole(gone, Change.GONE) for gone in old[at:like])
        yield compare_words(old[like], line)
        at = like + 1
    yield from (_whole(gone, Change.GONE) for gone in old[at:])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that both have."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def compare_words(before: str, after: str) -> Paragraph:
    """Compare two paragraphs word by word."""
    signs: dict[str, str] = {}

    def coded(text: str) -> str:
        return "".join(
            signs.setdefault(token, chr(_FIRST + len(signs))) for token in _TOKEN.findall(text)
        )

    engine = diff_match_patch()
    engine.Diff_Timeout = _PATIENCE
    diffs = engine.diff_main(coded(before), coded(after), False)
    engine.diff_cleanupSemantic(diffs)
    words = {sign: token for token, sign in signs.items()}
    change = {0: Change.SAME, -1: Change.GONE, 1: Change.NEW}
    return Paragraph(
        tuple(
            Piece(change[kind], "".join(words[sign] for sign in coded_text))
            for kind, coded_text in diffs
        )
    )


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs to be shown, or how many unchanged ones are left out."""

    paragraphs: tuple[Paragraph, ...]
    skipped: int = 0


def around_changes(paragraphs: Iterable[Paragraph], near: int = 1) -> list[Block]:
    """The changed paragraphs with `near` unchanged ones around; the others are counted."""
    every = list(paragraphs)
    shown = {
        place + step
        for place, paragraph in enumerate(every)
        if not paragraph.is_same
        for step in range(-near, near + 1)
    }
    blocks = []
    for is_shown, group in groupby(enumerate(every), key=lambda pair: pair[0] in shown):
        found = tuple(paragraph for _place, paragraph in group)
        blocks.append(Block(found) if is_shown else Block((), len(found)))
    return blocks
