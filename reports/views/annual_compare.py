"""An annual report beside last year's, or one version of it beside another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reforms.models import Workplan
from reports.pages.annual_compare import compare_page
from reports.selectors.annual import report_of
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("reports.view_annual_report")
def annual_compare(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Show what changed in one chapter: words, pictures, figures."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    page = compare_page(report, request.GET.dict(), at=timezone.now())
    context = {"report": report, "society": society, "page": page}
    return render(request, "reports/annual/compare.html", context)
