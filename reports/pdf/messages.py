"""What passes between the portal and the process that renders.

Each message is a line of JSON with `length`, followed by that many bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished document, its number of pages, and characters that no font could draw."""

    data: bytes
    pages: int
    missing: str = ""


def write_message(stream: IO[bytes], head: dict[str, object], body: bytes) -> None:
    """Write one message."""
    stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[dict[str, object], bytes] | None:
    """Read one message; None at the end of the stream, EOFError within a message."""
    line = stream.readline()
    if not line:
        return None
    head: dict[str, object] = json.loads(line)
    length = int(str(head["length"]))
    body = stream.read(length)
    if len(body) != length:
        raise EOFError("the message ends too early")
    return head, body
