"""What uploaded files show: codes however they were scanned, signatures, bare copies, limits."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image, ImageFilter

from reports.pdf import reading
from reports.pdf.inspection import FoundSignature, Inspection, inspect
from reports.pdf.keys import KeyFile, fingerprint, load_key
from reports.pdf.signing import DocumentSigner

ADDRESS = f"https://portal.example.org/verify/{'ab' * 32}/?seal=3"
NOW = dt.datetime.now(dt.UTC)


def sheet(address: str = ADDRESS, width: int = 1240) -> Image.Image:
    """A scanned page with a code as large as on the cover sheet: 36 mm of 210."""
    stored = io.BytesIO()
    segno.make(address, error="m").save(stored, kind="png", scale=10, border=4)
    side = width * 36 // 210
    code = Image.open(stored).convert("L").resize((side, side))
    page = Image.new("L", (width, width * 297 // 210), 250)
    page.paste(code, (width * 150 // 210, width * 20 // 210))
    return page


def stored(page: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def pdf_of(*pages: Image.Image) -> bytes:
    return stored(pages[0], "PDF", save_all=True, append_images=pages[1:])  # type: ignore[arg-type]


def noisy(page: Image.Image) -> Image.Image:
    """A bad photo: crooked, soft, grained, grey."""
    turned = page.rotate(4, expand=True, fillcolor=225, resample=Image.Resampling.BICUBIC)
    grain = Image.effect_noise(turned.size, 60)
    return Image.blend(turned.filter(ImageFilter.GaussianBlur(1)), grain, 0.25)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_code_is_read_however_the_sheet_lay(degrees: int) -> None:
    page = sheet().rotate(degrees, expand=True)
    found, _copy = reading.read(stored(page), fingerprint="", wants_copy=False)
    assert found["codes"] == [ADDRESS]


def test_code_is_read_from_a_bad_photo() -> None:
    photo = stored(noisy(sheet(width=1650)), "JPEG", quality=50)
    found, _copy = reading.read(photo, fingerprint="", wants_copy=False)
    assert found["codes"] == [ADDRESS]


def test_code_on_the_second_page_is_read() -> None:
    blank = Image.new("L", (620, 877), 255)
    found = inspect(pdf_of(blank, noisy(sheet()), blank))
    assert (found.pages, found.codes, found.is_read) == (3, (ADDRESS,), True)


def test_of_a_long_document_the_first_pages_and_the_last_are_read() -> None:
    blank, coded = Image.new("L", (310, 438), 255), sheet()
    assert inspect(pdf_of(*[blank] * 5, coded)).codes == (ADDRESS,)
    middle = pdf_of(*[blank] * 4, coded, blank)
    assert inspect(middle).codes == ()
    assert inspect(middle, wants_copy=True).codes == (ADDRESS,)


def test_a_page_without_a_code_has_none() -> None:
    blank = stored(Image.new("L", (600, 800), 255))
    assert inspect(blank) == Inspection(pages=1, has_pictures=True)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "neither PDF nor JPEG nor PNG"),
        (b"<svg/>", "neither PDF nor JPEG nor PNG"),
        (b"%PDF-1.7 broken", "PdfiumError"),
        (b"\x89PNG\r\n\x1a\nbroken", "UnidentifiedImageError"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, problem: str) -> None:
    found = inspect(data)
    assert not found.is_read
    assert problem in found.problem


def test_a_picture_of_too_many_pixels_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PIXELS", 99)
    with pytest.raises(reading.UnreadableError, match="too many pixels"):
        reading.read(stored(Image.new("1", (10, 10))), fingerprint="", wants_copy=False)


def test_reading_that_takes_too_long_is_ended() -> None:
    assert inspect(stored(sheet()), timeout=0.01).problem == "longer than 0.01 seconds"


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> DocumentSigner:
    folder: Path = tmp_path_factory.mktemp("key")
    return DocumentSigner(load_key(KeyFile(folder / "a.p12"), name="甲", now=NOW), name="甲")


def test_signatures_are_told_from_each_other(signer: DocumentSigner) -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    signed = signer.sign(out.getvalue(), reason="x")
    whole = FoundSignature(is_ours=True, is_sound=True, end=len(signed))
    assert inspect(signed, fingerprint=fingerprint(signer.certificate)).signatures == (whole,)
    added = inspect(signed + b"\n%added\n", fingerprint=fingerprint(signer.certificate))
    assert added.signatures == (whole,)
    assert inspect(signed, fingerprint="00" * 32).signatures == (
        FoundSignature(is_ours=False, is_sound=True, end=len(signed)),
    )
    changed = inspect(
        signed.replace(b"612", b"613", 1), fingerprint=fingerprint(signer.certificate)
    )
    assert changed.signatures == (FoundSignature(is_ours=True, is_sound=False, end=len(signed)),)


def test_copy_holds_the_pages_and_nothing_else() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(sheet()))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.attachments["a.txt"] = b"hidden"
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=script)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([link]))
        out = io.BytesIO()
        pdf.save(out)
    found = inspect(out.getvalue(), wants_copy=True)
    assert found.codes == (ADDRESS,)
    with pikepdf.open(io.BytesIO(found.copy)) as copy:
        assert set(copy.Root.keys()) == {"/Type", "/Pages"}
        assert "/Annots" not in copy.pages[0]
        assert copy.pages[0].get_images()
    assert b"app.alert" not in found.copy
    assert inspect(pdf_of(*[sheet(width=310)] * 11), wants_copy=True).copy == b""
