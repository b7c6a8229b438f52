"""The page of one annual report: what is to do now and by when, and all that belongs to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.enums import JobState
from accounts.models import Job, User
from accounts.selectors import may_follow
from reforms.months import BEIJING
from reports.annual.renditions import MAIN
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReport
from reports.pages.annual_comments import comment_chapters, comment_rights
from reports.pages.annual_publishing import publishing
from reports.pages.annual_seal import SealPage
from reports.pages.annual_way import Facts, StepState, way_of
from reports.selectors.annual import versions_of
from reports.selectors.annual_comments import threads_of
from reports.selectors.annual_text import Chapter, Head, chapters_of, heads_of
from reports.selectors.finance import unsettled_findings


def annual_detail(
    report: AnnualReport, *, user: User, at: dt.datetime, years: Sequence[int]
) -> dict[str, Any]:
    """What the page shows to a person at a moment; `years` are those there are workplans of."""
    today = at.astimezone(BEIJING).date()
    chapters = chapters_of(report)
    heads = heads_of(report, chapters)
    threads = threads_of(report)
    seal = SealPage(report)
    comments = sum(thread.is_open for thread in threads)
    steps = way_of(_facts(seal, chapters, heads, comments, today))
    job = _last_job(report)
    return {
        "report": report,
        "society": report.society,
        "years": years,
        "steps": steps,
        "is_ready": _is_now("submit", steps),
        "chapters": chapters,
        "heads": heads,
        "written": sum(head.is_written for head in heads),
        "versions": versions_of(report),
        **publishing(report, user=user, today=today),
        "comment_chapters": comment_chapters(threads, {c.code: c.html for c in chapters}),
        "open_comments": comments,
        "seal": seal,
        "comment_page": "detail",
        **comment_rights(report, user),
        "rendition": MAIN,
        "job": job if job is not None and not job.is_finished else None,
        "follows_job": job is not None and may_follow(job, user),
        "failed_job": job if job is not None and job.state == JobState.FAILED else None,
        "opens_on": report.workplan.last_month,
        "may_submit_yet": today >= report.workplan.last_month,
        "is_overdue": report.is_overdue(today=today),
        "days_left": _days_left(report, today),
        **_rights(report, user),
    }


def _rights(report: AnnualReport, user: User) -> dict[str, bool]:
    society = report.society
    reviews = user.has_perm("reports.review_annual_report", society)
    return {
        "can_edit": report.is_open and user.has_perm("reports.edit_annual_report", society),
        "can_submit": report.is_open and user.has_perm("reports.submit_annual_report", society),
        "can_review": reviews and report.pk is not None,
        "can_render": user.has_perm("reports.render_annual_report", society),
        "can_decide": report.state in (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED),
    }


def _is_now(code: str, steps: list[Any]) -> bool:
    return any(step.code == code and step.state == StepState.NOW for step in steps)


def _facts(
    seal: SealPage, chapters: list[Chapter], heads: list[Head], comments: int, today: dt.date
) -> Facts:
    titles = dict(AnnualReportHead.choices)
    report, workplan = seal.report, seal.report.workplan
    return Facts(
        state=report.state,
        written=sum(chapter.is_written for chapter in chapters),
        chapters=len(chapters),
        missing=tuple(str(titles[head.code]) for head in heads if not head.is_written),
        findings=len(unsettled_findings(report)) if report.is_open and report.pk else 0,
        comments=comments,
        may_submit_yet=today >= workplan.last_month,
        opens_on=workplan.last_month,
        due_on=workplan.annual_report_due_on,
        submitted_on=_day(report.submitted_at),
        decided_on=_day(report.decided_at),
        is_seal_required=seal.is_required,
        has_seal=seal.current is not None,
        publish_on=report.publish_on,
        published_on=_day(report.published_at),
        is_reopened=report.is_reopened,
    )


def _day(at: dt.datetime | None) -> dt.date | None:
    return at.astimezone(BEIJING).date() if at else None


def _days_left(report: AnnualReport, today: dt.date) -> int | None:
    due_on = report.workplan.annual_report_due_on
    return (due_on - today).days if due_on else None


def _last_job(report: AnnualReport) -> Job | None:
    """The latest job that renders or publishes the report."""
    if not report.pk:
        return None
    return Job.objects.filter(key__startswith=f"annual-report:{report.pk}:").order_by("-pk").first()
