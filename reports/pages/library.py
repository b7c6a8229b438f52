"""The rows of the library of published annual reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.annual.renditions import RENDITIONS, Rendition
from reports.annual.search import Excerpt, excerpt
from reports.models import PublishedAnnualReport, PublishedFile
from reports.selectors.annual import texts_of


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A report of the library: its files, and where in it the words were found."""

    edition: PublishedAnnualReport
    files: tuple[tuple[Rendition, PublishedFile], ...]
    excerpt: Excerpt | None


def library_rows(editions: Iterable[PublishedAnnualReport], words: str) -> list[LibraryRow]:
    """Rows of a page; texts are read only where words are searched."""
    shown = list(editions)
    texts = texts_of(shown) if words else {}
    return [
        LibraryRow(each, _files(each), excerpt(texts.get(each.pk, ""), words)) for each in shown
    ]


def _files(edition: PublishedAnnualReport) -> tuple[tuple[Rendition, PublishedFile], ...]:
    if edition.withdrawn_at:
        return ()
    found = ((each, edition.file_of(each.edition, each.language)) for each in RENDITIONS)
    return tuple((rendition, file) for rendition, file in found if file is not None)
