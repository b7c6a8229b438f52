"""The sides of a comparison of annual reports: as it is now, its versions, and the last report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from reports.annual.chapters import chapter_kinds
from reports.annual.rich_text import clean_html
from reports.models import (
    AnnualReport,
    AnnualReportSection,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.selectors.annual_kept import parts_shown

Chapters = list[dict[str, Any]]

NOW, LAST = "now", "last-year"


class SideKind(StrEnum):
    """What a side is."""

    NOW = "now"
    VERSION = "version"
    PUBLISHED = "published"
    LAST_VERSION = "last-version"
    LAST_TEXT = "last-text"


@dataclass(frozen=True)
class Side:
    """One side: its name in the address, what it is, and which row holds it (`pk`).

    `is_frozen` says that it holds the figures of every chapter; else only texts.
    """

    slug: str
    kind: SideKind
    year: int
    number: int
    at: dt.datetime | None
    is_frozen: bool
    pk: int | None


def sides_of(report: AnnualReport) -> list[Side]:
    """Everything that the report can be compared with, itself first, then newest first."""
    year = report.workplan.year
    sides = [Side(NOW, SideKind.NOW, year, 0, None, False, report.pk)]
    if report.pk:
        sides += [_version(version) for version in report.versions.defer("content")]
    last = _last(report)
    return [*sides, last] if last else sides


def _version(version: AnnualReportVersion, slug: str = "", year: int = 0) -> Side:
    kind = SideKind.LAST_VERSION if slug else SideKind.VERSION
    number = version.number
    return Side(slug or f"v{number}", kind, year, number, version.created_at, True, version.pk)


def reports_before(report: AnnualReport) -> QuerySet[AnnualReport]:
    """Reports of the society for earlier years in which something is written."""
    found: QuerySet[AnnualReport] = AnnualReport.objects.filter(
        society=report.society, workplan__year__lt=report.workplan.year, sections__isnull=False
    )
    return found


def _last(report: AnnualReport) -> Side | None:
    """The report before: as published, else as last handed in, else as it is written."""
    year = (
        reports_before(report)
        .order_by("-workplan__year")
        .values_list("workplan__year", flat=True)
        .first()
    )
    if year is None:
        return None
    published = (
        PublishedAnnualReport.objects.current()
        .without_content()
        .filter(society=report.society, workplan__year=year)
        .first()
    )
    if published is not None:
        kind, at = SideKind.PUBLISHED, published.published_at
        return Side(LAST, kind, year, published.number, at, True, published.pk)
    version = (
        AnnualReportVersion.objects.filter(
            report__society=report.society, report__workplan__year=year
        )
        .defer("content")
        .order_by("-number")
        .first()
    )
    if version is not None:
        return _version(version, LAST, year)
    before: AnnualReport | None = AnnualReport.objects.filter(
        society=report.society, workplan__year=year, sections__isnull=False
    ).first()
    if before is None:
        return None
    return Side(LAST, SideKind.LAST_TEXT, year, 0, None, False, before.pk)


def chapters_of(sides: Collection[Side]) -> list[Chapters]:
    """The chapters of sides, in their order; rows of a kind are asked for at once."""
    versions = {SideKind.VERSION, SideKind.LAST_VERSION}
    frozen = {
        **_contents(AnnualReportVersion.objects.all(), sides, versions),
        **_contents(PublishedAnnualReport.objects.all(), sides, {SideKind.PUBLISHED}),
    }
    texts = _texts([side.pk for side in sides if not side.is_frozen and side.pk])
    return [
        frozen[side.slug]["chapters"] if side.is_frozen else _written(texts.get(side.pk or 0, {}))
        for side in sides
    ]


def _contents(
    rows: QuerySet[Any], sides: Collection[Side], kinds: Collection[SideKind]
) -> dict[str, dict[str, Any]]:
    """What the rows hold that sides of these kinds are kept in, by the sides' names."""
    wanted = [side for side in sides if side.kind in kinds]
    held = dict(rows.filter(pk__in=[one.pk for one in wanted]).values_list("pk", "content"))
    return {side.slug: held[side.pk] for side in wanted}


def _texts(reports: list[int]) -> dict[int, dict[str, str]]:
    """What is written in reports, by report and chapter."""
    texts: dict[int, dict[str, str]] = {}
    if reports:
        rows = AnnualReportSection.objects.filter(report__in=reports)
        for report, chapter, html in rows.values_list("report", "chapter", "html"):
            texts.setdefault(report, {})[chapter] = html
    return texts


def _written(texts: dict[str, str]) -> Chapters:
    """The chapters as they are written, without figures."""
    return [
        {
            "code": kind.code,
            "title_zh": kind.title.zh,
            "title_en": kind.title.en,
            "html": clean_html(texts.get(kind.code, "")),
            "parts": [],
        }
        for kind in chapter_kinds()
    ]


def with_parts(
    chapters: Chapters, report: AnnualReport, code: str, *, at: dt.datetime
) -> Sequence[dict[str, Any]]:
    """The chapters with the figures that the registers give one of them now."""
    parts = parts_shown(report.society, report.workplan, code, at=at)
    return [
        {**chapter, "parts": parts} if chapter["code"] == code else chapter for chapter in chapters
    ]
