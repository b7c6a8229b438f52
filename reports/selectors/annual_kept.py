"""What pages show of an annual report's content, kept until something is written that it tells of.

To put it together the registers are asked some thirty times. Whatever writes what it counts leaves
an audit event: of the society, of none (the workplan, its months, files over several societies), of
a correction, or of an activity that another society leads. While no month is sealed the report
tells of the mean of all societies, and any event counts. The society's own text leaves none and is
read each time. What is handed in or printed is never taken from here.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable
from typing import Any

from django.db.models import Subquery

from accounts.models import AuditEvent
from accounts.services.audit import canonical_json
from reforms import months
from reforms.models import MonthlyIssue, Workplan
from reports.models import AnnualReport
from reports.selectors.annual_content import (
    LAYOUT,
    chapter_parts,
    counted_content,
    figures_of_chapter,
    with_text,
)
from reports.selectors.annual_parts.chapters import ChapterFacts
from reports.selectors.annual_year import Content, counted_on, year_figures
from societies.models import Society
from societies.selectors.kept import kept


def content_shown(report: AnnualReport, *, at: dt.datetime) -> Content:
    """The content as `annual_content` gives it."""
    society, workplan = report.society, report.workplan

    def count() -> Content:
        return counted_content(ChapterFacts(society, year_figures(workplan, at=at)))

    counted: Content = _kept(society, workplan, "all", at, count)
    return with_text(counted, report if report.pk else None)


def parts_shown(
    society: Society, workplan: Workplan, code: str, *, at: dt.datetime
) -> list[Content]:
    """The parts of one chapter as `chapter_parts` gives them."""

    def count() -> list[Content]:
        return chapter_parts(society, figures_of_chapter(workplan, code, at=at), code)

    parts: list[Content] = _kept(society, workplan, f"parts {code}", at, count)
    return parts


def _kept(
    society: Society, workplan: Workplan, what: str, at: dt.datetime, count: Callable[[], Any]
) -> Any:
    stamp, is_sealed = _stamp(society, workplan)
    day = counted_on(workplan, at) if is_sealed else at.astimezone(months.BEIJING).date()
    packed = kept(
        stamp,
        f"annual {LAYOUT} {workplan.pk} {society.version} {what} {day}",
        lambda: zlib.compress(canonical_json(count()), level=1),
    )
    return json.loads(zlib.decompress(packed))


def _stamp(society: Society, workplan: Workplan) -> tuple[str, bool]:
    """Name the last events of which the content may tell, and say whether a month is sealed."""
    events = AuditEvent.objects.order_by("-pk").values("pk")
    told: tuple[dict[str, str], ...] = (
        {"scope": society.code},
        {"scope": ""},
        {"action": "correction.published"},
        {"subject_type": "activity"},
        {},
    )
    sealed = MonthlyIssue.objects.filter(workplan=workplan).order_by("-month").values("pk")
    *own, last, issue = (
        Society.objects.order_by()
        .filter(pk=society.pk)
        .values_list(*(Subquery(events.filter(**each)[:1]) for each in told), Subquery(sealed[:1]))
        .get()
    )
    counted = [*own, issue] if issue else [last]
    return ":".join(["annual", str(society.pk), *(str(pk or 0) for pk in counted)]), bool(issue)
