"""Disciplines and tasks for everybody, as sealed with an issue."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from reforms.models import MonthlyIssue, Task
from reforms.selectors.figures import latest_issue
from reports.page_cache import kept_page, kept_page_by
from reports.pages.discipline import DisciplineListPage, DisciplinePage
from reports.pages.society_register import public_sections
from reports.pages.task import TaskPage
from reports.selectors.public import workplans_with_issues
from reports.selectors.public_parts import DisciplineFigures, TaskFigures
from societies.enums import Discipline


@kept_page_by("workplan")
def discipline_list(request: HttpRequest) -> HttpResponse:
    """Show the discipline groups side by side."""
    issue, years = _issue(request)
    page = DisciplineListPage(issue) if issue else None
    context = {"page": page, "issue": issue, "years": years, "groups": public_sections({})}
    return render(request, "reports/public_discipline_list.html", context)


@kept_page_by("workplan")
def discipline_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one discipline group: its mean, its tasks, its societies."""
    if key not in Discipline.values:
        raise Http404
    issue, years = _issue(request)
    group = Discipline(key)
    page = DisciplinePage(DisciplineFigures(issue, group)) if issue else None
    context = {
        "page": page,
        "issue": issue,
        "years": years,
        "group": group,
        "sections": [] if issue else [e for e in public_sections({}) if e.key == group.value],
    }
    return render(request, "reports/public_discipline.html", context)


def _issue(request: HttpRequest) -> tuple[MonthlyIssue | None, list[int]]:
    """The latest issue of the year asked for, and the years that have one."""
    workplans = workplans_with_issues()
    asked = request.GET.get("workplan", "")
    chosen = next((each for each in workplans if asked in ("", str(each.year))), None)
    if asked and chosen is None:
        raise Http404
    return latest_issue(chosen) if chosen else None, [each.year for each in workplans]


@kept_page
def task_detail(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show what a task asks for, and where it stands in the country."""
    tasks = Task.objects.select_related("workplan", "group")
    task = get_object_or_404(tasks, workplan__year=year, number=number)
    issue = latest_issue(task.workplan)
    page = TaskPage(task, TaskFigures(issue, task) if issue else None)
    return render(request, "reports/public_task.html", {"page": page, "task": task})
