"""Files as they lie on storage: encrypted block by block, so that no reader holds them whole.

Each block is bound to the file's name, to its place and to whether it is the last: a file that was
cut, rearranged or put in another's stead does not open.
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
_TAG = 16
#: What stands around the bytes of a block, and how far it is from one block to the next.
_AROUND = _LENGTH + _NONCE + _TAG
_STEP = _AROUND + BLOCK


class DamagedFile(OSError):
    """The file is incomplete, was changed, or was written under a key that is gone."""


def _place(identity: bytes, number: int, *, is_last: bool) -> bytes:
    return identity + number.to_bytes(8, "big") + bytes([is_last])


def seal_blocks(blocks: Iterable[bytes], target: BinaryIO, cipher: AESGCM, *, name: str) -> None:
    """Write bytes that come in blocks to a file of that name under a cipher."""
    start = os.urandom(_ID)
    target.write(_MAGIC + start)
    identity = start + name.encode()

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
    """Reads such a file as the bytes it was made of, from any place on; one block is held."""

    def __init__(self, source: BinaryIO, ciphers: Sequence[AESGCM], name: str) -> None:
        super().__init__()
        self._source, self._ciphers = source, list(ciphers)
        start = source.read(len(_MAGIC) + _ID)
        length = source.seek(0, io.SEEK_END) - len(start)
        self._last, rest = divmod(length - 1, _STEP)
        left = rest + 1 - _AROUND
        if length < _AROUND or left < 0 or not start.startswith(_MAGIC):
            source.close()
            raise DamagedFile
        self._identity = start[len(_MAGIC) :] + name.encode()
        self._size, self._at = self._last * BLOCK + left, 0
        self._number, self._block = -1, memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is: all blocks but the last are of one size."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Say where it is."""
        return self._at

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer as far as the block at hand goes."""
        if self._at >= self._size:
            self._read_block(self._last)  # an empty file is one block too
            return 0
        number, first = divmod(self._at, BLOCK)
        self._read_block(number)
        found = self._block[first : first + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Close the file beneath as well."""
        self._source.close()
        super().close()

    def _read_block(self, number: int) -> None:
        if number == self._number:
            return
        self._source.seek(len(_MAGIC) + _ID + number * _STEP)
        length = int.from_bytes(self._source.read(_LENGTH), "big")
        nonce, sealed = self._source.read(_NONCE), self._source.read(_STEP - _LENGTH - _NONCE)
        place = _place(self._identity, number, is_last=number == self._last)
        for cipher in self._ciphers if length == len(sealed) else ():
            try:
                block = cipher.decrypt(nonce, sealed, place)
            except InvalidTag:
                continue
            self._ciphers = [cipher]
            self._number, self._block = number, memoryview(block)
            return
        raise DamagedFile


def open_sealed_file(source: BinaryIO, ciphers: Sequence[AESGCM], *, name: str) -> BinaryIO:
    """Return the bytes of a sealed file as a stream; raises DamagedFile, also while it is read."""
    return io.BufferedReader(cast("Any", SealedReader(source, ciphers, name)), BLOCK)
