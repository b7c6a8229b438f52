"""Uploaded files and their rows: both are kept, or neither."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from societies.uploads import UploadProblem

log = logging.getLogger(__name__)


@contextmanager
def stored(storage: Storage, path: str, data: bytes) -> Iterator[str]:
    """Write a file, yield its name for the row that is written under it.

    Raises UploadProblem where the file cannot be written; it goes again where the row cannot.
    """
    try:
        name = storage.save(path, ContentFile(data))
    except OSError as error:
        log.exception("a file could not be stored")
        with suppress(OSError):
            storage.delete(path)
        raise UploadProblem(
            _("The file could not be stored just now; nothing was saved. Try again later.")
        ) from error
    try:
        with transaction.atomic():
            yield name
    except Exception:
        with suppress(OSError):
            storage.delete(name)
        raise
