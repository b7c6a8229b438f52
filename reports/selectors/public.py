"""What everybody may read: sealed issues, corrections and published annual reports.

No scoped model is read here. The public has no scope, so that a query on one would raise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, Max, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404

from reforms.models import Commitment, Correction, MonthlyIssue, Workplan
from reforms.payload import Payload, canonical_json
from reforms.selectors import figures
from reforms.selectors.checks import TaskChecks, checks_sealed_with
from reports.models import BulletinEdition, DevelopmentReport, PublishedAnnualReport
from reports.selectors.society_year import SocietyYear
from societies.models import Society


def published_stamp() -> tuple[tuple[object, ...], ...]:
    """A value that changes with all that is published: months, corrections, reports, bulletins."""
    first, *others = (
        _count_and_last(MonthlyIssue.objects.all(), "pk"),
        _count_and_last(Correction.objects.all(), "pk"),
        _count_and_last(PublishedAnnualReport.objects.all(), "changed_at"),
        _count_and_last(DevelopmentReport.objects.published(), "changed_at"),
        _count_and_last(BulletinEdition.objects.all(), "pk"),
    )
    return tuple(sorted(first.union(*others, all=True)))


def _count_and_last(records: QuerySet[Any], field: str) -> QuerySet[Any, tuple[object, ...]]:
    """Name a kind of record, how many there are, and the last by a field as text."""
    named = records.order_by().values(kind=Value(records.model.__name__))
    counted = named.annotate(number=Count("pk"), last=Cast(Max(field), CharField()))
    rows: QuerySet[Any, tuple[object, ...]] = counted.values_list("kind", "number", "last")
    return rows


def issue_or_404(month: dt.date) -> MonthlyIssue:
    """Return the sealed issue of a month; Http404 for a month that is not sealed."""
    issue = MonthlyIssue.objects.select_related("workplan").filter(month=month).first()
    if issue is None:
        raise Http404
    return issue


def issues_with_corrections() -> QuerySet[MonthlyIssue]:
    """All issues, newest first, with the number of their corrections."""
    return (
        MonthlyIssue.objects.select_related("workplan")
        .annotate(correction_count=Count("corrections"))
        .order_by("-month")
    )


def latest_corrections() -> QuerySet[Correction]:
    """Corrections to any issue, newest first."""
    return Correction.objects.select_related("society", "issue__workplan").order_by(
        "-published_at", "-pk"
    )


def issue_bytes(issue: MonthlyIssue) -> bytes:
    """The very bytes whose SHA-256 is the issue's digest."""
    payload = figures.issue_payload(issue)
    return canonical_json({name: value for name, value in payload.items() if name != "digest"})


@dataclass(frozen=True)
class League:
    """A society in an issue: its rank, its figures, and what was corrected since."""

    rank: int
    society: Society
    element: Payload
    corrected: Payload | None


@dataclass(frozen=True)
class IssueFigures:
    """All that an issue's page shows."""

    issue: MonthlyIssue

    @cached_property
    def payload(self) -> Payload:
        """The figures exactly as sealed."""
        return figures.issue_payload(self.issue)

    @cached_property
    def series(self) -> list[Payload]:
        """The sealed months up to this issue, oldest first."""
        last = f"{self.issue.month:%Y-%m}"
        return [e for e in figures.national_series(self.issue.workplan) if e["month"] <= last]

    @cached_property
    def previous(self) -> Payload | None:
        """The national figures of the issue before this one."""
        return self.series[-2] if len(self.series) > 1 else None

    @cached_property
    def corrections(self) -> list[Correction]:
        """Corrections to this issue in order."""
        return list(
            self.issue.corrections.select_related("society", "issue__workplan").order_by("number")
        )

    @cached_property
    def societies(self) -> dict[str, Society]:
        """Societies by code, for their names."""
        return {society.code: society for society in Society.objects.all()}

    @cached_property
    def league(self) -> list[League]:
        """The societies by progress, equal ones sharing a rank; without data last."""
        corrected = {c.changes["society"]: c.changes["figures"] for c in self.corrections}
        elements = sorted(self.payload["societies"], key=_by_progress)
        result: list[League] = []
        for position, element in enumerate(elements, start=1):
            is_tie = bool(result) and result[-1].element["progress"] == element["progress"]
            rank = result[-1].rank if is_tie else position
            code = element["code"]
            result.append(League(rank, self.societies[code], element, corrected.get(code)))
        return result

    @cached_property
    def editions(self) -> int:
        """How many annual reports of the workplan's year are published."""
        return PublishedAnnualReport.objects.current().filter(workplan=self.issue.workplan).count()


def _by_progress(element: Payload) -> tuple[float, str]:
    progress = element["progress"]
    return (1.0 if progress is None else -float(progress), element["code"])


class PublishedYear(SocietyYear):
    """A society's year as published: sealed months only, nothing of the month in work."""

    @cached_property
    def open_month(self) -> dt.date | None:
        """No open month is published."""
        return None

    @cached_property
    def commitments(self) -> dict[int, Commitment]:
        """Plans are not published."""
        return {}

    @cached_property
    def checks(self) -> dict[int, TaskChecks]:
        """What the registers said when the latest issue was sealed."""
        month = self.months[-1] if self.months else None
        return checks_sealed_with(self.society, self.workplan, month) if month else {}


def workplans_with_issues() -> list[Workplan]:
    """Workplans of which a month has been sealed, newest first."""
    return list(Workplan.objects.filter(issues__isnull=False).distinct().order_by("-year"))


def editions_of(society: Society) -> QuerySet[PublishedAnnualReport]:
    """The society's published annual reports, newest first; withdrawn ones for their notes."""
    editions = PublishedAnnualReport.objects.of_society(society).newest().without_content()
    return editions.select_related("workplan").prefetch_related("files")


def society_rows(issue: MonthlyIssue | None) -> dict[str, Payload]:
    """The societies' figures of an issue by code."""
    if issue is None:
        return {}
    return {element["code"]: element for element in figures.issue_payload(issue)["societies"]}


def figure_rows(issue: MonthlyIssue) -> Iterator[dict[str, object]]:
    """An issue as rows, one per society, with plain values."""
    payload = figures.issue_payload(issue)
    names = {society.code: society for society in Society.objects.all()}
    return rows_of(payload, issue.digest, names, sorted(payload["tasks"], key=int))


def rows_of(
    payload: Payload, digest: str, names: Mapping[str, Society], numbers: Iterable[str]
) -> Iterator[dict[str, object]]:
    """A payload as rows with a column for each of the task numbers."""
    for element in payload["societies"]:
        report = element["report"]
        yield {
            "month": payload["month"],
            "issue": payload["number"],
            "code": element["code"],
            "name_zh": names[element["code"]].name_zh,
            "name_en": names[element["code"]].name_en,
            "discipline": element["discipline"],
            "progress": element["progress"],
            "expected": element["expected"],
            **{group: element["groups"][group] for group in ("basic", "reelection", "optional")},
            "report_state": report["state"],
            "report_late": "" if report["late"] is None else int(report["late"]),
            "submitted_on": report["submitted_on"],
            **{
                f"task_{number}": element["tasks"].get(number, {}).get("accepted")
                for number in numbers
            },
            "digest": digest,
        }


def bulletins_of(issue: MonthlyIssue) -> list[BulletinEdition]:
    """Editions of an issue's bulletin, the newest first."""
    return list(BulletinEdition.objects.filter(issue=issue).order_by("-number", "-language"))


def latest_bulletins(language: str) -> dict[int, BulletinEdition]:
    """The newest edition of each bulletin in a language, by the issue's id."""
    editions = BulletinEdition.objects.filter(language=language).order_by("number")
    return {edition.issue_id: edition for edition in editions}
