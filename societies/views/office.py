"""What the registers of the office mean: staff, premises, Party bodies, rules in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from societies.access import society_page
from societies.filters.overviews import DayQuestions
from societies.models import Society
from societies.selectors.office import office_of


@require_safe
@society_page("societies.view_registers")
def office(request: HttpRequest, society: Society) -> HttpResponse:
    """The office of one society on a day, beside the last year-end."""
    asked = DayQuestions(request.GET, today=timezone.localdate())
    context = {
        "society": society,
        "form": asked,
        "office": office_of(society, asked.shown),
    }
    return render(request, "societies/office.html", context)
