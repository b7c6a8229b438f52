"""The governance calendar, and how a society's bodies are made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import signed_in
from societies.access import allowed, society_page
from societies.filters.overviews import CalendarQuestions
from societies.governance import Entry, Urgency
from societies.governance_words import calendar_table, sentence
from societies.models import Society
from societies.registers import REGISTERS
from societies.selectors.governance import (
    appointments_of,
    council_of,
    elections_of,
    governance_entries,
)
from societies.services.exports import record_export

PER_PAGE = 50


@require_safe
@allowed("societies.list_societies")
def calendar(request: HttpRequest) -> HttpResponse:
    """What terms, congresses and officers make due in all societies."""
    today = timezone.localdate()
    calendars = governance_entries(Society.objects.active(), today)
    asked = CalendarQuestions(request.GET, is_national=True)
    found = asked.entries(calendars)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": asked,
        "page_obj": page,
        "rows": [(society, entry, sentence(entry)) for society, entry in page],
        "shown": len(found),
        "total": sum(len(entries) for _society, entries in calendars),
        "counts": _counts(entry for _society, entries in calendars for entry in entries),
        "today": today,
    }
    return render(request, "societies/governance_calendar.html", context)


def _counts(entries: Iterable[Entry]) -> list[tuple[str, str, int]]:
    """Return how many entries there are of each urgency: value, word, number."""
    found = Counter(entry.urgency for entry in entries)
    return [(urgency.value, str(urgency.label), found[urgency]) for urgency in Urgency]


@require_safe
@allowed("societies.list_societies")
def calendar_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the calendar of all societies, as filtered."""
    return _export(request, list(Society.objects.active()), None, suffix)


@require_safe
@society_page("societies.view_registers")
def governance(request: HttpRequest, society: Society) -> HttpResponse:
    """One society: its calendar, its bodies, its elections, its secretary-general."""
    today = timezone.localdate()
    asked = CalendarQuestions(request.GET, is_national=False)
    council = council_of(society, today)
    calendars = governance_entries([society], today)
    context = {
        "society": society,
        "form": asked,
        "rows": [(society, entry, sentence(entry)) for _s, entry in asked.entries(calendars)],
        "total": len(calendars[0][1]),
        "council": council,
        "elections": elections_of(society, council.term),
        "appointments": appointments_of(society, council.number),
        "today": today,
    }
    return render(request, "societies/governance.html", context)


@require_safe
@society_page("societies.view_registers")
def governance_export(request: HttpRequest, society: Society, suffix: str) -> HttpResponse:
    """Give the calendar of one society, as filtered."""
    return _export(request, [society], society, suffix)


def _export(
    request: HttpRequest, societies: list[Society], society: Society | None, suffix: str
) -> HttpResponse:
    today = timezone.localdate()
    asked = CalendarQuestions(request.GET, is_national=society is None)
    rows: list[tuple[Society, Entry]] = asked.entries(governance_entries(societies, today))
    content, content_type = calendar_table(rows, suffix, filters=asked.words(), as_of=today)
    record_export(
        register=REGISTERS["seats"], society=society, filters=asked.words(), by=signed_in(request)
    )
    name = f"governance-{society.code if society else 'all'}-{today:%Y%m%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
