"""The process that reads what strangers upload: codes on pages, signatures, a bare copy.

Run as `python -m reports.pdf.reading`; one file in by standard input, what was found out by
standard output. It opens no file, works under limits, and can be killed at any time.
"""

from __future__ import annotations

import io
import os
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from reports.pdf.messages import read_message, write_message

MEMORY_LIMIT = 1024**3
MAX_PIXELS = 50_000_000
#: A scanned code is found at one of these widths of the page, in dots.
WIDTHS = (1700, 2500, 1100)
#: Codes stand on the cover or at the end; of longer documents only so many pages are looked at.
FIRST_PAGES, LAST_PAGES = 3, 1
#: Of what is to be kept, all are.
KEPT_PAGES = 10
_QR = zxingcpp.barcode_formats_from_str("QRCode")
_PICTURE: dict[str, object] = {"pages": 1, "signatures": [], "has_pictures": True}
_FIRST_BYTES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "image", b"\x89PNG\r\n\x1a\n": "image"}


class UnreadableError(ValueError):
    """What was sent is none of the kinds that are read, or too large to be."""


def read(data: bytes, *, fingerprint: str, wants_copy: bool) -> tuple[dict[str, object], bytes]:
    """What a file shows; with a copy of a PDF that holds its pages and nothing else."""
    kind = next((kind for start, kind in _FIRST_BYTES.items() if data.startswith(start)), "")
    if kind == "image":
        return {**_PICTURE, "codes": _codes(_picture(data))}, b""
    if kind != "pdf":
        raise UnreadableError("neither PDF nor JPEG nor PNG")
    document = pdfium.PdfDocument(data)
    first = KEPT_PAGES if wants_copy else FIRST_PAGES
    found: dict[str, object] = {
        "pages": len(document),
        "codes": list(dict.fromkeys(code for page in _pages(document, first) for code in page)),
        "signatures": signatures(data, fingerprint) if b"/ByteRange" in data else [],
        "has_pictures": False,
    }
    if not wants_copy or len(document) > KEPT_PAGES:
        return found, b""
    copy, found["has_pictures"] = bare_copy(data)
    return found, copy


def _picture(data: bytes) -> Image.Image:
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    if picture.width * picture.height > MAX_PIXELS:
        raise UnreadableError("too many pixels")
    return picture.convert("L")


def _pages(document: pdfium.PdfDocument, first: int) -> Iterator[list[str]]:
    """The codes of the pages on which one may stand; a width is tried only if none was found."""
    count = len(document)
    numbers = [*range(min(count, first)), *range(max(first, count - LAST_PAGES), count)]
    for number in numbers:
        page = document[number]
        for width in WIDTHS:
            scale = min(width / page.get_width(), 4 * width / page.get_height())
            found = _codes(page.render(scale=scale, grayscale=True).to_pil())
            if found:
                yield found
                break


def _codes(picture: Image.Image) -> list[str]:
    """The texts of all QR codes on a picture, however it was turned."""
    for shown in _shown(picture):
        found = zxingcpp.read_barcodes(shown, formats=_QR)
        if found:
            return [code.text for code in found]
    return []


def _shown(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, and smaller where it is large: noise goes, the code stays."""
    yield picture
    for width in WIDTHS:
        if picture.width > 1.2 * width:
            yield picture.resize((width, round(picture.height * width / picture.width)))


def signatures(data: bytes, fingerprint: str) -> list[dict[str, object]]:
    """Each signature: whether it is by the certificate, sound, and how far it reaches."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - slow, seldom needed

    reader = PdfFileReader(io.BytesIO(data), strict=False)
    return [_signature(each, fingerprint) for each in reader.embedded_signatures]


def _signature(signature: Any, fingerprint: str) -> dict[str, object]:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, context, skip_diff=True)
    start, _length, rest, more = (int(number) for number in signature.byte_range)
    return {
        "is_ours": status.signing_cert.sha256.hex() == fingerprint,
        "is_sound": bool(status.intact and status.valid and start == 0),
        "end": rest + more,
    }


def bare_copy(data: bytes) -> tuple[bytes, bool]:
    """The pages without scripts, forms, notes, links and files; and whether any has a picture."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as copy:
        for page in source.pages:
            copy.pages.append(page)
        for page in copy.pages:
            for name in ("/Annots", "/AA", "/PieceInfo", "/Metadata", "/StructParents"):
                if name in page.obj:
                    del page.obj[name]
        has_pictures = any(page.get_images() for page in copy.pages)
        copy.save(out, linearize=False, deterministic_id=True)
    return out.getvalue(), has_pictures


def limit_resources(seconds: int) -> None:
    """Bound memory and processor time; no file is written except a short log."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024**2, 1024**2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Take over standard output for the answer: whatever a library prints goes to the log."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_resources(int(sys.argv[1]))
    message = read_message(sys.stdin.buffer)
    if message is None:
        return
    head: dict[str, Any] = message[0]
    try:
        found, copy = read(
            message[1], fingerprint=head["fingerprint"], wants_copy=head["wants_copy"]
        )
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes of the libraries
        words = re.sub(r"\s+", " ", str(error))[:200]
        found, copy = {"error": f"{type(error).__name__}: {words}"}, b""
    write_message(answers, found, copy)
    answers.close()


if __name__ == "__main__":
    main()
