"""What may be kept as evidence: checks of an uploaded file's name and content.

Pure: bytes in, a checked file out, or `UploadProblem` with a message for the person. The list of
what is allowed is closed, the extension and the content must agree, an archive is measured before
anything opens it, and a picture is drawn anew so that nothing hidden travels with it.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from PIL import Image, ImageOps

from societies.pictures import TooManyPixelsError, drawn_alone, reduced

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2000
#: A picture of more pixels is kept at a half or less: 600 dots to the inch become 300.
MOST_KEPT_PIXELS = 24_000_000
MAX_NAME = 120

_OOXML = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": f"{_OOXML}wordprocessingml.document",
    ".xlsx": f"{_OOXML}spreadsheetml.sheet",
    ".pptx": f"{_OOXML}presentationml.presentation",
}
#: For the file chooser of the browser.
ACCEPT = ",".join(CONTENT_TYPES)
_PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
_OLD_OFFICE = {".doc", ".xls", ".ppt", ".wps", ".et", ".dps"}
_MACRO_OFFICE = {".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".xlsb"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_MARKS = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/")


class UploadProblem(Exception):
    """A file that cannot be kept, with the reason in the person's language."""


class _WithMacros(UploadProblem):
    """A document that carries programs."""


class _TooMuch(UploadProblem):
    """An archive that unpacks to far more than it is."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept, under its cleaned name."""

    name: str
    suffix: str
    content_type: str
    data: bytes


def check_upload(name: str, data: bytes) -> CheckedFile:
    """Return the file as it may be kept; UploadProblem says why it may not."""
    cleaned = clean_name(name)
    suffix = PurePosixPath(cleaned).suffix.lower()
    check_size(len(data))
    _check_suffix(suffix)
    if suffix in _PICTURES:
        data = _redraw(data, _PICTURES[suffix])
    elif suffix in _PARTS:
        _check_office(io.BytesIO(data), _PARTS[suffix])
    else:
        _check_pdf(data)
    return CheckedFile(cleaned, suffix, CONTENT_TYPES[suffix], data)


def check_size(size: int) -> None:
    """Refuse an empty file, and one above the limit."""
    if size == 0:
        raise UploadProblem(_("The file is empty."))
    if size > MAX_BYTES:
        raise UploadProblem(
            _("The file has %(size)s MB; at most %(limit)s MB are allowed.")
            % {"size": -(-size // 1024**2), "limit": MAX_BYTES // 1024**2}
        )


def check_workbook_archive(name: str, source: BinaryIO, *, max_unpacked: int) -> None:
    """Refuse what is no plain .xlsx, or would unpack to more than so many bytes."""
    suffix = PurePosixPath(clean_name(name)).suffix.lower()
    try:
        if suffix in _MACRO_OFFICE:
            raise _with_macros()
        if suffix != ".xlsx":
            raise UploadProblem(_("Only xlsx and csv files are read here."))
        _check_office(source, _PARTS[suffix], max_unpacked)
    except _WithMacros as error:
        text = _("Files with macros are not accepted. Save it as xlsx without macros, or as CSV.")
        raise UploadProblem(text) from error
    except _TooMuch as error:
        text = _("The file unpacks to too much. Split it into several files.")
        raise UploadProblem(text) from error


def clean_name(name: str) -> str:
    """Return the bare file name: no path, no control, invisible or direction characters."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Category C covers control, format (bidi, zero-width), private and unassigned characters.
    bare = "".join(char for char in bare if unicodedata.category(char)[0] != "C")
    bare = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", bare)).strip().rstrip(" .")
    stem, dot, suffix = bare.rpartition(".")
    if not dot:
        return bare[:MAX_NAME]
    stem = stem.strip(" .") or "file"
    return f"{stem[: MAX_NAME - len(suffix) - 1]}.{suffix}"


def _check_suffix(suffix: str) -> None:
    if suffix in _MACRO_OFFICE:
        raise _with_macros()
    if suffix in _OLD_OFFICE:
        raise UploadProblem(
            _("This old Office or WPS format is not accepted. Save it as PDF, docx or xlsx.")
        )
    if suffix not in CONTENT_TYPES:
        raise UploadProblem(
            _("Only these kinds of files are accepted: %(kinds)s.")
            % {"kinds": pgettext("list", ", ").join(kind[1:] for kind in CONTENT_TYPES)}
        )


def _mismatch() -> UploadProblem:
    return UploadProblem(
        _("The content does not fit the file's ending, or the file is damaged. Save it again.")
    )


def _check_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise _mismatch()


def _redraw(data: bytes, kind: str) -> bytes:
    """Draw the picture anew: position, camera and hidden payloads stay behind."""
    try:
        with drawn_alone(data, (kind,)) as opened:
            return _encoded(ImageOps.exif_transpose(reduced(opened, _factor)), kind)
    except TooManyPixelsError as error:
        raise too_many_pixels(error) from None
    except Exception as error:  # a broken picture makes Pillow raise anything
        raise _mismatch() from error


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "JPEG":
        mode = picture.mode if picture.mode in ("L", "RGB", "CMYK") else "RGB"
        clean = picture if picture.mode == mode else picture.convert(mode)
    else:
        modes = ("1", "L", "LA", "RGB", "RGBA", "I;16")
        clean = picture if picture.mode in modes else picture.convert("RGBA")
    bare = Image.frombytes(clean.mode, clean.size, clean.tobytes())
    if kind == "JPEG":
        bare.save(out, "JPEG", quality=90)
    else:
        bare.save(out, "PNG")
    return out.getvalue()


def _factor(width: int, height: int) -> int:
    # By the area: a long picture of a narrow screen stays legible.
    return math.ceil(math.sqrt(width * height / MOST_KEPT_PIXELS))


def too_many_pixels(error: TooManyPixelsError) -> UploadProblem:
    """The refusal of a picture that would fill too much when unpacked."""
    return UploadProblem(
        _("The picture is too large; at most %(limit)s million pixels are allowed.")
        % {"limit": error.most // 1_000_000}
    )


def _check_office(source: BinaryIO, part: str, max_unpacked: int = MAX_UNPACKED) -> None:
    source.seek(0)
    if source.read(len(_OLE)) == _OLE:
        raise UploadProblem(
            _("The file has a password or is in an old format. Save it without a password.")
        )
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _measure(members, source.seek(0, io.SEEK_END), max_unpacked)
            _check_parts([member.filename for member in members], part)
            _check_no_macros(archive)
    except UploadProblem:
        raise
    except Exception as error:  # a broken archive makes zipfile raise anything
        raise _mismatch() from error


def _measure(members: list[zipfile.ZipInfo], size: int, max_unpacked: int) -> None:
    """Refuse an archive that would unpack to far more than it is."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_large = len(members) > MAX_MEMBERS or unpacked > max_unpacked or packed > size
    if is_large or unpacked > MAX_RATIO * max(packed, 1):
        raise _TooMuch(_("The file unpacks to too much. Split it, or save it as PDF."))
    for member in members:
        is_outside = member.filename.startswith("/") or ".." in member.filename.split("/")
        if is_outside or member.flag_bits & 0x1:
            raise _mismatch()


def _check_parts(names: list[str], part: str) -> None:
    if "[Content_Types].xml" not in names or not any(name.startswith(part) for name in names):
        raise _mismatch()


def _check_no_macros(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    with archive.open("[Content_Types].xml") as member:
        types = member.read(1024 * 1024)
    if b"macroEnabled" in types or any(mark in name for name in names for mark in _MACRO_MARKS):
        raise _with_macros()


def _with_macros() -> _WithMacros:
    return _WithMacros(_("Files with macros are not accepted. Save it without macros, or as PDF."))
