"""Pictures for annual reports: drawn anew from whatever was uploaded, or refused with the reason.

Pure: bytes in, bytes of a plain JPEG or PNG out. What comes out holds nothing but what is seen:
no camera, no place, no profile, no transparency, no second frame; and it is small enough to print.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from societies.pictures import TooManyPixelsError, drawn_alone, measured, reduced
from societies.uploads import UploadProblem, check_size, too_many_pixels

#: The longest side in print: 210 mm at 290 dots to the inch.
MAX_SIDE = 2400
#: A drawing beyond this is a photograph; JPEG holds it in less.
MAX_PNG = 1_500_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
#: For the file chooser of the browser.
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/bmp"
_WHITE = (255, 255, 255, 255)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept; `suffix` has no dot."""

    data: bytes
    suffix: str
    media_type: str
    width: int
    height: int


def redrawn(data: bytes) -> Picture:
    """Draw the picture anew; UploadProblem says why it cannot be kept."""
    check_size(len(data))
    _refuse_drawing(data)
    try:
        with drawn_alone(data, FORMATS) as opened:
            _refuse_moving(opened)
            is_photo = opened.format in ("JPEG", "MPO")
            upright = _in_common_colours(reduced(opened, _factor))
            return _encoded(_flat(upright), is_photo=is_photo)
    except UploadProblem:
        raise
    except TooManyPixelsError as error:
        raise too_many_pixels(error) from None
    except Exception as error:  # a broken picture makes Pillow raise anything
        raise UploadProblem(
            _("This is no picture that can be read. Save it as JPEG or PNG and try again.")
        ) from error


def pixels_to_unpack(data: bytes) -> int:
    """How many pixels must be unpacked to draw the picture; none of one that is refused."""
    try:
        with measured(data, FORMATS) as opened:
            _refuse_moving(opened)
            count = opened.width * opened.height
            return count // 4 if opened.format in ("JPEG", "MPO") else count
    except Exception:  # noqa: BLE001 - a broken picture makes Pillow raise anything
        return 0


def _refuse_drawing(data: bytes) -> None:
    """Name the formats that people try and that are no pictures of dots."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_svg = start.startswith((b"<svg", b"<!doctype svg")) or (
        start.startswith(b"<?xml") and b"<svg" in start
    )
    is_metafile = data[:4] == b"\xd7\xcd\xc6\x9a" or data[40:44] == b" EMF"
    if is_svg or is_metafile:
        raise UploadProblem(
            _("Drawings such as SVG, EMF or WMF are not accepted. Save it as PNG and try again.")
        )


def _refuse_moving(picture: Image.Image) -> None:
    # A telephone's JPEG may hold a second picture; only the first one is drawn.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise UploadProblem(_("A moving picture cannot be printed. Choose a still one."))


def _factor(width: int, height: int) -> int:
    return max(width, height) // MAX_SIDE  # still larger than print needs


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """Upright, and in the colours every screen and printer means (sRGB)."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode == "I;16":
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    elif upright.mode == "P" or (upright.mode in ("RGB", "L") and "transparency" in upright.info):
        upright = upright.convert("RGBA")
    if profile and upright.mode in ("RGB", "RGBA", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):  # a damaged profile is no reason to refuse
            mode = "RGB" if upright.mode == "CMYK" else upright.mode
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(upright, source, target, outputMode=mode)
            return changed or upright
    return upright


def _flat(picture: Image.Image) -> Image.Image:
    """On white paper, in grey or colours, no larger than print needs."""
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        layer = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", layer.size, _WHITE), layer)
    picture = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return Image.frombytes(picture.mode, picture.size, picture.tobytes())


def _encoded(picture: Image.Image, *, is_photo: bool) -> Picture:
    if not is_photo:
        data = _written(picture, "PNG", compress_level=9)
        if len(data) <= MAX_PNG:
            return Picture(data, "png", "image/png", picture.width, picture.height)
    data = _written(picture, "JPEG", quality=88, optimize=True)
    return Picture(data, "jpg", "image/jpeg", picture.width, picture.height)


def _written(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
