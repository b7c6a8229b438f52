"""Corrections to all issues, for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reforms.models import Correction
from reports.filters.annual import PublicListForm
from reports.page_cache import kept_page_by
from reports.pages.correction_notes import CorrectionNote
from reports.selectors.public import latest_corrections, workplans_with_issues
from societies.models import Society

PAGE_SIZE = 30


@kept_page_by("year", "discipline", "q", "page")
def correction_list(request: HttpRequest) -> HttpResponse:
    """List every correction with old and new values, newest first."""
    years = [workplan.year for workplan in workplans_with_issues()]
    form = PublicListForm(request.GET, years=years)
    every = latest_corrections()
    page = Paginator(_matching(form, every), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "years": years,
        "page_obj": page,
        "notes": [CorrectionNote(each) for each in page],
        "total": every.count(),
    }
    return render(request, "reports/public_corrections.html", context)


def _matching(form: PublicListForm, corrections: QuerySet[Correction]) -> QuerySet[Correction]:
    form.is_valid()
    given = form.cleaned_data
    if year := given.get("year"):
        corrections = corrections.filter(issue__workplan__year=int(year))
    if discipline := given.get("discipline"):
        corrections = corrections.filter(society__discipline=discipline)
    if text := given.get("q", "").strip():
        corrections = corrections.filter(society__in=Society.objects.called(text))
    return corrections
