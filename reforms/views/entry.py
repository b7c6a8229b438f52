"""One task of a month, saved by itself while the person goes on typing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.selectors import signed_in
from reforms.forms.month import RowForm
from reforms.forms.report import EntryForm, entry_form, initial_of
from reforms.models import ProgressEntry
from reforms.selectors.months import EntryRow, SocietyMonth
from reforms.services.entries import MonthLocked, StaleEntry, save_entry
from reforms.views.report import begun_month, page_context
from societies.access import require, society_page
from societies.models import Society


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reforms.view_report")
def entry_detail(
    request: HttpRequest, society: Society, month: dt.date, number: int
) -> HttpResponse:
    """Lead to a task on the page of its month; POST saves that task alone (JSON)."""
    page = begun_month(society, month)
    row = row_or_404(page, number)
    if request.method != "POST":
        url = reverse("reforms:report-detail", kwargs={"code": society.code, "month": month})
        return redirect(f"{url}#task-{number}")
    require(request, "reforms.edit_report", society)
    form = entry_form(row, request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    return _save(request, page, row, form)


def _save(request: HttpRequest, page: SocietyMonth, row: EntryRow, form: EntryForm) -> JsonResponse:
    try:
        entry = save_entry(
            society=page.society,
            workplan=page.workplan,
            month=page.month,
            task=row.task,
            by=signed_in(request),
            expected_version=form.cleaned_data["version"],
            at=timezone.now(),
            **form.values,
        )
    except StaleEntry as stale:
        return _conflict(row, form, stale.current)
    except MonthLocked as locked:
        return JsonResponse({"message": str(locked)}, status=423)
    except ValidationError as error:
        form.add_error(None, error)
        return JsonResponse({"errors": form.errors}, status=422)
    return saved_answer(request, page, entry)


def saved_answer(
    request: HttpRequest, page: SocietyMonth, entry: ProgressEntry, **extra: Any
) -> JsonResponse:
    """Say what is saved now, with the figures of the month as they are after it."""
    fresh = begun_month(page.society, page.month)
    row = fresh.row(entry.task.number)
    return JsonResponse(
        {
            "version": entry.version,
            "is_unfinished": bool(row and row.is_unfinished),
            "values": initial_of(entry),
            "saved_at": f"{timezone.localtime():%H:%M}",
            "head": render_to_string(
                "reforms/_report_stats.html", page_context(request, fresh), request
            ),
            **extra,
        }
    )


def _conflict(row: EntryRow, form: EntryForm, theirs: ProgressEntry) -> JsonResponse:
    item = RowForm(row, form, theirs)
    return JsonResponse(
        {
            "html": render_to_string("reforms/_entry_conflict.html", {"item": item}),
            "values": initial_of(theirs),
        },
        status=409,
    )


def row_or_404(page: SocietyMonth, number: int) -> EntryRow:
    """Return the row of a task; 404 when the society does not owe it."""
    row = page.row(number)
    if row is None:
        raise Http404
    return row
