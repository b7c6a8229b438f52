"""Pictures that people send, unpacked within bounds: counted first, reduced first, one at a time.

Pure: what a picture is drawn anew as, and in which words one is refused, its users say.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from PIL import Image, ImageFile

MAX_PIXELS = 50_000_000
#: WebP is unpacked three times over; a screen or a telephone has less than this.
_MOST_PIXELS = {"WEBP": 16_000_000}
#: Unpacked, one picture may fill half a gigabyte: a process of the portal draws one at a time.
_DRAWING = Lock()


class TooManyPixelsError(ValueError):
    """A picture that would fill too much, with how many pixels one of its kind may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} pixels")
        self.most = most


@contextmanager
def measured(data: bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """Open a picture without unpacking it; TooManyPixelsError, or whatever Pillow raises."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=formats) as opened:
                most = _MOST_PIXELS.get(opened.format or "", MAX_PIXELS)
                if opened.width * opened.height > most:
                    raise TooManyPixelsError(most)
                yield opened
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise TooManyPixelsError(MAX_PIXELS) from None


@contextmanager
def drawn_alone(data: bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """`measured`, while no other picture is drawn in this process."""
    with _DRAWING, measured(data, formats) as opened:
        yield opened


def reduced(picture: Image.Image, factor_of: Callable[[int, int], int]) -> Image.Image:
    """A large picture at a half or less, before anything else is made of it: each step copies it.

    `factor_of` says of a width and a height how many times smaller is still enough.
    """
    wanted = factor_of(*picture.size)
    if wanted > 1:  # JPEG unpacks a part of itself
        width, height = (max(1, side // wanted) for side in picture.size)
        picture.draft(picture.mode, (width, height))
    factor = factor_of(*picture.size)
    if factor < 2 or picture.mode == "I;16":
        return picture
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode in ("1", "P"):
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    return picture.reduce(factor)
