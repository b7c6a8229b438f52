"""Plain text as paragraphs and lists, so that nobody's text ever is markup.

Pure: text in, blocks out; the template writes the elements and escapes every word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLET = re.compile(r"[ \t\u3000]*[-*•·●][ \t\u3000]+(?P<words>\S.*)")
#: 1. 1、 1． 1) 1） (1) （1）; a date such as 2017.6.30 or a decimal is no item of a list.
_NUMBER = re.compile(
    r"[ \t\u3000]*(?:[(（](?P<inner>[0-9]{1,3})[)）]"
    r"|(?P<outer>[0-9]{1,3})(?:[、．)）]|\.(?![0-9])))"
    r"[ \t\u3000]*(?P<words>\S.*)"
)


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its items; `start` numbers the first item."""

    kind: str
    lines: tuple[str, ...]
    start: int = 1


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a text: an empty line ends one, and so does another kind of line."""
    blocks: list[Block] = []
    is_new = True
    for line in text.splitlines():
        kind, words, number = _read(line)
        if not words:
            is_new = True
            continue
        last = blocks[-1] if blocks else None
        if last is None or last.kind != kind or (is_new and kind == "paragraph"):
            blocks.append(Block(kind, (words,), number))
        elif kind == "numbers" and number != last.start + len(last.lines):
            blocks.append(Block(kind, (words,), number))  # counted anew, or with a gap
        else:
            blocks[-1] = Block(kind, (*last.lines, words), last.start)
        is_new = False
    return blocks


def _read(line: str) -> tuple[str, str, int]:
    """Say of a line what it is part of, its words, and the number that it bears."""
    if found := _BULLET.fullmatch(line.rstrip()):
        return "bullets", found["words"], 1
    if found := _NUMBER.fullmatch(line.rstrip()):
        return "numbers", found["words"], int(found["inner"] or found["outer"])
    return "paragraph", line.strip(), 1
