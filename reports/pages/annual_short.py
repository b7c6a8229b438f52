"""The short edition of an annual report: eight pages, whatever the content."""

from __future__ import annotations

from dataclasses import dataclass

from reports.pages.annual_document import AnnualDocument


@dataclass(frozen=True)
class ShortDocument(AnnualDocument):
    """The eight pages."""
