"""A file and its row are kept together, or neither is."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from societies.services.stored_files import stored
from societies.uploads import UploadProblem

pytestmark = pytest.mark.django_db


class FullDisk(FileSystemStorage):
    """A storage that writes half of a file and then no more."""

    def _save(self, name: str, content: object) -> str:
        Path(self.path(name)).write_bytes(b"half")
        raise OSError(28, "No space left on device")


def test_file_is_kept_with_its_row(tmp_path: Path) -> None:
    storage = FileSystemStorage(tmp_path)
    with stored(storage, "a.txt", b"whole") as name:
        pass
    assert (tmp_path / name).read_bytes() == b"whole"


def test_row_that_fails_takes_the_file_with_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), stored(FileSystemStorage(tmp_path), "a.txt", b"whole"):
        raise RuntimeError("no row")
    assert list(tmp_path.iterdir()) == []


def test_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UploadProblem), stored(FullDisk(tmp_path), "a.txt", b"whole"):
        raise AssertionError("no row may be written")
    assert list(tmp_path.iterdir()) == []
