"""A society's year for tests of annual reports: a plan, months sealed, chapters written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django_scopes import scopes_disabled

from reforms.models import Evidence, Workplan
from reforms.months import BEIJING
from reforms.services.sealing import seal_month
from reports.annual.renditions import MAIN, Rendition
from reports.enums import AnnualReportState
from reports.models import (
    AnnualReport,
    AnnualReportFile,
    AnnualReportSection,
    AnnualReportVersion,
)
from reports.selectors.annual_content import annual_content, content_digest, year_figures
from reports.services.annual_rendering import FinishedPdf
from reports.services.annual_versions import keep_file
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import SocietyFactory

#: After the year, before the annual report is due.
AFTER_YEAR = dt.datetime(2018, 1, 20, 9, 0, tzinfo=BEIJING)
DUE_ON = dt.date(2018, 3, 31)
#: A chapter for each required head.
REQUIRED = ("development", "organisation", "members", "academic", "finance")


@dataclass(frozen=True)
class Year:
    """A workplan and one society in it."""

    workplan: Workplan
    society: Society


def small_year(code: str = "A-01", name: str = "中国数学会") -> Year:
    """Return a workplan of nine tasks and a society that has reported nothing."""
    workplan = workplan_of(annual_report_due_on=DUE_ON)
    society = SocietyFactory(code=code, name_zh=name)
    return Year(workplan, society)


def reported_year(months: int = 3) -> Year:
    """Return a year whose first months are reported and sealed; task 1 ends done."""
    year = small_year()
    with scopes_disabled():
        accepted_plan(year.society, year.workplan, (4, 5, 6, 7, 8))
        for index, month in enumerate(year.workplan.months[:months]):
            percent = min(100, 40 * (index + 1))
            report = report_of(
                year.society,
                year.workplan,
                f"{month:%Y-%m}",
                {1: percent, 2: 10 if index == 0 else None},
                first_submitted_at=dt.datetime(2017, month.month + 1, 3, tzinfo=BEIJING),
            )
            entry = report.entries.get(task__number=1)
            entry.narrative = f"第{index + 1}个月完成制度修订。\n- 会议纪要\n- 签到表"
            entry.measured_value = index + 1
            entry.save()
            entry.evidence.add(evidence_of(year.society, f"纪要{index + 1}.pdf"))
            seal_month(
                workplan=year.workplan,
                month=month,
                at=dt.datetime(2017, month.month + 1, 12, 10, 30, tzinfo=BEIJING),
            )
    return year


def evidence_of(society: Society, name: str) -> Evidence:
    """Return a piece of evidence; its file is never opened."""
    return Evidence.objects.create(
        society=society,
        file="evidence/none.pdf",
        name=name,
        content_type="application/pdf",
        size=10,
        sha256=f"{abs(hash(name)):064x}"[:64],
        uploaded_at=dt.datetime(2017, 6, 1, tzinfo=BEIJING),
    )


def annual_report_of(
    year: Year, state: AnnualReportState = AnnualReportState.DRAFT, *, text: str = "本年度工作。"
) -> AnnualReport:
    """Return an annual report in a state with the same text in a chapter of each head."""
    with scopes_disabled():
        is_handed_in = state != AnnualReportState.DRAFT
        report: AnnualReport = AnnualReport.objects.create(
            society=year.society,
            workplan=year.workplan,
            state=state,
            first_submitted_at=AFTER_YEAR if is_handed_in else None,
            submitted_at=AFTER_YEAR if is_handed_in else None,
            return_reason="请补充财务数据" if state == AnnualReportState.RETURNED else "",
        )
        if text:
            AnnualReportSection.objects.bulk_create(
                AnnualReportSection(report=report, chapter=code, html=f"<p>{text}</p>", version=1)
                for code in REQUIRED
            )
        if is_handed_in:
            report.submitted_version = version_of(report)
            report.save(update_fields=["submitted_version"])
        return report


def version_of(report: AnnualReport) -> AnnualReportVersion:
    """Return the next version of a report, frozen as it is now."""
    content = annual_content(report.society, year_figures(report.workplan, at=AFTER_YEAR))
    version: AnnualReportVersion = AnnualReportVersion.objects.create(
        report=report,
        number=report.versions.count() + 1,
        digest=content_digest(content),
        content=content,
        created_at=AFTER_YEAR,
    )
    return version


def file_of(
    version: AnnualReportVersion, rendition: Rendition = MAIN, data: bytes = b"%PDF-1"
) -> AnnualReportFile:
    """Return a file of a version; its bytes are no real PDF."""
    pdf = FinishedPdf(data, 12, "", "0" * 64)
    return keep_file(version=version, rendition=rendition, pdf=pdf, by=None, at=AFTER_YEAR)
