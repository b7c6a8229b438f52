"""What secretariats write, as blocks: paragraphs, and lists whose lines begin with a dash."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ITEM = re.compile(r"^\s*[-–•·*]\s+(?=\S)")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
#: What Unicode will never make a character of: XML, and so Word, cannot hold the last two of all.
_NO_CHARACTER = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE + end) for plane in range(17) for end in (0, 1))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one list of items."""

    is_list: bool
    lines: tuple[str, ...]


def clean_text(text: str) -> str:
    """Return the text with plain line ends and without control or direction characters."""
    plain = _NO_CHARACTER.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    kept = (c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "\n".join(line.rstrip() for line in "".join(kept).split("\n")).strip("\n")


def text_blocks(text: str) -> tuple[Block, ...]:
    """Split into blocks: each line is a paragraph, neighbouring dashed lines make one list."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in (*clean_text(text).split("\n"), ""):
        if item := _ITEM.match(line):
            items.append(line[item.end() :].strip())
            continue
        if items:
            blocks.append(Block(True, tuple(items)))
            items = []
        if line.strip():
            blocks.append(Block(False, (line.strip(),)))
    return tuple(blocks)


def characters(text: str) -> int:
    """Count what a reader would count: characters without white space."""
    return sum(not character.isspace() for character in text)
