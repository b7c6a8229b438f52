"""The process that renders: HTML in by standard input, PDF out by standard output.

Run as `python -m reports.pdf.worker FONTS STYLESHEET…`; it reads no database and no network, works
under limits, and can be killed at any time.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from reports.pdf.failures import Reason, RenderError
from reports.pdf.messages import read_message, read_request, write_message
from reports.pdf.renderer import Renderer

MEMORY_LIMIT = 3 * 1024**3
#: Seconds of work for one document; the longest take a tenth of it.
SECONDS = 40.0
FILE_LIMIT = 256 * 1024**2


class TooLongError(BaseException):
    """A document takes longer than any should; not to be caught by what renders it."""


_FATAL: dict[type[BaseException], Reason] = {
    MemoryError: Reason.MEMORY,
    RecursionError: Reason.DEPTH,
    TooLongError: Reason.TIME,
}


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
            with at_most(SECONDS):
                pdf = renderer.render(read_request(head, body))
        except RenderError as error:
            write_message(answers, {"error": str(error), "reason": error.reason}, b"")
        except (MemoryError, RecursionError, TooLongError) as error:
            # What this leaves behind nobody knows: the next document gets a new process.
            reason = _FATAL[type(error)]
            write_message(answers, {"error": _said(error), "reason": reason, "is_last": True}, b"")
            return
        except Exception as error:  # noqa: BLE001 - the next document must still be rendered
            write_message(answers, {"error": _said(error), "reason": Reason.OTHER}, b"")
        else:
            write_message(answers, {"pages": pdf.pages, "missing": pdf.missing}, pdf.data)
        gc.collect()


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLongError once so many seconds were worked; waiting for the processor is free."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError(f"more than {seconds:g} seconds of work")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    """Take over standard output for answers: whatever a library prints goes to the log."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_resources()
    fonts, *stylesheets = map(Path, sys.argv[1:])
    serve(Renderer(fonts=fonts, stylesheets=stylesheets), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
