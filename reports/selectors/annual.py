"""Annual reports as their readers need them: the society's page, CAST's list, the public's list."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Job
from reforms.models import Workplan
from reports.enums import RENDER_ALL_KIND, AnnualReportState
from reports.models import (
    AnnualReport,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.models.annual_version import PublishedQuerySet
from societies.models import Society


def workplan_in_work(*, today: dt.date) -> Workplan | None:
    """The year whose report is in work: the earliest not yet due, else the latest begun."""
    begun = Workplan.objects.filter(first_month__lte=today)
    due_later = begun.filter(annual_report_due_on__gte=today).order_by("year").first()
    return due_later or begun.order_by("-year").first() or Workplan.objects.order_by("year").first()


def report_of(society: Society, workplan: Workplan) -> AnnualReport:
    """The society's report of the year; an unsaved draft when nothing was written yet."""
    report: AnnualReport | None = (
        AnnualReport.objects.filter(society=society, workplan=workplan)
        .select_related("submitted_by", "decided_by", "submitted_version")
        .defer("submitted_version__content")
        .first()
    )
    if report is None:
        return AnnualReport(society=society, workplan=workplan)
    report.society, report.workplan = society, workplan
    return report


def versions_of(report: AnnualReport) -> list[AnnualReportVersion]:
    """Frozen versions with their files, newest first."""
    if not report.pk:
        return []
    versions = report.versions.select_related("created_by").defer("content")
    return list(versions.prefetch_related("files"))


def editions_of(report: AnnualReport) -> list[PublishedAnnualReport]:
    """What was published of the report, newest first; withdrawn and superseded editions too."""
    if not report.pk:
        return []
    editions = report.editions.without_content().select_related("published_by", "withdrawn_by")
    return list(editions.prefetch_related("files").order_by("-number"))


def running_job(report: AnnualReport) -> Job | None:
    """The job that renders the report now."""
    return Job.objects.unfinished().filter(key__startswith=f"annual-report:{report.pk}:").first()


def last_failed_job(report: AnnualReport) -> Job | None:
    """The report's latest job, if it ended with an error."""
    latest = Job.objects.filter(key__startswith=f"annual-report:{report.pk}:").first()
    return latest if latest is not None and latest.state == "failed" else None


@dataclass(frozen=True)
class ListRow:
    """A society on CAST's list: its report, how much is written, whether it may be decided."""

    society: Society
    report: AnnualReport | None
    written: int
    is_overdue: bool

    @property
    def state(self) -> str:
        """The report's state; a society that wrote nothing has begun nothing."""
        return self.report.state if self.report else AnnualReportState.DRAFT

    @property
    def is_begun(self) -> bool:
        """Whether anything is written or was submitted."""
        return self.written > 0 or self.state != AnnualReportState.DRAFT


#: A draft without a word, as a filter of its own.
NOT_BEGUN = "not_begun"


def annual_rows(workplan: Workplan, *, today: dt.date) -> list[ListRow]:
    """Every society that takes part, in code order, with its report of the year."""
    written = Count("sections", filter=~Q(sections__html=""))
    reports = {
        report.society_id: report
        for report in AnnualReport.objects.of_year(workplan).annotate(written=written)
    }
    rows = []
    for society in Society.objects.active():
        report = reports.get(society.pk)
        if report is not None:
            report.society, report.workplan = society, workplan
        shown = report or AnnualReport(society=society, workplan=workplan)
        rows.append(
            ListRow(society, report, getattr(report, "written", 0), shown.is_overdue(today=today))
        )
    return rows


def state_counts(rows: Sequence[ListRow]) -> dict[str, int]:
    """How many societies stand in each state, in the order of the way."""
    counts = Counter(row.state if row.is_begun else NOT_BEGUN for row in rows)
    shown = [NOT_BEGUN, *AnnualReportState.values]
    if not counts[
        AnnualReportState.WITHDRAWN
    ]:  # the exception: no place for it while there is none
        shown.remove(AnnualReportState.WITHDRAWN)
    return {state: counts[state] for state in shown}


def last_archive(workplan: Workplan) -> Job | None:
    """The latest job that renders all reports of the year, in whatever state."""
    key = f"annual-reports:{workplan.year}"
    return Job.objects.filter(kind=RENDER_ALL_KIND, key=key).order_by("-pk").first()


def published_reports() -> QuerySet[PublishedAnnualReport]:
    """What everybody may read, newest year first; reads nothing but published rows."""
    return _public(PublishedAnnualReport.objects.current())


def listed_reports() -> QuerySet[PublishedAnnualReport]:
    """What the library lists: what may be read, and withdrawn reports for their notes."""
    return _public(PublishedAnnualReport.objects.newest())


def reports_numbered(number: int) -> QuerySet[PublishedAnnualReport]:
    """The editions of that number, superseded and withdrawn ones too."""
    return _public(PublishedAnnualReport.objects.filter(number=number))


def _public(editions: PublishedQuerySet) -> QuerySet[PublishedAnnualReport]:
    return (
        editions.without_content()
        .select_related("society", "workplan")
        .prefetch_related("files")
        .order_by("-workplan__year", "society__code")
    )


def texts_of(editions: Iterable[PublishedAnnualReport]) -> dict[int, str]:
    """The words of editions that may be read, by id."""
    shown = [edition.pk for edition in editions if edition.withdrawn_at is None]
    found = PublishedAnnualReport.objects.filter(pk__in=shown)
    return dict(found.values_list("pk", "search_text"))
