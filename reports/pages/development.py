"""The page on which CAST makes the development report of a year."""

from __future__ import annotations

from typing import Any

from accounts.models import Job, User
from accounts.selectors import may_follow
from reforms.models import MonthlyIssue, Workplan
from reports.enums import DEVELOPMENT_KIND, AnnualReportState
from reports.models import AnnualReport, DevelopmentReport
from societies.models import Society


def development_page(workplan: Workplan, user: User) -> dict[str, Any]:
    """Versions of the year's report, the job that makes one, and what a report made now lacks."""
    reports = list(
        DevelopmentReport.objects.filter(workplan=workplan)
        .without_content()
        .select_related("created_by", "published_by", "withdrawn_by")
        .prefetch_related("files")
    )
    last_issue = MonthlyIssue.objects.filter(workplan=workplan).order_by("-month").first()
    societies = Society.objects.active().count()
    published = AnnualReport.objects.of_year(workplan).filter(state=AnnualReportState.PUBLISHED)
    job = Job.objects.filter(kind=DEVELOPMENT_KIND, key=_key(workplan)).order_by("-pk").first()
    return {
        "workplan": workplan,
        "years": list(Workplan.objects.values_list("year", flat=True)),
        "reports": reports,
        "current": next((report for report in reports if report.is_current), None),
        "job": job,
        "follows_job": job is not None and may_follow(job, user),
        "last_issue": last_issue,
        "is_sealed": last_issue is not None and last_issue.month == workplan.last_month,
        "societies": societies,
        "published": published.filter(society__is_active=True).count(),
        "can_manage": user.has_perm("reports.manage_annual_reports"),
    }


def _key(workplan: Workplan) -> str:
    return f"development-report:{workplan.year}"
