"""What changed between two dates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.exports.compare import FORMATS, export_comparison
from reports.filters.compare import CompareForm
from reports.pages.compare import ComparePage
from reports.selectors.months import calendar
from societies.access import allowed


@require_safe
@allowed("reports.view_dashboard")
def comparison(request: HttpRequest) -> HttpResponse:
    """Show two moments beside each other, as the address asks."""
    page, form = _page(request)
    return render(request, "reports/compare.html", {"page": page, "form": form})


@require_safe
@allowed("reports.view_dashboard")
def comparison_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Download the comparison that the page shows."""
    page, _form = _page(request)
    if page is None or kind not in FORMATS:
        raise Http404
    content, content_type, name = export_comparison(page, kind)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: HttpRequest) -> tuple[ComparePage | None, CompareForm]:
    months = calendar(today=timezone.localdate(), with_figures=True)
    form = CompareForm(request.GET, calendar=months)
    sides = form.sides()
    if sides is None:
        return None, form
    given = form.cleaned_data if form.is_valid() else {}
    page = ComparePage(
        *sides,
        given.get("discipline", ""),
        is_all=bool(given.get("all")),
        show=given.get("show", ""),
    )
    return page, form
