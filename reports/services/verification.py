"""What an uploaded file is: ours byte for byte, added to, changed, a picture of a code, or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings

from reforms.payload import digest_of
from reports.pdf.inspection import Inspection, inspect
from reports.selectors.verification import verify
from reports.services.signing import certificate_fingerprint
from reports.verifying import (
    FileAnswer,
    FileKind,
    Found,
    PrintedCode,
    Wanted,
    read_code,
    signed_lengths,
)

#: Figures of a month have a fifth of it; a file that is read takes many times its size.
MOST_TO_READ = 2 * 1024 * 1024
#: Files that are read at the same time by one process of the portal.
_READERS = BoundedSemaphore(2)
_PATIENCE_SECONDS = 5.0
#: Of what is compared only, nothing can be told when its bytes are not ours.
_FIGURES = ".json"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class BusyError(RuntimeError):
    """Too many files are being read just now."""


def verify_file(
    name: str, data: bytes, *, may_read: Callable[[], bool] = lambda: True
) -> FileAnswer:
    """Compare a file by its bytes; when they are not ours, look at what it shows.

    BusyError when it would have to be looked at and `may_read`, asked only then, says no.
    """
    digest = hashlib.sha256(data).hexdigest()
    found = verify(Wanted(digest))
    if found:
        return FileAnswer(FileKind.COMPARED, digest, found)
    if name.lower().endswith(_FIGURES):
        return _figures(data, digest)
    is_picture = data.startswith(_PICTURES)
    if not is_picture and not data.startswith(b"%PDF-"):
        return FileAnswer(FileKind.NOT_READ, digest)
    if not is_picture and (answer := _added_to(data, digest)):
        return answer
    if not may_read():
        raise BusyError
    return _shown(data, digest, is_picture=is_picture)


def _figures(data: bytes, digest: str) -> FileAnswer:
    """Figures that were written anew, by what they say."""
    if len(data) > MOST_TO_READ:
        return FileAnswer(FileKind.COMPARED, digest)
    try:
        payload = json.loads(data)
        again = digest_of(payload) if isinstance(payload, dict) else ""
    except (ValueError, RecursionError):
        again = ""
    if not again:
        return FileAnswer(FileKind.COMPARED, digest)
    return FileAnswer(FileKind.COMPARED, again, verify(Wanted(again)))


def _added_to(data: bytes, digest: str) -> FileAnswer | None:
    """A document of ours, whole, behind whose signature something was added."""
    for length in signed_lengths(data):
        found = verify(Wanted(hashlib.sha256(data[:length]).hexdigest()))
        if found:
            return FileAnswer(FileKind.ADDED_TO, digest, found)
    return None


def _shown(data: bytes, digest: str, *, is_picture: bool = False) -> FileAnswer:
    """What can be told of a file that is not on record: its codes and signatures."""
    seen = read_under_limits(data)
    if not seen.is_read:
        return FileAnswer(FileKind.UNREADABLE, digest, is_picture=is_picture)
    codes = [read_code(text) for text in seen.codes]
    found = _of_codes([code.digest for code in codes if names_ours(code)])
    signed = [each for each in seen.signatures if each.is_ours]
    if any(not each.is_sound for each in signed):
        return FileAnswer(FileKind.BROKEN, digest, found)
    if signed:
        return FileAnswer(FileKind.SIGNED_ONLY, digest, found)
    if found:
        return FileAnswer(FileKind.SHOWS_CODE, digest, found, is_picture)
    elsewhere = [code.site for code in codes if not is_here(code.site)]
    if elsewhere and is_picture:
        return FileAnswer(FileKind.ELSEWHERE, digest, is_picture=True, site=elsewhere[0])
    return FileAnswer(FileKind.COMPARED, digest, is_picture=is_picture)


def is_here(site: str) -> bool:
    """Whether a site is this portal, by the address that it has now or had before."""
    return site in (settings.SITE_URL, *settings.FORMER_SITE_URLS)


def names_ours(code: PrintedCode) -> bool:
    """Whether a printed code names something of this portal."""
    return bool(code.digest) and is_here(code.site)


def _of_codes(digests: list[str]) -> list[Found]:
    found: list[Found] = []
    for digest in dict.fromkeys(digests[:4]):
        found += verify(Wanted(digest))
    return found


def read_under_limits(data: bytes, *, wants_copy: bool = False) -> Inspection:
    """Read a file in a process of its own; BusyError when too many are being read."""
    if not _READERS.acquire(timeout=_PATIENCE_SECONDS):
        raise BusyError
    try:
        return inspect(data, fingerprint=certificate_fingerprint(), wants_copy=wants_copy)
    finally:
        _READERS.release()
