"""Digests as people give them, what was found of them, and what a file turned out to be. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

#: Whole digests, beginnings of at least eight signs, or beginning and end as pages shorten them.
_WHOLE = re.compile(r"[0-9a-f]{8,64}")
_SHORT = re.compile(r"([0-9a-f]{4,})(?:…|\.{2,3}|⋯)([0-9a-f]{4,})")
LENGTH = 64
#: Short forms that fit more than this say nothing.
MOST = 20
_PRINTED = re.compile(
    r"(?P<site>https?://[^/\s]+.*?)/verify/(?P<digest>[0-9a-f]{64})/?"
    r"(?:\?seal=(?P<version>[1-9][0-9]{0,4}))?(?:[?#&]\S*)?"
)
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+\d{1,10}\s+(\d{1,10})\s+(\d{1,10})\s*\]")
#: A file has a few signatures; more of them are somebody's game.
_MOST_SIGNATURES = 8


class Standing(StrEnum):
    """Whether what was found is the latest word."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    NOT_PUBLISHED = "not_published"


@dataclass(frozen=True)
class Found:
    """Something of ours that has the digest."""

    standing: Standing
    title: str
    text: str
    digest: str
    url: str = ""


@dataclass(frozen=True)
class Wanted:
    """A digest as people give it: the beginning, and the end of a shortened one."""

    start: str
    end: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return len(self.start) == LENGTH

    def q(self, field: str) -> Q:
        """Rows that fit."""
        if self.is_whole:
            return Q(**{field: self.start})
        found = Q(**{f"{field}__startswith": self.start})
        return found & Q(**{f"{field}__endswith": self.end}) if self.end else found


def wanted(text: str) -> Wanted | None:
    """Read a digest from what was pasted; None when it is none."""
    plain = re.sub(r"\s", "", text).casefold().removeprefix("sha256:").removeprefix("sha256")
    if short := _SHORT.fullmatch(plain):
        return Wanted(short[1], short[2])
    return Wanted(plain) if _WHOLE.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What a printed code says: the site it leads to, and a digest (empty when it names none).

    The code of a cover sheet for the seal also says which version it is for.
    """

    site: str
    digest: str
    version: int | None = None


def read_code(text: str) -> PrintedCode:
    """Read a printed code; of a foreign one only where it leads is kept."""
    found = _PRINTED.fullmatch(text.strip())
    if found is None:
        return PrintedCode(text[:120], "")
    version = found["version"]
    return PrintedCode(found["site"], found["digest"], int(version) if version else None)


def signed_lengths(data: bytes) -> list[int]:
    """How many bytes each signature of a PDF covers, where the file goes on behind them.

    Read from the text alone: no reader of PDF has to be trusted with it.
    """
    ends = (int(found[1]) + int(found[2]) for found in _BYTE_RANGE.finditer(data))
    return sorted({end for end in ends if 0 < end < len(data)})[:_MOST_SIGNATURES]


class FileKind(StrEnum):
    """What a file turned out to be."""

    #: Byte for byte what the portal keeps, or nothing of ours.
    COMPARED = "compared"
    #: It begins with a whole document of ours, and something was added behind it.
    ADDED_TO = "added_to"
    #: It shows a code of ours, but is not the file that the portal made.
    SHOWS_CODE = "shows_code"
    #: It bears our signature, sound, but nothing is on record.
    SIGNED_ONLY = "signed_only"
    #: It bears our signature, but was changed after it was signed.
    BROKEN = "broken"
    #: Its code leads to another site.
    ELSEWHERE = "elsewhere"
    #: It could not be read.
    UNREADABLE = "unreadable"
    #: It is of a kind into which nobody looks.
    NOT_READ = "not_read"


@dataclass(frozen=True)
class FileAnswer:
    """What a file is, its digest, and what of ours that names."""

    kind: FileKind
    digest: str
    found: list[Found] = field(default_factory=list)
    #: Pictures show a code and prove nothing else.
    is_picture: bool = False
    #: Where a foreign code leads.
    site: str = ""
