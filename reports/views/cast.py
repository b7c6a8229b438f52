"""What CAST reads: the overview, the matrix and a society's year."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from reforms.models import Workplan
from reports.context import Shell
from reports.exports.matrix import FORMATS, export_matrix
from reports.filters.matrix import MatrixForm
from reports.filters.months import MonthForm
from reports.pages.correction_notes import CorrectionNote
from reports.pages.dashboard import DashboardPage
from reports.pages.matrix import MatrixPage
from reports.pages.society import SocietyYearPage
from reports.pages.society_around import SocietyAround
from reports.pdf.process import RenderError
from reports.selectors.dashboard import Overview
from reports.selectors.months import calendar
from reports.selectors.pending import failed_jobs
from reports.selectors.saved_views import views_stamp
from reports.selectors.society_year import (
    SocietyYear,
    corrections_of,
    history_of,
    people_of,
)
from societies.access import allowed, society_page
from societies.models import Society
from societies.selectors import Roles, roles_of


@require_safe
@allowed("reports.view_matrix")
def matrix(request: HttpRequest) -> HttpResponse:
    """Show societies × tasks of a month; a sealed month that is unchanged answers 304."""
    page, form = _matrix_page(request)
    if page is None:
        return render(request, "reports/matrix_empty.html", {"form": form})
    shell = Shell(request)
    etag = _matrix_etag(request, page, shell) if page.issue and form.is_valid() else ""
    if etag and (unchanged := get_conditional_response(request, etag=etag)):
        return _private(unchanged)
    body = page.body(form)
    context = {"page": page, "form": form, "body": body, "shell": shell}
    response = render(request, "reports/matrix.html", context)
    response.content = body.put_into(response.content)
    if etag:
        response["ETag"] = etag
        return _private(response)
    return response


@require_safe
@allowed("reports.view_matrix")
def matrix_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Download the matrix just as it is shown."""
    page, _form = _matrix_page(request, view="societies")
    if page is None or kind not in FORMATS:
        raise Http404
    try:
        content, content_type, name = export_matrix(page, kind)
    except RenderError:
        messages.error(request, _("The document could not be made just now. Try again later."))
        return redirect(reverse("reports:matrix") + page.address())
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _matrix_page(
    request: HttpRequest, view: str | None = None
) -> tuple[MatrixPage | None, MatrixForm]:
    months = calendar(today=timezone.localdate())
    roles = roles_of(request.user)
    form = MatrixForm(request.GET, calendar=months, has_portfolio=roles.is_reviewer)
    month = form.chosen_month
    if month is None:
        return None, form
    query = form.query()
    query = replace(query, view=view or query.view)
    page = MatrixPage(months, month, query, has_portfolio=roles.is_reviewer)
    if form.wants_portfolio:
        codes = frozenset(each.code for each in page.societies if roles.reviews(each))
        page.query = replace(query, codes=codes)
    return page, form


def _matrix_etag(request: HttpRequest, page: MatrixPage, shell: Shell) -> str:
    """What decides a sealed matrix: its table, and whose shell stands around it."""
    if len(get_messages(request)):
        return ""
    parts = (page.key, page.month, request.session.session_key, shell.unread, views_stamp(request))
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest())


def _private(response: HttpResponse) -> HttpResponse:
    """Let the browser keep the page, and ask each time whether it still holds."""
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@allowed("reports.view_dashboard")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what needs a decision now, then the figures of a month."""
    months = calendar(today=timezone.localdate(), with_figures=True)
    form = MonthForm(request.GET, calendar=months)
    month = form.chosen_month
    if month is None:
        return render(request, "reports/dashboard_empty.html", {"form": form})
    roles = roles_of(request.user)
    is_own = _looks_at_portfolio(request, roles)
    failed = failed_jobs(timezone.now()) if roles.is_manager or roles.is_auditor else None
    page = DashboardPage(Overview(months, month, roles if is_own else None), failed)
    context = {"page": page, "form": form, "is_own": is_own, "roles": roles}
    return render(request, "reports/dashboard.html", context)


def _looks_at_portfolio(request: HttpRequest, roles: Roles) -> bool:
    """A reviewer begins with the own portfolio; the address may ask for all."""
    asked = request.GET.get("portfolio")
    return roles.is_reviewer and not roles.is_manager and asked != "0"


@require_safe
@vary_on_headers("HX-Request")
@society_page("reports.view_society_year")
def society_year(request: HttpRequest, society: Society) -> HttpResponse:
    """Show one society's year: tasks by months against what is expected, and its plan."""
    workplans = list(Workplan.objects.all())
    workplan = _workplan_asked(request, workplans)
    if workplan and request.GET.get("part") == "around":
        return _society_around(request, society, workplan)
    page = workplan and SocietyYearPage(SocietyYear(society, workplan, timezone.localdate()))
    context = {"page": page, "society": society, "workplans": workplans, "workplan": workplan}
    return render(request, "reports/society.html", context)


def _society_around(request: HttpRequest, society: Society, workplan: Workplan) -> HttpResponse:
    """What stands around the figures: put into the page after it, or a page of its own."""
    is_part = bool(request.headers.get("HX-Request"))
    context = {
        "around": SocietyAround(society, workplan),
        "society": society,
        "workplan": workplan,
        "today": timezone.localdate(),
        "roles": roles_of(request.user),
    }
    name = "reports/_society_around.html" if is_part else "reports/society_around.html"
    return render(request, name, context)


@require_safe
@society_page("reports.view_society_year")
def society_history(request: HttpRequest, society: Society) -> HttpResponse:
    """Show what was decided for a society and why, its corrections, and who works for it."""
    context = {
        "society": society,
        "events": history_of(society),
        "corrections": [CorrectionNote(each) for each in corrections_of(society)],
        "people": people_of(society),
    }
    return render(request, "reports/society_history.html", context)


def _workplan_asked(request: HttpRequest, workplans: list[Workplan]) -> Workplan | None:
    """The workplan of the address, else the newest one that has begun; 404 for no such year."""
    year = request.GET.get("workplan", "")
    if year:
        found = next((each for each in workplans if str(each.year) == year), None)
        if found is None:
            raise Http404
        return found
    today = timezone.localdate()
    begun = (each for each in workplans if each.first_month <= today)
    return next(begun, workplans[0] if workplans else None)
