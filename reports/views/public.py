"""What everybody reads, without an account: sealed figures and nothing else."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from reforms.models import Workplan
from reforms.selectors.figures import latest_issue
from reports.page_cache import kept_page, kept_page_by
from reports.pages.archive import archive
from reports.pages.correction_notes import CorrectionNote
from reports.pages.home import HomePage
from reports.pages.issue import IssuePage
from reports.pages.society import SocietyYearPage
from reports.pages.society_register import public_sections
from reports.pages.workplan import WorkplanPage
from reports.policy import basis
from reports.selectors.months import workplan_or_404
from reports.selectors.public import (
    IssueFigures,
    PublishedYear,
    editions_of,
    issue_or_404,
    issues_with_corrections,
    latest_bulletins,
    society_rows,
    workplans_with_issues,
)
from reports.selectors.society_year import corrections_of
from societies.models import Society


@kept_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest issue, or what will be here."""
    issue = latest_issue()
    if issue is None:
        return render(request, "reports/public_empty.html")
    page = HomePage(IssueFigures(issue))
    return render(request, "reports/home.html", {"page": page, "issue": issue})


@kept_page
def issue_list(request: HttpRequest) -> HttpResponse:
    """List every issue by workplan."""
    bulletins = latest_bulletins(get_language() or "")
    years = archive(list(issues_with_corrections()), bulletins)
    return render(request, "reports/issue_list.html", {"years": years})


@kept_page
def issue_detail(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Show one issue."""
    issue = issue_or_404(month)
    context = {"page": IssuePage(IssueFigures(issue)), "issue": issue}
    return render(request, "reports/issue.html", context)


@kept_page_by("q")
def society_list(request: HttpRequest) -> HttpResponse:
    """List the societies by discipline with their latest published progress."""
    issue = latest_issue()
    text = request.GET.get("q", "").strip()[:60]
    sections = public_sections(society_rows(issue), text)
    found = sum(len(section.societies) for section in sections)
    context = {"sections": sections, "issue": issue, "text": text, "found": found}
    return render(request, "reports/public_society_list.html", context)


@kept_page_by("workplan")
def society_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a society's published year, corrections and annual reports."""
    society = get_object_or_404(Society, code=code)
    workplans = workplans_with_issues()
    year = request.GET.get("workplan", "")
    workplan = next((w for w in workplans if year in ("", str(w.year))), None)
    if year and workplan is None:
        raise Http404
    page = workplan and SocietyYearPage(PublishedYear(society, workplan, workplan.last_month))
    context = {
        "society": society,
        "workplans": workplans,
        "workplan": workplan,
        "page": page,
        "notes": [CorrectionNote(each) for each in corrections_of(society)],
        "editions": editions_of(society),
    }
    return render(request, "reports/public_society.html", context)


@kept_page
def policy(request: HttpRequest) -> HttpResponse:
    """Say what the reform rests on."""
    years = set(Workplan.objects.values_list("year", flat=True))
    return render(request, "reports/public_policy.html", {"basis": basis(), "years": years})


@kept_page
def workplan(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show a workplan's tasks and where each stands; before the first one, what will be here."""
    if year is None and not Workplan.objects.exists():
        return render(request, "reports/public_empty.html")
    found = workplan_or_404(year)
    page = WorkplanPage(found, latest_issue(found))
    return render(request, "reports/public_workplan.html", {"page": page})
