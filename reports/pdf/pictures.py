"""The pages of a PDF as pictures, drawn in a process that is killed when it takes too long."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from reports.pdf.messages import read_message, write_message
from reports.pdf.process import ROOT, RenderError

#: Pixels across a page: sharp on a laptop, light enough for a phone.
WIDTH = 1100
#: A page takes a tenth of a second.
TIMEOUT_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page (WebP)."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document being drawn: its pages, its bookmarks with their pages, the pictures in turn."""

    pages: int
    outline: tuple[tuple[str, int], ...]
    pictures: Iterator[Picture]


@contextmanager
def drawn_pages(
    pdf: bytes, *, width: int = WIDTH, timeout: float = TIMEOUT_SECONDS
) -> Iterator[Drawing]:
    """Draw the pages of a document; RenderError when that fails or takes too long.

    One picture is in memory at a time.
    """
    with tempfile.TemporaryFile() as log:
        child = _Child(width, timeout, log)
        try:
            yield child.drawing(pdf)
        finally:
            child.end()


class _Child:
    """The process that draws, and its answers."""

    def __init__(self, width: int, timeout: float, log: IO[bytes]) -> None:
        self._log = log
        self._timeout = timeout
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no words of a user
            [sys.executable, "-m", "reports.pdf.drawing", str(width)],
            cwd=ROOT,
            env={**_environment(), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        self._timer = threading.Timer(timeout, self._process.kill)
        self._timer.start()

    def drawing(self, pdf: bytes) -> Drawing:
        """Send the document, and read what is said of it as a whole."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        try:
            write_message(self._process.stdin, {}, pdf)
        except OSError as error:
            raise RenderError(self._why()) from error
        head, _body = self._answer()
        pages, outline = head["pages"], head["outline"]
        assert isinstance(pages, int)  # noqa: S101 - our own messages
        assert isinstance(outline, list)  # noqa: S101
        titles = tuple((str(title), int(page)) for title, page in outline)
        return Drawing(pages, titles, self._pictures(pages))

    def _pictures(self, pages: int) -> Iterator[Picture]:
        for _page in range(pages):
            head, body = self._answer()
            yield Picture(body, int(str(head["width"])), int(str(head["height"])))

    def _answer(self) -> tuple[dict[str, object], bytes]:
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        try:
            message = read_message(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            raise RenderError(self._why()) from error
        if message is None:
            raise RenderError(self._why())
        return message

    def _why(self) -> str:
        """Say how the process died, from its exit and its last words."""
        if self._timer.finished.is_set():
            return f"drawing the pages took longer than {self._timeout:g} seconds"
        self._process.kill()
        self._process.wait()
        self._log.seek(0)
        words = self._log.read()[-2000:].decode(errors="replace").strip().splitlines()
        return words[-1] if words else f"the drawing process ended ({self._process.returncode})"

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _environment() -> dict[str, str]:
    return {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
