"""Small files of the kinds people upload."""

import io
import zipfile
from typing import Any

from PIL import Image


def pdf_file(words: str = "x") -> bytes:
    """Return bytes that begin and end like a PDF."""
    return f"%PDF-1.7\n% {words}\n%%EOF\n".encode()


def picture(
    kind: str = "PNG", *, size: tuple[int, int] = (4, 3), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def office_file(*members: str, types: bytes = b"<Types/>") -> bytes:
    """Return an Office archive with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        for member in members:
            archive.writestr(member, b"<x/>")
    return out.getvalue()
