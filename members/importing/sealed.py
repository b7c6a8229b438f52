"""Files as they lie on storage: encrypted block by block, so that no reader holds them whole.

Each block names its place and whether it is the last: a file that was cut or rearranged does not
open.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"MF1\n"
_ID, _NONCE, _LENGTH = 16, 12, 4
BLOCK = 1024 * 1024
_LONGEST = 2 * BLOCK


class DamagedFile(OSError):
    """The file is incomplete, was changed, or was written under a key that is gone."""


def _place(identity: bytes, number: int, *, is_last: bool) -> bytes:
    return identity + number.to_bytes(8, "big") + bytes([is_last])


def seal_blocks(blocks: Iterable[bytes], target: BinaryIO, cipher: AESGCM) -> None:
    """Write bytes that come in blocks to a file under a cipher."""
    identity = os.urandom(_ID)
    target.write(_MAGIC + identity)

    def write(block: bytes, number: int, *, is_last: bool) -> None:
        nonce = os.urandom(_NONCE)
        sealed = cipher.encrypt(nonce, block, _place(identity, number, is_last=is_last))
        target.write(len(sealed).to_bytes(_LENGTH, "big") + nonce + sealed)

    waiting, number = b"", 0
    for block in blocks:
        waiting += block
        while len(waiting) > BLOCK:
            write(waiting[:BLOCK], number, is_last=False)
            waiting, number = waiting[BLOCK:], number + 1
    write(waiting, number, is_last=True)


class SealedReader(io.RawIOBase):
    """Reads such a file as the bytes it was made of."""

    def __init__(self, source: BinaryIO, ciphers: Sequence[AESGCM]) -> None:
        super().__init__()
        self._source, self._ciphers = source, list(ciphers)
        start = source.read(len(_MAGIC) + _ID)
        if len(start) != len(_MAGIC) + _ID or not start.startswith(_MAGIC):
            source.close()
            raise DamagedFile
        self._identity = start[len(_MAGIC) :]
        self._number, self._is_over = 0, False
        self._block = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer as far as the block at hand goes."""
        while not self._block and not self._is_over:
            self._block = memoryview(self._next_block())
        size = min(len(buffer), len(self._block))
        buffer[:size] = self._block[:size]
        self._block = self._block[size:]
        return size

    def close(self) -> None:
        """Close the file beneath as well."""
        self._source.close()
        super().close()

    def _next_block(self) -> bytes:
        length = int.from_bytes(self._source.read(_LENGTH), "big")
        if not 0 < length <= _LONGEST:
            raise DamagedFile
        nonce, sealed = self._source.read(_NONCE), self._source.read(length)
        for is_last in (False, True):
            place = _place(self._identity, self._number, is_last=is_last)
            for cipher in self._ciphers:
                try:
                    block = cipher.decrypt(nonce, sealed, place)
                except InvalidTag:
                    continue
                self._ciphers = [cipher]
                self._number, self._is_over = self._number + 1, is_last
                return block
        raise DamagedFile


def open_sealed_file(source: BinaryIO, ciphers: Sequence[AESGCM]) -> BinaryIO:
    """Return the bytes of a sealed file as a stream; raises DamagedFile, also while it is read."""
    return io.BufferedReader(cast("Any", SealedReader(source, ciphers)), BLOCK)
