"""What a society's registers prove, beside what it claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reforms import months
from reforms.forms.checks import SocietyChecksForm
from reforms.models import MonthlyIssue, Workplan
from reforms.selectors.check_pages import fresh_views, month_of, society_checks
from reforms.selectors.checks import TaskChecks, checks_of, sealed_checks
from reforms.selectors.workplans import current_workplan
from reforms.services.checks import results_of
from societies.access import society_page
from societies.models import Society


@dataclass(frozen=True)
class _Reading:
    """The checks that are asked for, and the month whose claims stand beside them."""

    checks: dict[int, TaskChecks]
    month: dt.date
    issue: MonthlyIssue | None = None
    is_fresh: bool = False


@require_safe
@society_page("reforms.view_checks")
def check_list(request: HttpRequest, society: Society) -> HttpResponse:
    """Show every check of a society with its claims; as of another day, or as sealed."""
    today = timezone.localdate()
    form = SocietyChecksForm(
        request.GET,
        workplans=list(Workplan.objects.all()),
        usual=current_workplan(today=today),
        today=today,
    )
    workplan = form.chosen
    context: dict[str, Any] = {"society": society, "form": form, "workplan": workplan}
    if workplan is not None:
        reading = _reading(society, workplan, form, today)
        context |= {
            "reading": reading,
            "issues": list(MonthlyIssue.objects.filter(workplan=workplan).order_by("month")),
            "page": society_checks(society, workplan, reading.checks, month=reading.month),
            "may_request": request.user.has_perm("reforms.request_exception", society),
        }
    return render(request, "reforms/check_list.html", context)


def _reading(
    society: Society, workplan: Workplan, form: SocietyChecksForm, today: dt.date
) -> _Reading:
    if asked := form.given.get("month"):
        issue = _issue(workplan, asked)
        return _Reading(sealed_checks(issue, society), issue.month, issue)
    if day := form.given.get("as_of"):
        results = results_of([society], workplan, day)[society.pk]
        views = fresh_views(workplan, results, day)
        return _Reading(views, month_of(workplan, day), is_fresh=True)
    return _Reading(checks_of(society, workplan), month_of(workplan, today))


def _issue(workplan: Workplan, asked: str) -> MonthlyIssue:
    try:
        month = months.parse_month(asked)
    except ValueError as error:
        raise Http404 from error
    issue = MonthlyIssue.objects.filter(workplan=workplan, month=month).first()
    if issue is None:
        raise Http404
    return issue
