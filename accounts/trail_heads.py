"""Where the end of the audit trail is written down outside the database, so that a cut shows."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

_PRINTED = re.compile(r"(\d+):([0-9a-f]{12,64})")


@dataclass(frozen=True)
class Head:
    """An event that was the last one of the trail; of a printed one the digest may be cut short."""

    event: int
    digest: str


@dataclass(frozen=True)
class Witness:
    """An event that a row kept elsewhere in the portal proves to have been recorded."""

    action: str
    subject_type: str
    subject_id: str
    #: What the event says of it afterwards, or "".
    digest: str = ""


#: Who else knows of events; the apps above add theirs as they start.
WITNESSES: list[Callable[[], Iterable[Witness]]] = []


def printed_head(text: str) -> Head:
    """Read a head as it is printed, `event:digest` with at least 12 signs of the digest.

    Raises ValueError.
    """
    if (found := _PRINTED.fullmatch(text.strip().lower())) is None:
        raise ValueError(text)
    return Head(int(found[1]), found[2])


def read_heads(path: Path) -> tuple[list[Head], int]:
    """Return the heads in a file, and how many of its lines cannot be read."""
    heads: list[Head] = []
    unread = 0
    if not path.exists():
        return heads, unread
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            heads.append(Head(int(said["event"]), str(said["digest"])))
        except (ValueError, TypeError, KeyError):
            unread += 1
    return heads, unread


def write_head(path: Path, head: Head, *, at: str) -> bool:
    """Add a head to a file unless it is the last one there; returns whether it was added."""
    heads, _unread = read_heads(path)
    if heads and heads[-1] == head:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": at, **asdict(head)})
    is_torn = path.exists() and not path.read_bytes().endswith(b"\n")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"\n{line}\n" if is_torn else f"{line}\n")
    return True
