"""Uploads too large for the memory lie encrypted while their request lasts, nowhere after."""

import io
import os
import random
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.test import RequestFactory
from pytest_django import Settings

from config.uploads import BLOCK, SealedFile, SealedUploadHandler

SECRET = b"110105194912310021"


@pytest.fixture(autouse=True)
def small_memory(settings: Settings, tmp_path: Path) -> None:
    """Let a few bytes be too many for the memory."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.DATA_DIR = tmp_path


def request_with(*contents: bytes) -> Any:
    """Return a request that uploads files."""
    files = [SimpleUploadedFile(f"{n}.csv", data) for n, data in enumerate(contents)]
    return RequestFactory().post("/", {"file": files})


def on_disk(file: SealedFile) -> bytes:
    """Return what lies on the disk, as somebody with the rights to look would find it."""
    return os.pread(file._file.fileno(), 10 * BLOCK, 0)


@pytest.mark.parametrize("size", [11, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_upload_reads_back_whole_and_in_parts(size: int) -> None:
    data = random.Random(size).randbytes(size)
    upload = request_with(data).FILES["file"]
    assert (upload.size, upload.name) == (size, "0.csv")
    assert b"".join(upload.chunks()) == data
    for place in {0, 5, size - 1, size // 2, max(0, size - BLOCK)}:
        upload.seek(place)
        assert (upload.tell(), upload.read(100)) == (place, data[place : place + 100])
    upload.seek(-3, io.SEEK_END)
    assert upload.read() == data[-3:]
    upload.seek(size + 10)
    assert upload.read() == b""
    upload.seek(0)
    upload.seek(2, io.SEEK_CUR)
    assert upload.read() == data[2:]


def test_upload_is_kept_by_the_storage_as_it_was() -> None:
    data = SECRET * BLOCK
    path = default_storage.save("kept", request_with(data).FILES["file"])
    with default_storage.open(path) as stored:
        assert stored.read() == data


def test_several_uploads_do_not_mix() -> None:
    uploads = request_with(b"a" * 20, b"b" * BLOCK, b"c" * 30).FILES.getlist("file")
    assert [upload.read() for upload in uploads] == [b"a" * 20, b"b" * BLOCK, b"c" * 30]


def test_small_upload_never_leaves_the_memory(settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000
    settings.DATA_DIR = tmp_path / "none"  # a file there would fail
    assert request_with(SECRET).FILES["file"].read() == SECRET


def test_nothing_on_disk_can_be_read_or_found(tmp_path: Path) -> None:
    file = SealedFile(tmp_path)
    for _ in range(5000):
        file.write(SECRET)
    assert file.finish() == 5000 * len(SECRET)
    assert len(on_disk(file)) >= 5000 * len(SECRET)
    assert SECRET not in on_disk(file)
    status = os.fstat(file._file.fileno())
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert status.st_nlink == 0
    assert list(tmp_path.iterdir()) == []


def test_block_that_was_changed_or_moved_does_not_open(tmp_path: Path) -> None:
    file = SealedFile(tmp_path)
    file.write(b"x" * 3 * BLOCK)
    file.finish()
    first, second = on_disk(file)[: BLOCK + 16], on_disk(file)[BLOCK + 16 : 2 * (BLOCK + 16)]
    os.pwrite(file._file.fileno(), second + first, 0)
    with pytest.raises(InvalidTag):
        file.read(1)


def test_place_before_the_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="before the beginning"):
        SealedFile(tmp_path).seek(-1)


def test_request_closes_its_uploads() -> None:
    request = request_with(SECRET)
    upload = request.FILES["file"]
    request.close()
    assert upload.closed
    assert upload.file.raw._file.closed


class BrokenBody(io.BytesIO):
    """A body whose sender goes away in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Give what came, then fail as the server does."""
        data = super().read(size)
        if not data:
            raise OSError("Connection reset by peer")
        return data


def test_sender_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    request = request_with(SECRET * BLOCK)
    body = request.body[: 10 * BLOCK]
    broken: Any = RequestFactory().post("/")
    broken.META |= {"CONTENT_TYPE": request.META["CONTENT_TYPE"], "CONTENT_LENGTH": 20 * BLOCK}
    broken._stream = BrokenBody(body)
    with pytest.raises(UnreadablePostError):
        _ = broken.FILES
    assert list(tmp_path.iterdir()) == []


def test_upload_that_is_broken_off_is_forgotten() -> None:
    handler = SealedUploadHandler()
    handler.upload_interrupted()  # before any file began
    handler.new_file("file", "a.csv", "text/csv", None, None, None)
    handler.receive_data_chunk(SECRET, 0)
    handler.upload_interrupted()
    assert handler.file.closed
