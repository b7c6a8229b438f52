"""What the registers of the office mean: staff, premises, Party bodies, rules in force."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from societies.access import allowed, society_page
from societies.filters.overviews import DayQuestions
from societies.models import Society
from societies.resources.overviews import office_table
from societies.selectors.office import office_of, offices_of_all
from societies.views.downloads import download

PER_PAGE = 50


def _asked(request: HttpRequest) -> tuple[DayQuestions, list[Society]]:
    asked = DayQuestions(request.GET, today=timezone.localdate(), is_national=True)
    return asked, [society for society in Society.objects.active() if asked.fits(society)]


@require_safe
@allowed("societies.list_societies")
def national_offices(request: HttpRequest) -> HttpResponse:
    """Staff and Party bodies of all societies on a day, beside the last year-end."""
    asked, societies = _asked(request)
    page = Paginator(societies, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": asked,
        "page_obj": page,
        "rows": offices_of_all(list(page), asked.shown),
    }
    return render(request, "societies/office_national.html", context)


@require_safe
@allowed("societies.list_societies")
def offices_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the offices of all societies, as filtered; numbers only, no person."""
    asked, societies = _asked(request)
    rows, on = offices_of_all(societies, asked.shown), asked.shown
    table = office_table(rows, suffix, filters=asked.words(), as_of=on)
    return download(table, f"offices-{on:%Y%m%d}.{suffix}")


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
