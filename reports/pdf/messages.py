"""What passes between the portal and the process that renders.

Each message is a line of JSON with `length`, followed by that many bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, Any

#: The head of a message and the bytes that follow it.
Message = tuple[dict[str, object], bytes]


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished document, its number of pages, and characters that no font could draw."""

    data: bytes
    pages: int
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document: data of what the document shows."""

    name: str
    media_type: str
    description: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """A document to render; an archival one declares PDF/A-3a and PDF/UA-1."""

    html: str
    identifier: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_archival: bool = False

    def __post_init__(self) -> None:
        if self.attachments and not self.is_archival:
            raise ValueError("only an archival document carries attachments")


def write_request(stream: IO[bytes], request: RenderRequest) -> None:
    """Write a request as one message: the text, and behind it the attachments."""
    html = request.html.encode()
    attachments = request.attachments
    head: dict[str, object] = {
        "identifier": request.identifier,
        "is_archival": request.is_archival,
        "html": len(html),
        "attachments": [
            [each.name, each.media_type, each.description, len(each.data)] for each in attachments
        ],
    }
    write_message(stream, head, b"".join((html, *(each.data for each in attachments))))


def read_request(head: dict[str, Any], body: bytes) -> RenderRequest:
    """The request that a message holds."""
    start = head["html"]
    attachments = []
    for name, media_type, description, length in head["attachments"]:
        attachments.append(Attachment(name, media_type, description, body[start : start + length]))
        start += length
    return RenderRequest(
        body[: head["html"]].decode(), head["identifier"], tuple(attachments), head["is_archival"]
    )


def write_message(stream: IO[bytes], head: dict[str, object], body: bytes) -> None:
    """Write one message."""
    stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message | None:
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
