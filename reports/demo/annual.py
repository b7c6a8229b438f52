"""Annual reports of the demo: some written, some with CAST, a few published as PDF."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from accounts.models import User
from reforms.models import Workplan
from reports.demo import words
from reports.demo.plans import People
from reports.enums import AnnualReportHead, AnnualReportState, ReportLanguage
from reports.models import AnnualReport, AnnualReportSection
from reports.rich_text import from_plain
from reports.services.annual import publish_report
from reports.services.annual_jobs import render_version
from societies.enums import Role
from societies.models import Society

#: Every so many societies have begun their report; so many are published with a PDF.
EVERY, PUBLISHED = 7, 3
#: Where the words of a head stand.
_CHAPTERS = {AnnualReportHead.ACTIVITIES: "academic"}
_STATES = (
    AnnualReportState.ACCEPTED,
    AnnualReportState.SUBMITTED,
    AnnualReportState.DRAFT,
    AnnualReportState.RETURNED,
    AnnualReportState.ACCEPTED,
)


def add_annual_reports(
    workplan: Workplan,
    societies: list[Society],
    people: People,
    manager: User,
    *,
    now: dt.datetime,
    say: Callable[[str], None],
) -> None:
    """Write the reports of a year that is over; the first few are rendered and published."""
    for position, society in enumerate(societies[::EVERY]):
        is_published = position < PUBLISHED
        state = AnnualReportState.ACCEPTED if is_published else _STATES[position % len(_STATES)]
        report = _report(workplan, society, state, people, manager)
        if is_published:
            version = render_version(report=report, language=ReportLanguage.CHINESE, by=manager)
            publish_report(report=report, version=version, by=manager, at=now)
            say(f"{society.code} {workplan.year}: {version.pages} pages")


def _report(
    workplan: Workplan, society: Society, state: AnnualReportState, people: People, manager: User
) -> AnnualReport:
    rng = random.Random(f"annual {workplan.year} {society.code}")
    written_at = dt.datetime(
        workplan.year + 1, rng.randint(1, 3), rng.randint(1, 26), rng.randint(1, 9), tzinfo=dt.UTC
    )
    report = AnnualReport(society=society, workplan=workplan, state=state)
    if state != AnnualReportState.DRAFT:
        report.first_submitted_at = report.submitted_at = written_at
        report.submitted_by = people[society.code, Role.APPROVER]
    if state in (AnnualReportState.ACCEPTED, AnnualReportState.RETURNED):
        report.decided_at, report.decided_by = written_at + dt.timedelta(days=3), manager
    if state == AnnualReportState.RETURNED:
        report.return_reason = "财务状况缺少收支构成，请补充。"
    report.save()
    heads = list(AnnualReportHead)
    AnnualReportSection.objects.bulk_create(
        AnnualReportSection(
            report=report,
            chapter=_CHAPTERS.get(head, head),
            html=from_plain(words.chapter(rng, head, society.name_zh)),
            version=1,
            updated_by=people[society.code, Role.EDITOR],
            updated_at=written_at,
        )
        for head in (heads[:2] if state == AnnualReportState.DRAFT else heads)
    )
    return report
