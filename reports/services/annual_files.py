"""Files of annual reports that no row names: left by a worker that was killed while it wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import default_storage

from reports.models import AnnualDraftFile, AnnualReportFile, PublishedFile

#: Folders of the store, and how long a file may wait there for its row.
FOLDERS = ("annual-reports", "annual-drafts")
PATIENCE = dt.timedelta(hours=1)


def forget_orphans(*, at: dt.datetime) -> int:
    """Remove files that have waited too long for a row, and unfinished archives; returns how many.

    For jobs: it reads every society, whatever the scope.
    """
    named = {
        *AnnualReportFile.objects.values_list("file", flat=True),
        *AnnualDraftFile.objects.values_list("file", flat=True),
        *PublishedFile.objects.values_list("file_name", flat=True),
    }
    orphans = [
        name for name in (*_files(), *_partials()) if name not in named and _is_old(name, at)
    ]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _files() -> Iterator[str]:
    for folder in FOLDERS:
        for society in _listed(folder)[0]:
            place = f"{folder}/{society}"
            yield from (f"{place}/{name}" for name in _listed(place)[1])


def _partials() -> Iterator[str]:
    return (f"jobs/{name}" for name in _listed("jobs")[1] if name.endswith(".part"))


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files within; nothing where the folder was never made."""
    return default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])


def _is_old(name: str, at: dt.datetime) -> bool:
    return at - default_storage.get_modified_time(name) > PATIENCE
