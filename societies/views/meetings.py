"""What the registers of meetings mean: documents, attendance, resolutions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from societies.access import allowed, society_page
from societies.filters.overviews import AttendanceQuestions, YearQuestions
from societies.models import Society
from societies.resources.overviews import meetings_table
from societies.selectors.meetings import (
    NAMED_LEVELS,
    attendance_year,
    levels_of,
    meetings_of_all,
    overdue_resolutions,
)
from societies.views.downloads import download

PER_PAGE = 50


@require_safe
@allowed("societies.list_societies")
def national_meetings(request: HttpRequest) -> HttpResponse:
    """Meetings of all societies in a year: rules, documents, attendance, resolutions."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=True)
    societies = [society for society in Society.objects.active() if asked.fits(society)]
    page = Paginator(societies, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": asked,
        "page_obj": page,
        "rows": meetings_of_all(list(page), asked.shown, today),
        "named_levels": len(NAMED_LEVELS),
        "today": today,
    }
    return render(request, "societies/meetings_national.html", context)


@require_safe
@allowed("societies.list_societies")
def meetings_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the meetings of all societies, as filtered; numbers only, no person."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=True)
    societies = [society for society in Society.objects.active() if asked.fits(society)]
    rows = meetings_of_all(societies, asked.shown, today)
    table = meetings_table(rows, suffix, filters=asked.words(), as_of=today)
    return download(table, f"meetings-{asked.shown}-{today:%Y%m%d}.{suffix}")


@require_safe
@society_page("societies.view_registers")
def meetings(request: HttpRequest, society: Society) -> HttpResponse:
    """Levels of meetings of one society in a year, and resolutions that are overdue."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=False)
    context = {
        "society": society,
        "form": asked,
        "levels": levels_of(society, asked.shown, today),
        "overdue": overdue_resolutions(society, today),
        "today": today,
    }
    return render(request, "societies/meetings.html", context)


@require_safe
@society_page("societies.view_registers")
def attendance(request: HttpRequest, society: Society) -> HttpResponse:
    """Who came to the meetings of a level in a year, seat by seat."""
    today = timezone.localdate()
    asked = AttendanceQuestions(request.GET, present=today.year)
    context = {
        "society": society,
        "form": asked,
        "level": asked.body,
        "year": attendance_year(society, asked.body.value, asked.shown, today),
        "today": today,
    }
    return render(request, "societies/attendance.html", context)
