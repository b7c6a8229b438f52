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
from reports.pdf.messages import Message, read_message, read_request, write_message
from reports.pdf.renderer import Renderer

MEMORY_LIMIT = 3 * 1024**3
#: Seconds of work for one document; the longest take a tenth of it.
SECONDS = 40.0
#: Each leaves some 20 MB behind, and makes the next a little slower.
DOCUMENTS_PER_FORK = 4
LARGE = 600 * 1024**2
FILE_LIMIT = 256 * 1024**2


class TooLongError(BaseException):
    """A document takes longer than any should; not to be caught by what renders it."""


_REASONS: dict[type[BaseException], Reason] = {
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
    """Render the requests in forks of this process, a few in each: what documents leave in memory
    goes with their fork, which is cheaper than to look for it, and this process stays as it was.

    A fork that dies without an answer takes this process with it, for nobody knows how much of the
    answer is written; it is replaced.
    """
    gc.freeze()
    gc.disable()
    for fork, message in enumerate(iter(lambda: read_message(requests), None)):
        if fork == 1:  # there are more: what all of them load is loaded here, once
            renderer.warm_up()
            gc.freeze()
        child = os.fork()
        if child == 0:
            most = DOCUMENTS_PER_FORK if fork else 1
            os._exit(serve_some(renderer, message, requests, answers, most=most))
        _pid, status = os.waitpid(child, 0)
        if status:
            sys.exit(1)


def serve_some(
    renderer: Renderer, message: Message, requests: BinaryIO, answers: BinaryIO, *, most: int
) -> int:
    """Answer a request and the next ones, `most` in all; returns what the process ends with."""
    try:
        answer(renderer, *message, answers)
        while (most := most - 1) and not _is_large():
            following = read_message(requests)
            if following is None:
                break
            answer(renderer, *following, answers)
    except BaseException as error:  # noqa: BLE001 - the end of this process, told by its log
        sys.stderr.write(f"{_said(error)}\n")
        sys.stderr.flush()
        return 1
    return 0


def _is_large() -> bool:
    """Whether so much is left behind that the next document had better not start with it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > LARGE


def answer(renderer: Renderer, head: dict[str, object], body: bytes, answers: BinaryIO) -> None:
    """Render one request and write the document, or why there is none."""
    try:
        with at_most(SECONDS):
            pdf = renderer.render(read_request(head, body))
    except (Exception, TooLongError) as error:  # noqa: BLE001 - whatever it is, it is told
        reason = getattr(error, "reason", _REASONS.get(type(error), Reason.OTHER))
        said = str(error) if isinstance(error, RenderError) else _said(error)
        write_message(answers, {"error": said, "reason": reason}, b"")
    else:
        write_message(answers, {"pages": pdf.pages, "missing": pdf.missing}, pdf.data)


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
