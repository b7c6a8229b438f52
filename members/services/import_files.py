"""Uploaded files of members on storage: encrypted from the first byte to the last."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from members.importing.problems import FileProblems
from members.importing.reading import Source
from members.importing.sealed import BLOCK, open_sealed_file, seal_blocks
from members.models import MemberImport
from members.secrets import file_ciphers


@dataclass(frozen=True)
class KeptFile:
    """A file on storage, and what it was before it was encrypted."""

    path: str
    size: int
    sha256: str


def keep_file(blocks: Iterable[bytes]) -> KeptFile:
    """Encrypt bytes that come in blocks and store them under a random name."""
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for block in blocks:
            digest.update(block)
            size += len(block)
            yield block

    name = f"member-imports/{uuid4().hex}"
    with tempfile.TemporaryFile() as target:
        seal_blocks(counted(), cast("BinaryIO", target), file_ciphers()[0], name=name)
        target.seek(0)
        path = default_storage.save(name, File(target))
    return KeptFile(path, size, digest.hexdigest())


def open_file(path: str) -> BinaryIO:
    """Return a stored file as it was; FileProblems when it is gone, DamagedFile when changed."""
    try:
        stored = default_storage.open(path)
    except OSError as error:
        raise FileProblems(("", "file_gone", {})) from error
    return open_sealed_file(cast("BinaryIO", stored), file_ciphers(), name=path)


def source_of(member_import: MemberImport) -> Source:
    """Return the uploaded file of an import, to be read as often as wanted."""
    return Source(member_import.file_name, lambda: open_file(member_import.file))


def keep_written(write: Callable[[BinaryIO], None]) -> str:
    """Store what a function writes; returns where. Nothing of it touches a disk unencrypted."""
    with io.BytesIO() as target:
        write(target)
        target.seek(0)
        return keep_file(iter(lambda: target.read(BLOCK), b"")).path


def forget_corrections(member_import: MemberImport) -> None:
    """Delete the workbook with corrections; the row is saved by the caller."""
    _forget(member_import, "corrections")


def forget_files(member_import: MemberImport) -> None:
    """Delete what the import keeps on storage; the row is saved by the caller."""
    for name in ("file", "corrections"):
        _forget(member_import, name)


def _forget(member_import: MemberImport, name: str) -> None:
    path = getattr(member_import, name)
    if path:
        default_storage.delete(path)
        setattr(member_import, name, "")
