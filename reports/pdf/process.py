"""Rendering in a process of its own, which can be killed when a document takes too long."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from reports.pdf.failures import Reason, RenderError
from reports.pdf.messages import (
    Attachment,
    RenderedPdf,
    RenderRequest,
    read_message,
    write_request,
)

__all__ = ["RenderError", "RenderProcess"]

ROOT = Path(__file__).resolve().parent.parent.parent
#: The process itself gives up on a document sooner, by the time that it was at work.
TIMEOUT_SECONDS = 120.0
#: A process is replaced after so many documents, so that its memory stays bounded.
DOCUMENTS_PER_PROCESS = 80


#: What a process that dies says last, and what that means.
_LAST_WORDS = {"FontsMissingError": Reason.FONT, "MemoryError": Reason.MEMORY}


class RenderProcess:
    """A child process that renders; started when needed, replaced when killed or worn out."""

    def __init__(
        self, *, fonts: Path, stylesheets: tuple[Path, ...], timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._arguments = [str(fonts), *map(str, stylesheets)]
        self._timeout = timeout
        self._child: subprocess.Popen[bytes] | None = None
        self._rendered = 0
        self._folder = tempfile.TemporaryDirectory(prefix="portal-render-")
        self._log: IO[bytes] = (Path(self._folder.name) / "log").open("w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, or None before it was started."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child and remove what it left behind."""
        self._stop()
        self._log.close()
        self._folder.cleanup()

    def render(
        self,
        html: str,
        *,
        identifier: str = "",
        attachments: Sequence[Attachment] = (),
        is_archival: bool = False,
    ) -> RenderedPdf:
        """Render one document; RenderError when it fails, takes too long or kills its process.

        An archival document declares PDF/A-3a and PDF/UA-1; only such a one carries attachments.
        """
        request = RenderRequest(html, identifier, tuple(attachments), is_archival)
        child = self._ready()
        timer = threading.Timer(self._timeout, _kill, (child,))
        timer.start()
        try:
            return self._ask(child, request)
        except (OSError, EOFError, ValueError) as error:
            raise self._why(child, timer) from error
        finally:
            timer.cancel()

    def _ask(self, child: subprocess.Popen[bytes], request: RenderRequest) -> RenderedPdf:
        assert child.stdin is not None  # noqa: S101 - both ends are pipes
        assert child.stdout is not None  # noqa: S101
        write_request(child.stdin, request)
        answer = read_message(child.stdout)
        if answer is None:
            raise EOFError("the process ended")
        head, body = answer
        if "error" in head:
            raise RenderError(str(head["error"]), str(head["reason"]))
        self._rendered += 1
        return RenderedPdf(body, int(str(head["pages"])), str(head["missing"]))

    def _why(self, child: subprocess.Popen[bytes], timer: threading.Timer) -> RenderError:
        """Say how the child died, from its exit and its last words."""
        is_late = timer.finished.is_set()
        self._stop()
        if is_late:
            said = f"rendering took longer than {self._timeout:g} seconds"
            return RenderError(said, Reason.TIME)
        self._log.seek(0)
        words = self._log.read()[-2000:].decode(errors="replace").strip().splitlines()
        if not words:
            said = f"the rendering process ended ({child.returncode})"
            return RenderError(said, Reason.ENDED)
        kind = next((kind for name, kind in _LAST_WORDS.items() if name in words[-1]), Reason.ENDED)
        return RenderError(words[-1], kind)

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._rendered >= DOCUMENTS_PER_PROCESS:
            self._stop()
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {
            key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ
        }
        self._log.seek(0)
        self._log.truncate()
        return subprocess.Popen(  # noqa: S603 - our own module, no words of a user
            [sys.executable, "-m", "reports.pdf.worker", *self._arguments],
            cwd=ROOT,
            env={**environment, "TMPDIR": self._folder.name, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            process_group=0,
        )

    def _stop(self) -> None:
        child, self._child, self._rendered = self._child, None, 0
        if child is None:
            return
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        _kill(child)
        child.wait()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it has forked."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
