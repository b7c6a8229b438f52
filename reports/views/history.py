"""The whole history of a society, events as files, and the way from an event to its record."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.filters import AuditFilter, HistoryFilter
from accounts.models import AuditEvent
from accounts.paging import BoundedPaginator
from accounts.selectors import signed_in
from accounts.services.trail_check import trail_head
from accounts.templatetags.trail import record_key
from reports.pages.history_table import history_table
from reports.places import place_of
from reports.services.history import record_history_export
from societies.access import allowed, society_page
from societies.forms.said import filters_in_words
from societies.models import Society
from societies.selectors import societies_visible_to
from societies.views.downloads import download

EVENTS_PER_PAGE = 50
#: A file that is longer takes too long to make while somebody waits.
EXPORTED = 10_000


@require_safe
@society_page("reports.view_society_trail")
def society_trail(request: HttpRequest, society: Society) -> HttpResponse:
    """Every change in one society, with both values and the reason."""
    filters = HistoryFilter(request.GET, _events_of(society))
    page = BoundedPaginator(filters.qs, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"society": society, "filter": filters, "page_obj": page}
    return render(request, "reports/society_trail.html", context)


@require_safe
@society_page("reports.view_society_trail")
def society_trail_export(request: HttpRequest, society: Society, kind: str) -> HttpResponse:
    """The same as a file."""
    filters = HistoryFilter(request.GET, _events_of(society))
    return _file(request, filters, kind, society)


@require_safe
@allowed("accounts.view_auditevent")
def audit_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The audit log as a file, asked the same question."""
    return _file(request, AuditFilter(request.GET, AuditEvent.objects.all()), kind, None)


@require_safe
@login_required
def history_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the page of the record that an event is about, or to what is left: its history."""
    event = get_object_or_404(AuditEvent, pk=pk)
    society = _society_or_404(request, event)
    if place := place_of(event):
        return redirect(place)
    messages.info(request, _("This record has no page any more; this is its history."))
    return redirect(f"{_list_url(society)}?{urlencode({'subject': record_key(event)})}")


def _events_of(society: Society) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(scope=society.code)


def _list_url(society: Society | None) -> str:
    if society is None:
        return reverse("accounts:audit-list")
    return reverse("reports:society-trail", args=(society.code,))


def _society_or_404(request: HttpRequest, event: AuditEvent) -> Society | None:
    """Return None for who sees the whole log, else the event's society if its history is open."""
    user = signed_in(request)
    if user.has_perm("accounts.view_auditevent"):
        return None
    society: Society = get_object_or_404(societies_visible_to(user), code=event.scope)
    if not user.has_perm("reports.view_society_trail", society):
        raise Http404
    return society


def _file(
    request: HttpRequest, filters: HistoryFilter, kind: str, society: Society | None
) -> HttpResponse:
    """Return the events as a file; too many, or a filter that says nothing, lead to the list."""
    back = f"{_list_url(society)}?{request.GET.urlencode()}"
    if not filters.form.is_valid():
        return redirect(back)
    events = filters.qs
    rows = events.order_by()[: EXPORTED + 1].count()
    if rows > EXPORTED:
        text = _("A file holds at most %(most)s events: narrow the filters, for example by days.")
        messages.error(request, text % {"most": EXPORTED})
        return redirect(back)
    said, now = filters_in_words(filters.form), timezone.localtime()
    table = history_table(
        events.iterator(chunk_size=500),
        kind,
        filters=said,
        rows=rows,
        at=now,
        head=trail_head(),
        with_origin=society is None,
    )
    record_history_export(society=society, filters=said, rows=rows, by=signed_in(request))
    name = f"history-{society.code}" if society else "history"
    return download(table, f"{name}-{now:%Y%m%d}.{kind}")
