"""Pages of a PDF drawn as pictures."""

import io

import pytest
from PIL import Image
from weasyprint import HTML

from reports.pdf import pictures
from reports.pdf.pictures import drawn_pages
from reports.pdf.process import RenderError

DOCUMENT = """<style>@page { size: 210mm 297mm } h1 { break-before: page }</style>
<h1>甲章</h1><p>text</p><h1>乙章</h1><h2>Part</h2>"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    data: bytes = HTML(string=DOCUMENT).write_pdf()
    return data


def test_every_page_is_drawn_in_the_width_asked_for(pdf: bytes) -> None:
    with drawn_pages(pdf, width=300) as drawing:
        drawn = list(drawing.pictures)
    assert drawing.pages == len(drawn)
    for picture in drawn:
        with Image.open(io.BytesIO(picture.data)) as image:
            assert image.format == "WEBP"
            assert image.size == (picture.width, picture.height)
            assert image.width == pytest.approx(300, abs=1)
            assert image.height / image.width == pytest.approx(297 / 210, abs=0.01)


def test_the_bookmarks_say_on_which_page_a_chapter_begins(pdf: bytes) -> None:
    with drawn_pages(pdf, width=50) as drawing:
        last = drawing.pages
        assert drawing.outline == (("甲章", last - 1), ("乙章", last), ("Part", last))


def test_what_is_not_a_pdf_is_an_error_that_says_so() -> None:
    with pytest.raises(RenderError, match="Failed to load document"), drawn_pages(b"nonsense"):
        pass


def test_drawing_that_takes_too_long_is_ended(pdf: bytes) -> None:
    with (
        pytest.raises(RenderError, match=r"longer than 0\.01 seconds"),
        drawn_pages(pdf, timeout=0.01) as drawing,
    ):
        list(drawing.pictures)


def test_a_process_that_is_killed_is_an_error(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.sys, "executable", "/bin/false")
    with pytest.raises(RenderError, match="the drawing process ended"), drawn_pages(pdf):
        pass


def test_an_error_of_who_takes_the_pictures_stays_theirs(pdf: bytes) -> None:
    with pytest.raises(OSError, match="disk full"), drawn_pages(pdf, width=50):
        raise OSError("disk full")
