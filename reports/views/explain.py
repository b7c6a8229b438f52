"""Where a number comes from: for CAST, for a society's own people, and for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reforms.selectors.figures import issue_payload
from reports.figures import explain
from reports.page_cache import kept_page, kept_page_by
from reports.pages import explain as explain_page
from reports.pages.explain import Basis, Explanation
from reports.selectors.explaining import corrected_of, entries_until, society_until
from reports.selectors.figures import payload_at
from reports.selectors.months import calendar
from reports.selectors.public import issue_or_404
from societies.access import allowed, society_page
from societies.models import Society

View = Callable[..., HttpResponse]


def _or_404(view: View) -> View:
    """Answer 404 where the address names a figure, group or task that the month does not have."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except explain.UnknownFigureError as error:
            raise Http404 from error

    return wrapped


@require_safe
@allowed("reports.view_dashboard")
@_or_404
def figure(request: HttpRequest, month: dt.date, figure: str) -> HttpResponse:
    """Explain a national figure of any month that has begun."""
    basis = _inside(month)
    societies = {society.code: society for society in Society.objects.all()}
    payload = payload_at(basis.workplan, month, basis.issue, societies.values(), basis.stamp)
    found = explain.explain_figure(payload, figure, first=basis.workplan.first_ordinal)
    page = explain_page.explain_national(basis, figure, found, societies)
    return _render(request, page)


@require_safe
@society_page("reports.view_society_year")
@_or_404
def society(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Explain a society's progress, or its progress in a group of tasks."""
    return _render(request, _society(request, _inside(month, society), society))


@require_safe
@society_page("reports.view_society_year")
@_or_404
def task(request: HttpRequest, society: Society, month: dt.date, number: int) -> HttpResponse:
    """Explain the percent and the state of a society's task."""
    basis = _inside(month, society)
    known = society_until(society, basis.workplan, month, with_live=True)
    if known is None:
        raise Http404
    entries = entries_until(society, basis.workplan, number, month)
    return _render(request, explain_page.explain_task(basis, society, number, known, entries))


@kept_page
@_or_404
def public_figure(request: HttpRequest, month: dt.date, figure: str) -> HttpResponse:
    """Explain a published national figure from the sealed payload."""
    basis = _public(month)
    if basis.issue is None:
        raise Http404
    societies = {society.code: society for society in Society.objects.all()}
    payload = issue_payload(basis.issue)
    found = explain.explain_figure(payload, figure, first=basis.workplan.first_ordinal)
    page = explain_page.explain_national(basis, figure, found, societies)
    return _render(request, page)


@kept_page_by("group")
@_or_404
def public_society(request: HttpRequest, month: dt.date, code: str) -> HttpResponse:
    """Explain a society's published progress from the sealed payload."""
    found = get_object_or_404(Society, code=code)
    return _render(request, _society(request, _public(month, found), found))


def _society(request: HttpRequest, basis: Basis, of: Society) -> Explanation:
    known = society_until(of, basis.workplan, basis.month, with_live=not basis.is_public)
    if known is None:
        raise Http404
    group = request.GET.get("group", "")
    found = explain.explain_society(known.element, group)
    return explain_page.explain_progress(basis, of, group, found)


def _inside(month: dt.date, of: Society | None = None) -> Basis:
    """The month as the portal knows it; 404 for one that has not begun."""
    months = calendar(today=timezone.localdate())
    workplan = months.workplan_of(month)
    if workplan is None or month not in months.months:
        raise Http404
    issue = months.sealed.get(month)
    corrections = corrected_of(issue, of)
    return Basis(workplan, month, issue, False, corrections, months.stamp)


def _public(month: dt.date, of: Society | None = None) -> Basis:
    """The month as published; 404 for one that is not sealed."""
    issue = issue_or_404(month)
    corrections = corrected_of(issue, of)
    return Basis(issue.workplan, month, issue, is_public=True, corrections=corrections)


def _render(request: HttpRequest, page: Explanation) -> HttpResponse:
    base = "base_public.html" if page.basis.is_public else "base.html"
    return render(request, "reports/explain.html", {"page": page, "base": base})
