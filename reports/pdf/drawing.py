"""The process that draws the pages of a PDF: the document in by standard input, pictures out.

Run as `python -m reports.pdf.drawing WIDTH`; it opens no file, works under limits, and can be
killed at any time. Messages as in `reports.pdf.messages`: first the outline, then page by page.
"""

from __future__ import annotations

import io
import os
import resource
import sys
from typing import BinaryIO

import pypdfium2 as pdfium

from reports.pdf.messages import read_message, write_message

MEMORY_LIMIT = 1024**3
QUALITY = 80


def limit_resources() -> None:
    """Bound memory; no file is written except a short log."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024**2, 1024**2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(data: bytes, width: int, answers: BinaryIO) -> None:
    """Answer with the outline of a document, then with each of its pages as WebP."""
    document = pdfium.PdfDocument(data)
    write_message(answers, {"pages": len(document), "outline": outline(document)}, b"")
    for page in document:
        bitmap = page.render(scale=width / page.get_width())
        picture = bitmap.to_pil().convert("RGB")
        stored = io.BytesIO()
        picture.save(stored, "WEBP", quality=QUALITY, method=3)
        size = {"width": picture.width, "height": picture.height}
        write_message(answers, size, stored.getvalue())
        picture.close()
        bitmap.close()
        page.close()
    document.close()


def outline(document: pdfium.PdfDocument) -> list[tuple[str, int]]:
    """The bookmarks in their order: title and page, from 1."""
    found = []
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        index = None if target is None else target.get_index()
        if index is not None:
            found.append((bookmark.get_title(), index + 1))
    return found


def main() -> None:
    """Take over standard output for answers: whatever a library prints goes to the log."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_resources()
    message = read_message(sys.stdin.buffer)
    if message is not None:
        draw(message[1], int(sys.argv[1]), answers)
    answers.close()


if __name__ == "__main__":
    main()
