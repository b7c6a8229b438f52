"""Several documents at once: a few processes that render, while threads sign what they made."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Self

from reports.pdf.process import RenderProcess
from reports.services.annual_rendering import FinishedPdf, Paper, rendered, signed
from reports.services.rendering import render_process

PROCESSES = 2
#: So many documents are in hand at once: while some are signed and kept, others are rendered.
IN_HAND = 3 * PROCESSES


class ProcessPool:
    """A few render processes; what one of them finishes is signed by the portal itself."""

    def __init__(self, size: int = PROCESSES) -> None:
        self._processes = [render_process() for _ in range(size)]
        self._free: SimpleQueue[RenderProcess] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(2 * size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.close()
        self._threads.shutdown(cancel_futures=True)

    def submit(self, paper: Paper) -> Future[FinishedPdf]:
        """Render and sign as soon as a process is free."""
        return self._threads.submit(self._finish, paper)

    def _finish(self, paper: Paper) -> FinishedPdf:
        process = self._free.get()
        try:
            pdf = rendered(paper, process)
        finally:
            self._free.put(process)
        return signed(pdf)
