"""The process that renders: HTML in by standard input, PDF out by standard output.

Run as `python -m reports.pdf.worker FONTS STYLESHEET…`; it reads no database and no network, works
under limits, and can be killed at any time.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from reports.pdf.messages import read_message, read_request, write_message
from reports.pdf.renderer import Renderer

MEMORY_LIMIT = 3 * 1024**3
FILE_LIMIT = 256 * 1024**2


def limit_resources() -> None:
    """Bound memory and the size of files; no core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(renderer: Renderer, requests: BinaryIO, answers: BinaryIO) -> None:
    """Render each request; a document that fails is answered with its error."""
    gc.freeze()
    gc.disable()
    while (message := read_message(requests)) is not None:
        head, body = message
        try:
            pdf = renderer.render(read_request(head, body))
        except Exception as error:  # noqa: BLE001 - the next document must still be rendered
            write_message(answers, {"error": f"{type(error).__name__}: {error}"}, b"")
        else:
            write_message(answers, {"pages": pdf.pages, "missing": pdf.missing}, pdf.data)
        gc.collect()


def main() -> None:
    """Take over standard output for answers: whatever a library prints goes to the log."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_resources()
    fonts, *stylesheets = map(Path, sys.argv[1:])
    serve(Renderer(fonts=fonts, stylesheets=stylesheets), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
