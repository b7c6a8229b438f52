"""Which of the files that npm installed are served."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder


class ChosenFilesFinder(FileSystemFinder):
    """Collects our own static files, and of the packages only what `VENDOR_FILES` names."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns or []):
            prefix = getattr(storage, "prefix", None)
            if not prefix or f"{prefix}/{path}" in settings.VENDOR_FILES:
                yield path, storage
