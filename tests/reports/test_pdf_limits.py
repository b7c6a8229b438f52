"""What stops a document that has no end, is too large or broken; the next one goes on."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import struct
import threading
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from reports.pdf import renderer as rendering
from reports.pdf import worker
from reports.pdf.failures import Reason
from reports.pdf.messages import RenderedPdf, RenderRequest, read_message, write_request
from reports.pdf.process import RenderError, RenderProcess
from reports.pdf.renderer import Renderer

FONTS = settings.FONTS_DIR
#: More memory than a process of tests ever takes.
NEVER = 1024**4


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(fonts=FONTS, stylesheets=())


@pytest.fixture(scope="module")
def process() -> Iterator[RenderProcess]:
    with RenderProcess(fonts=FONTS, stylesheets=()) as process:
        yield process


class Other(Renderer):
    """Renders by a function."""

    def __init__(self, work: Callable[[], RenderedPdf]) -> None:
        self.work = work

    def render(self, _request: RenderRequest) -> RenderedPdf:
        return self.work()


def reason_of(work: Callable[[], RenderedPdf]) -> str:
    """The reason that is answered to a document."""
    request, answers = io.BytesIO(), io.BytesIO()
    write_request(request, RenderRequest("<p>x</p>"))
    request.seek(0)
    message = read_message(request)
    assert message is not None
    worker.answer(Other(work), *message, answers)
    answers.seek(0)
    answer = read_message(answers)
    assert answer is not None
    return str(answer[0].get("reason", "done"))


def endless() -> RenderedPdf:
    while True:
        with contextlib.suppress(Exception):  # as a library might
            sum(range(1000))


def png(width: int, height: int) -> str:
    """An address of a picture that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    )
    data = b"\x89PNG\r\n\x1a\n" + chunks
    return f"data:image/png;base64,{b64encode(data).decode()}"


def test_work_without_an_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 0.05)
    assert reason_of(endless) == Reason.TIME


def test_failures_are_answered_with_their_reason() -> None:
    def failing(error: Exception) -> Callable[[], RenderedPdf]:
        def work() -> RenderedPdf:
            raise error

        return work

    assert reason_of(failing(MemoryError())) == Reason.MEMORY
    assert reason_of(failing(RecursionError())) == Reason.DEPTH
    assert reason_of(failing(KeyError("x"))) == Reason.OTHER
    assert reason_of(lambda: RenderedPdf(b"%PDF", 1)) == "done"


def test_document_may_have_its_most_pages_and_no_more(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "MOST_PAGES", 2)
    page = '<p style="break-after: page">x</p>'
    assert renderer.render(RenderRequest(page * 2)).pages == 2
    with pytest.raises(RenderError, match="3 > 2") as caught:
        renderer.render(RenderRequest(page * 3))
    assert caught.value.reason == Reason.PAGES


def test_document_that_grows_too_large_is_refused(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "MOST_BYTES", 100)
    with pytest.raises(RenderError) as caught:
        renderer.render(RenderRequest("<p>x</p>"))
    assert caught.value.reason == Reason.SIZE


@pytest.mark.parametrize("address", ["data:image/png;base64,AAAA", png(60_000, 60_000)])
def test_picture_that_cannot_be_read_is_named(renderer: Renderer, address: str) -> None:
    with pytest.raises(RenderError, match="data:image/png") as caught:
        renderer.render(RenderRequest(f'<img src="{address}">'))
    assert caught.value.reason == Reason.IMAGE
    assert len(str(caught.value)) <= 300
    assert renderer.render(RenderRequest("<p>x</p>")).pages == 1


def test_missing_fonts_have_a_reason(tmp_path: Path) -> None:
    with (
        RenderProcess(fonts=tmp_path, stylesheets=()) as process,
        pytest.raises(RenderError) as caught,
    ):
        process.render("<p>x</p>")
    assert caught.value.reason == Reason.FONT


def test_process_killed_from_outside_has_a_reason(process: RenderProcess) -> None:
    process.render("<p>1</p>")
    pid = process.pid
    assert pid is not None
    os.killpg(pid, signal.SIGSTOP)
    killer = threading.Timer(0.05, os.killpg, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(RenderError) as caught:
        process.render("<p>2</p>")
    killer.join()
    assert caught.value.reason == Reason.ENDED
    assert process.render("<p>3</p>").pages == 1


def test_document_killed_while_it_is_rendered_harms_no_other() -> None:
    """As the system does it when memory is short."""
    with RenderProcess(fonts=FONTS, stylesheets=()) as process:
        process.render("<p>1</p>")
        while forks_of(process):  # the first document's is on its way out
            pass
        killer = threading.Thread(target=kill_fork, args=(process,))
        killer.start()
        with pytest.raises(RenderError) as caught:
            process.render("<p>x</p>" * 20_000)
        killer.join()
        assert caught.value.reason == Reason.ENDED
        assert process.render("<p>3</p>").pages == 1


def kill_fork(process: RenderProcess) -> None:
    """Kill the first fork as soon as there is one."""
    while not (found := forks_of(process)):
        pass
    os.kill(int(found[0]), signal.SIGKILL)


def forks_of(process: RenderProcess) -> list[str]:
    """The forks of a process by their numbers."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


@pytest.mark.parametrize(
    ("most", "large", "answered"),
    [(1, NEVER, 1), (2, NEVER, 2), (8, NEVER, 4), (8, 0, 1)],
)
def test_documents_share_a_fork_until_it_is_full_or_large(
    monkeypatch: pytest.MonkeyPatch, most: int, large: int, answered: int
) -> None:
    monkeypatch.setattr(worker, "LARGE", large)
    requests, answers = io.BytesIO(), io.BytesIO()
    for text in "1234":
        write_request(requests, RenderRequest(text))
    requests.seek(0)
    first = read_message(requests)
    assert first is not None
    done = Other(lambda: RenderedPdf(b"", 1))
    assert worker.serve_some(done, first, requests, answers, most=most) == 0
    assert answers.getvalue().count(b'"pages": 1') == answered


def test_document_nested_without_reason_harms_no_other(process: RenderProcess) -> None:
    with pytest.raises(RenderError) as caught:
        process.render("<div>" * 600 + "x")
    assert caught.value.reason == Reason.DEPTH
    assert process.render("<p>x</p>").pages == 1
