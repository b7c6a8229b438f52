"""Uploads while their request lasts: small ones in memory, larger ones encrypted on disk.

Neither the file's name nor the key is kept anywhere, so that nothing is left to be swept up or read
when a process dies in the middle.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

BLOCK = 64 * 1024
_TAG = 16


class SealedFile(io.RawIOBase):
    """A nameless file, encrypted block by block under a key that only this object knows.

    It is written from the beginning to the end and then read anywhere: `finish` comes between.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 -- closed by close()
        self._cipher = AESGCM(AESGCM.generate_key(bit_length=256))
        self._waiting = bytearray()
        self._written = self._size = self._place = 0
        self._block, self._number = b"", -1

    def write(self, data: Any) -> int:
        """Append bytes; those that fill no block yet wait in memory."""
        self._waiting += data
        while len(self._waiting) >= BLOCK:
            self._put(bytes(self._waiting[:BLOCK]))
            del self._waiting[:BLOCK]
        return len(data)

    def finish(self) -> int:
        """Write what still waits, go to the beginning and return the size."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()
        return self._size

    def _put(self, block: bytes) -> None:
        # The key serves this file alone, so a block's number is a nonce that never comes twice.
        self._file.write(self._cipher.encrypt(_nonce(self._written), block, None))
        self._written += 1
        self._size += len(block)

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """Only before it is finished, and only at its end."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte that is read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning, from here or from the end."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the block at hand goes."""
        number, start = divmod(self._place, BLOCK)
        if self._place >= self._size:
            return 0
        if number != self._number:
            self._file.seek(number * (BLOCK + _TAG))
            sealed = self._file.read(BLOCK + _TAG)
            self._block = self._cipher.decrypt(_nonce(number), sealed, None)
            self._number = number
        part = self._block[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def close(self) -> None:
        """Give the file back to the system."""
        self._file.close()
        self._block = b""
        super().close()


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class SealedUploadHandler(FileUploadHandler):
    """Takes what the handler before it did not keep in memory."""

    file: SealedFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = SealedFile(settings.DATA_DIR)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next bytes and leave none to other handlers."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Hand the whole file to the request, which closes it when it ends."""
        self.file.finish()
        return UploadedFile(
            file=io.BufferedReader(self.file, BLOCK),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Forget a file whose rest never came."""
        if hasattr(self, "file"):
            self.file.close()
