"""Several documents at once: a few processes that render, each used by one thread at a time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Self

from reports.pdf.process import RenderProcess
from reports.services.annual_rendering import FinishedPdf, Paper, finish
from reports.services.rendering import render_process

PROCESSES = 2


class ProcessPool:
    """A few render processes; what one of them finishes is signed by the portal itself."""

    def __init__(self, size: int = PROCESSES) -> None:
        self._processes = [render_process() for _ in range(size)]
        self._free: SimpleQueue[RenderProcess] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(size)

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
            return finish(paper, process)
        finally:
            self._free.put(process)
