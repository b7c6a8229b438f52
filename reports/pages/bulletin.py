"""The monthly bulletin on paper: the page of an issue, in the order of an official circular."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from reforms.models import Correction
from reforms.payload import Payload, digest_of
from reforms.progress import BAND_EDGES
from reports.pages.correction_notes import CorrectionNote
from reports.pages.issue import IssuePage, moment
from reports.selectors.dashboard import Part, change, discipline_parts
from reports.selectors.public import IssueFigures

#: Raise it when the document changes: what was published before stays, the next edition is new.
LAYOUT = 1


@dataclass(frozen=True)
class Band:
    """Societies within ten points of progress; `width` of a bar, of 100."""

    label: str
    societies: int
    width: str


class BulletinPage(IssuePage):
    """What the document asks for."""

    def __init__(self, figures: IssueFigures, number: int) -> None:
        super().__init__(figures)
        self.edition = number

    @property
    def published(self) -> str:
        """The day of the seal."""
        return moment(self.issue.sealed_at)[:10]

    @property
    def changes(self) -> dict[str, str | None]:
        """Points since the issue before, of the national figures."""
        old = self.figures.previous
        return {
            key: change(self.national[key], old["national"][key]) if old else None
            for key in ("mean", "median", "expected")
        }

    @property
    def bands(self) -> list[Band]:
        """The distribution as bars."""
        counts = self.national["distribution"]
        most = max(counts) or 1
        return [
            Band(f"{low}–{high}", count, f"{100 * count / most:.1f}")
            for (low, high), count in zip(pairwise(BAND_EDGES), counts, strict=True)
        ]

    @property
    def parts(self) -> list[Part]:
        """The disciplines with their change."""
        return discipline_parts(self.figures.payload, self.figures.previous)

    @cached_property
    def league(self) -> list[dict[str, Any]]:
        """The league with each society's report."""
        return self.societies

    @property
    def late(self) -> list[dict[str, Any]]:
        """Societies whose report came late, the latest first."""
        return sorted((i for i in self.league if i["days"]), key=lambda item: -item["days"])

    @property
    def missing(self) -> list[dict[str, Any]]:
        """Societies of which no report had come, by code."""
        found = [item for item in self.league if item["report"] == "not_submitted"]
        return sorted(found, key=lambda item: item["each"].society.code)

    @property
    def extended(self) -> list[dict[str, Any]]:
        """Societies that had more time, by code."""
        found = [i for i in self.league if i["extended_to"]]
        return sorted(found, key=lambda item: item["each"].society.code)

    @property
    def annex(self) -> list[CorrectionNote]:
        """Corrections with old and new values."""
        return self.notes

    @property
    def verify_url(self) -> str:
        """The address that verifies the figures."""
        return str(settings.SITE_URL) + reverse("reports:verify-digest", args=[self.issue.digest])

    @property
    def code(self) -> str:
        """The same address for a phone, as an SVG."""
        code = segno.make(self.verify_url, error="m")
        return str(code.svg_inline(scale=4, border=0, omitsize=True))


def content_digest(issue_digest: str, corrections: list[Correction]) -> str:
    """What an edition tells of: the issue, the corrections to it, the layout."""
    content: Payload = {
        "issue": issue_digest,
        "corrections": [each.digest for each in corrections],
        "layout": LAYOUT,
    }
    return digest_of(content)
