"""Importing a file of members: upload, check, look, apply or discard, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Job
from accounts.selectors import signed_in
from accounts.tasks import queue_job
from members.enums import ImportState, RowAction
from members.fields import COLUMNS
from members.forms import ImportForm
from members.models import MemberImport
from members.resources import column_labels, template
from members.selectors.imports import file_problems, imports_of, preview, rows_of
from members.services import imports as services
from members.services.import_apply import undo_obstacles
from members.views.hiding import hide_changes
from members.views.import_door import Place, import_page, imports_page
from members.views.paging import CappedPaginator
from societies.spreadsheets import XLSX_TYPE

_IMPORTS_PER_PAGE = 30


@require_safe
@imports_page
def import_list(request: HttpRequest, place: Place) -> HttpResponse:
    """Files that were imported, or are on their way, newest first."""
    pages = Paginator(imports_of(place.society), _IMPORTS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = [{"item": item, "url": Place(place.society, item.pk).detail_url} for item in page]
    context = place.context(request) | {"page_obj": page, "rows": rows}
    return render(request, "members/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@imports_page
def import_create(request: HttpRequest, place: Place) -> HttpResponse:
    """Upload a file; a job checks it, and nothing is changed yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = services.begin_import(
                society=place.society, upload=form.cleaned_data["file"], by=signed_in(request)
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            _queue(item.job)
            return redirect(Place(place.society, item.pk).detail_url)
    names = [name for name in COLUMNS if name != "society_code" or place.society is None]
    columns = list(zip(names, column_labels(names), strict=True))
    context = place.context(request) | {"form": form, "columns": columns}
    return render(request, "members/import_create.html", context)


def _queue(job: Job | None) -> None:
    if job is None:
        raise TypeError("a new import has a job")
    queue_job(job)


@require_safe
@imports_page
def import_template(_request: HttpRequest, place: Place) -> HttpResponse:
    """An empty workbook with the columns that are read."""
    headers = {"Content-Disposition": 'attachment; filename="members-template.xlsx"'}
    return HttpResponse(template(place.society), content_type=XLSX_TYPE, headers=headers)


@require_safe
@import_page
def import_detail(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """What a file would do or did, row by row, and what can be done about it."""
    context = place.context(request) | {
        "item": item,
        "problems": file_problems(item),
        "may_take_back": _may_take_back(request, place, item),
        "is_at_work": bool(item.job and not item.job.is_finished),
        "obstacles": undo_obstacles(item) if item.state == ImportState.APPLIED else [],
    }
    return render(request, "members/import_detail.html", context | _rows(request, place, item))


def _rows(request: HttpRequest, place: Place, item: MemberImport) -> dict[str, Any]:
    """The tables of rows that there are, and one page of the one asked for."""
    tabs = [
        (RowAction.REJECTED, pgettext("rows", "To be corrected"), item.rejected),
        (RowAction.NEW, pgettext("rows", "New"), item.created),
        (RowAction.CHANGED, pgettext("rows", "Changed"), item.changed),
        (RowAction.DOUBTFUL, pgettext("rows", "To be looked at"), item.doubtful),
    ]
    # Of what is applied the changes are kept; the new members are in the list of members.
    shown: dict[str, tuple[RowAction, ...]] = {
        ImportState.CHECKED: tuple(RowAction),
        ImportState.REJECTED: tuple(RowAction),
        ImportState.APPLIED: (RowAction.CHANGED,),
    }
    tabs = [tab for tab in tabs if tab[0] in shown.get(item.state, ()) and tab[2]]
    if not tabs:
        return {"tabs": []}
    numbers = {action.value: number for action, _label, number in tabs}
    show = request.GET.get("show", "")
    show = show if show in numbers else tabs[0][0].value
    paginator = CappedPaginator(rows_of(item, show), numbers[show])
    page = paginator.get_page(request.GET.get("page"))
    rows = preview(item, list(page))
    if not _reads_personal(request, place):
        rows = [replace(row, changes=hide_changes(row.changes)) for row in rows]
    return {"tabs": tabs, "show": show, "page_obj": page, "rows": rows}


def _reads_personal(request: HttpRequest, place: Place) -> bool:
    return place.society is not None and signed_in(request).has_perm(
        "members.view_personal", place.society
    )


def _may_take_back(request: HttpRequest, place: Place, item: MemberImport) -> bool:
    """The rows of a file are for who sent it and the society's people; CAST's for its managers."""
    if place.society is None or item.requested_by_id == signed_in(request).pk:
        return True
    return _reads_personal(request, place)


@require_safe
@import_page
def import_progress(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """How far the job is; the part of the page that is fetched again and again."""
    if item.job is None:
        raise Http404
    context = {"job": item.job, "place": place}
    response = render(request, "members/_import_progress.html", context)
    shown_on = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if item.job.is_finished and shown_on == place.detail_url:
        response["HX-Refresh"] = "true"  # the rest of the page shows what came of it
    return response


@require_safe
@import_page
def import_corrections(request: HttpRequest, place: Place, item: MemberImport) -> FileResponse:
    """The user's own rows with a column that says what to correct."""
    if not _may_take_back(request, place, item):
        raise PermissionDenied
    workbook = services.open_corrections(item)
    if workbook is None:
        raise Http404(_("The file is no longer there."))
    stem = item.file_name.rpartition(".")[0]
    response = FileResponse(
        workbook,
        as_attachment=True,
        filename=f"{stem}-{_('corrections')}.xlsx",
        content_type=XLSX_TYPE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@import_page
def import_apply(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """Take the file in as a whole, as a job."""
    user = signed_in(request)
    return _ask(request, place, lambda: services.request_apply(member_import=item, by=user))


@require_POST
@import_page
def import_recheck(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """Check the kept file again after the register has changed."""
    user = signed_in(request)
    return _ask(request, place, lambda: services.request_recheck(member_import=item, by=user))


@require_POST
@import_page
def import_undo(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """Take an applied file back as a whole, as a job."""
    user = signed_in(request)
    return _ask(request, place, lambda: services.request_undo(member_import=item, by=user))


def _ask(request: HttpRequest, place: Place, ask: Callable[[], Job]) -> HttpResponse:
    """Queue what the service lets begin, or say why it does not; back to the import."""
    try:
        queue_job(ask())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(place.detail_url)


@require_POST
@import_page
def import_discard(request: HttpRequest, place: Place, item: MemberImport) -> HttpResponse:
    """Throw a file away that was not applied."""
    try:
        services.discard_import(member_import=item)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(place.detail_url)
    messages.success(request, _("The file is discarded."))
    return redirect(place.list_url)
