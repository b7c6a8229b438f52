"""One renderer: fonts and style sheets read once, then document after document."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration

from reports.pdf.failures import Reason, RenderError
from reports.pdf.fetcher import OwnFilesFetcher
from reports.pdf.finishing import VARIANT, Finisher
from reports.pdf.fonts import font_face_css, missing_characters
from reports.pdf.lengths import settle_lengths_once
from reports.pdf.messages import Attachment, RenderedPdf, RenderRequest
from reports.pdf.roomy import roomy
from reports.pdf.sheets import elements_sheet, settled
from reports.pdf.svg_text import draw_lines_whole

for _name in ("weasyprint", "weasyprint.progress", "fontTools"):
    logging.getLogger(_name).setLevel(logging.ERROR)


#: A document with a bit of everything.
_SAMPLE = """<html lang="zh-Hans"><head><title>x</title>
<meta name="dcterms.created" content="2017-12-31"></head><body>
<h1>年度报告</h1><p style="font-family: Report Serif">正文 <b>粗体</b> <a href="#a">2017</a></p>
<p style="font-family: Report Sans">正文 <b>粗体</b></p>
<table id="a"><thead><tr><th>甲</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg viewBox="0 0 9 9"><title>x</title><rect width="9" height="9"/><text>1</text></svg>
</body></html>"""
#: No document of the portal comes near these.
MOST_PAGES = 300
MOST_BYTES = 32 * 1024 * 1024


class RendererUnavailableError(RuntimeError):
    """A system library is missing; the message names it."""


class Renderer:
    """Renders documents that share fonts and style sheets."""

    def __init__(self, *, fonts: Path, stylesheets: Sequence[Path]) -> None:
        if ffi.harfbuzz_subset is None:
            raise RendererUnavailableError(
                "libharfbuzz-subset is not installed (Debian, Ubuntu: libharfbuzz-subset0)"
            )
        draw_lines_whole()
        settle_lengths_once()
        self._fonts = fonts
        self._fetcher = OwnFilesFetcher(fonts, *(sheet.parent for sheet in stylesheets))
        self._configuration = FontConfiguration()
        texts = [path.read_text(encoding="utf-8") for path in stylesheets]
        sheet = settled([font_face_css(fonts), *texts])
        self._sheets = [self._sheet(sheet)]
        self._elements = self._sheet(elements_sheet(sheet))

    def _sheet(self, text: str) -> CSS:
        return CSS(string=text, font_config=self._configuration, url_fetcher=self._fetcher)

    def warm_up(self) -> None:
        """Load what most documents need: modules, faces, what writes and completes a file."""
        attachment = Attachment("a.json", "application/json", "a", b"{}")
        self.render(RenderRequest(_SAMPLE, "", (attachment,), is_archival=True))

    @roomy
    def render(self, request: RenderRequest) -> RenderedPdf:
        """Render one document; equal requests give equal bytes."""
        source = _Source(request.html, self._fetcher, self._elements)
        with _bad_images() as bad:
            document = source.render(stylesheets=self._sheets, font_config=self._configuration)
        if bad:
            raise RenderError(bad[0], Reason.IMAGE)
        if len(document.pages) > MOST_PAGES:
            raise RenderError(f"{len(document.pages)} > {MOST_PAGES}", Reason.PAGES)
        document.metadata.attachments.clear()  # ours come with the request, none by the text
        finish: dict[str, Any] = {}
        if request.is_archival:
            finish = {"pdf_variant": VARIANT, "finisher": Finisher(request.attachments)}
        data: bytes = document.write_pdf(
            pdf_identifier=request.identifier.encode() or None, **finish
        )
        if len(data) > MOST_BYTES:
            raise RenderError(f"{len(data)} > {MOST_BYTES}", Reason.SIZE)
        text = "".join(source.etree_element.itertext())
        return RenderedPdf(data, len(document.pages), missing_characters(text, self._fonts))


class _Source(HTML):
    """A document that starts from our sheet of elements; well-formed XML is read as such."""

    def __init__(self, text: str, fetcher: OwnFilesFetcher, elements: CSS) -> None:
        self._elements = elements
        root = _xml_root(text)
        if root is None:
            super().__init__(string=text, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self._elements]


def _xml_root(text: str) -> ET.Element | None:
    """A whole document as XML; None when it is not well-formed, or only a piece of one."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - composed by us, every text escaped
    except ET.ParseError:
        return None
    return root if root.tag == "html" else None


class _BadImages(logging.Handler):
    """Hears of pictures that were left out: a document without one of its pictures is none."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note what was said of a picture, without the data of its address."""
        if str(record.msg).startswith("Failed to load image"):
            address, problem = (str(each) for each in record.args or ("", ""))
            shown = address.partition(",")[0] if address.startswith("data:") else address
            self.said.append(f"{shown[:60]}: {problem}"[:300])


@contextmanager
def _bad_images() -> Iterator[list[str]]:
    logger, handler = logging.getLogger("weasyprint"), _BadImages()
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)
