"""Pictures are drawn anew: whatever is not seen stays behind, whatever cannot be is refused."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.utils import translation
from PIL import Image, ImageCms

from reports.annual import pictures
from reports.annual.pictures import MAX_SIDE, Picture, pixels_to_unpack, redrawn
from societies import pictures as bounds
from societies.pictures import MAX_PIXELS
from societies.uploads import MAX_BYTES, UploadProblem
from tests.factories.files import picture

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def drawn(data: bytes) -> tuple[Picture, Image.Image]:
    kept = redrawn(data)
    opened = Image.open(io.BytesIO(kept.data))
    opened.load()
    assert (kept.width, kept.height) == opened.size
    return kept, opened


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large, and holds nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("PNG", "png"), ("GIF", "png"), ("BMP", "png"), ("WEBP", "png"), ("JPEG", "jpg")],
)
def test_common_kinds_become_png_or_jpeg(kind: str, suffix: str) -> None:
    kept, opened = drawn(picture(kind))
    assert kept.suffix == suffix
    assert kept.media_type == f"image/{str(opened.format).lower()}"


def test_same_picture_gives_the_same_bytes() -> None:
    assert redrawn(picture("JPEG")).data == redrawn(picture("JPEG")).data


def test_hidden_words_and_places_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    kept, opened = drawn(picture("JPEG", exif=exif, comment=b"secret"))
    assert b"secret" not in kept.data
    assert not opened.getexif()


def test_picture_is_turned_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    assert drawn(picture("JPEG", size=(40, 20), exif=exif))[1].size == (20, 40)


@pytest.mark.parametrize("side", [MAX_SIDE, MAX_SIDE + 1])
def test_picture_is_no_larger_than_print_needs(side: int) -> None:
    assert drawn(picture("PNG", size=(side, 10), mode="L"))[1].size == (MAX_SIDE, 10)


@pytest.mark.parametrize(
    ("kind", "mode", "shade"),
    [
        ("PNG", "1", 0),
        ("PNG", "L", 0),
        ("PNG", "LA", 255),
        ("PNG", "P", 0),
        ("PNG", "RGB", 0),
        ("PNG", "RGBA", 255),
        ("PNG", "I;16", 0),
        ("GIF", "P", 0),
        ("JPEG", "L", 0),
        ("JPEG", "RGB", 0),
        ("JPEG", "CMYK", 255),
    ],
)
def test_large_picture_is_made_smaller_and_looks_the_same(
    kind: str, mode: str, shade: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_SIDE", 40)
    opened = drawn(saved(Image.new(mode, (200, 100)), kind))[1].convert("L")
    assert opened.size == (40, 20)
    assert opened.getextrema() == (shade, shade)


def test_large_picture_keeps_what_is_clear_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_SIDE", 40)
    data = saved(Image.new("P", (200, 100)), "PNG", transparency=0)
    assert drawn(data)[1].convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (picture("PNG", size=(20, 10)), 200),
        (picture("JPEG", size=(20, 10)), 50),
        (png_of(20_000, 20_000), 0),
        (b"no picture", 0),
    ],
)
def test_work_of_drawing_is_known_beforehand(data: bytes, count: int) -> None:
    assert pixels_to_unpack(data) == count


def test_unpacked_webp_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Image.new("RGB", (20, 10)), "WEBP", lossless=True)
    monkeypatch.setitem(bounds._MOST_PIXELS, "WEBP", 200)
    assert redrawn(data).width == 20
    monkeypatch.setitem(bounds._MOST_PIXELS, "WEBP", 199)
    with pytest.raises(UploadProblem, match="million pixels"):
        redrawn(data)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_picture_stands_on_white(mode: str) -> None:
    layer = Image.new("RGBA", (4, 4), (200, 0, 0, 0)).convert(mode)
    _kept, opened = drawn(saved(layer, "PNG"))
    assert opened.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert opened.mode in ("RGB", "L")


def test_colours_of_print_become_colours_of_screens() -> None:
    _kept, opened = drawn(saved(Image.new("CMYK", (4, 4), (255, 0, 0, 0)), "JPEG"))
    assert opened.mode == "RGB"
    colour = opened.getpixel((0, 0))
    assert isinstance(colour, tuple)
    assert colour[2] > 150 > colour[0]  # cyan is blue without red


def test_profile_is_applied_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _kept, opened = drawn(picture("PNG", icc_profile=profile))
    assert "icc_profile" not in opened.info
    assert drawn(picture("PNG", icc_profile=b"broken"))[1].mode == "RGB"


def test_deep_grey_keeps_its_middle() -> None:
    deep = Image.new("I;16", (4, 4), 32768)
    assert drawn(saved(deep, "PNG"))[1].getpixel((0, 0)) == pytest.approx(128, abs=1)


def test_large_photograph_without_loss_becomes_jpeg() -> None:
    noise = Image.effect_noise((1500, 1500), 90)
    assert redrawn(saved(noise, "PNG")).suffix == "jpg"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"not a picture", "no picture that can be read"),
        (picture("PNG")[:-30], "no picture that can be read"),
        (picture("TIFF"), "no picture that can be read"),
        (SVG, "SVG"),
        (b"\xef\xbb\xbf <SVG onload='x'/>", "SVG"),
        (b"\xd7\xcd\xc6\x9a" + bytes(60), "SVG, EMF or WMF"),
        (bytes(40) + b" EMF" + bytes(60), "SVG, EMF or WMF"),
        (png_of(MAX_PIXELS // 1000 + 1, 1000), "million pixels"),
        (png_of(20_000, 20_000), "million pixels"),
        (picture("PNG") + bytes(MAX_BYTES), "MB"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(data: bytes, words: str) -> None:
    with pytest.raises(UploadProblem, match=words):
        redrawn(data)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_moving_picture_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), (shade, 0, 0)) for shade in (0, 200)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    with pytest.raises(UploadProblem, match="moving"):
        redrawn(data)
