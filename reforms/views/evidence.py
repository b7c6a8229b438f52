"""Evidence: adding it to a task, taking it off, using it again, and handing the file out."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import signed_in
from reforms.forms.evidence import LibraryForm
from reforms.models import Evidence, ProgressEntry
from reforms.selectors.evidence import evidence_of
from reforms.selectors.months import EntryRow, SocietyMonth
from reforms.services.entries import MonthLocked
from reforms.services.evidence import attach_evidence, attach_existing, detach_evidence
from reforms.views.entry import row_or_404, saved_answer
from reforms.views.report import begun_month
from societies.access import society_page
from societies.models import Society
from societies.uploads import UploadProblem

PER_PAGE = 25


@require_POST
@society_page("reforms.edit_report")
def evidence_attach(
    request: HttpRequest, society: Society, month: dt.date, number: int
) -> HttpResponse:
    """Add a file, or one that the society has kept already, to a task of a month."""
    page = begun_month(society, month)
    row = row_or_404(page, number)
    if "evidence" in request.POST:
        return _attach_existing(request, page, row)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"message": _("No file arrived. Choose it again.")}, status=422)
    try:
        attach_evidence(
            society=society,
            workplan=page.workplan,
            month=month,
            task=row.task,
            upload=upload,
            by=signed_in(request),
            at=timezone.now(),
        )
    except UploadProblem as problem:
        return JsonResponse({"message": str(problem)}, status=422)
    except MonthLocked as locked:
        return JsonResponse({"message": str(locked)}, status=423)
    return _changed(request, page, number)


def _attach_existing(request: HttpRequest, page: SocietyMonth, row: EntryRow) -> HttpResponse:
    pk = request.POST["evidence"]
    found = Evidence.objects.filter(society=page.society)
    evidence = get_object_or_404(found, pk=pk if pk.isdecimal() else 0)
    try:
        attach_existing(
            society=page.society,
            workplan=page.workplan,
            month=page.month,
            task=row.task,
            evidence=evidence,
            by=signed_in(request),
            at=timezone.now(),
        )
    except MonthLocked as locked:
        messages.error(request, str(locked))
    else:
        messages.success(request, _("Added: %(name)s") % {"name": evidence.name})
    return redirect(_row_url(page, row.task.number))


@require_POST
@society_page("reforms.edit_report")
def evidence_detach(
    request: HttpRequest, society: Society, month: dt.date, number: int, pk: int
) -> HttpResponse:
    """Take a file off a task of a month; it stays among the society's evidence."""
    page = begun_month(society, month)
    row = row_or_404(page, number)
    evidence = get_object_or_404(Evidence.objects.filter(society=society), pk=pk)
    try:
        detach_evidence(
            society=society,
            workplan=page.workplan,
            month=month,
            task=row.task,
            evidence=evidence,
            by=signed_in(request),
            at=timezone.now(),
        )
    except MonthLocked as locked:
        return JsonResponse({"message": str(locked)}, status=423)
    return _changed(request, page, number)


def _changed(request: HttpRequest, page: SocietyMonth, number: int) -> JsonResponse:
    """The list of the task's files after a change."""
    fresh = row_or_404(begun_month(page.society, page.month), number)
    entry = fresh.entry or ProgressEntry()
    context = {"row": fresh, "society": page.society, "is_editable": fresh.is_editable}
    html = render_to_string("reforms/_entry_evidence.html", context, request)
    return saved_answer(request, page, entry, html=html)


@require_GET
@society_page("reforms.view_report")
def evidence_list(request: HttpRequest, society: Society) -> HttpResponse:
    """List the society's evidence and where it is used; choose from it for a task."""
    form = LibraryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = begun_month(society, chosen["month"]) if chosen.get("month") else None
    row = row_or_404(page, chosen["task"]) if page and chosen.get("task") else None
    found = evidence_of(society, words=chosen.get("q", ""))
    context = {
        "society": society,
        "form": form,
        "words": chosen.get("q", ""),
        "page": page,
        "row": row,
        "may_edit": request.user.has_perm("reforms.edit_report", society),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reforms/evidence_list.html", context)


@require_GET
@society_page("reforms.view_report")
def evidence_detail(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Hand out a file as a download that no browser may run or keep."""
    evidence = get_object_or_404(Evidence.objects.filter(society=society), pk=pk)
    try:
        opened = evidence.file.open("rb")
    except OSError:
        context = {"evidence": evidence, "society": society}
        return render(request, "reforms/evidence_gone.html", context, status=404)
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)


def _row_url(page: SocietyMonth, number: int) -> str:
    kwargs = {"code": page.society.code, "month": page.month}
    return f"{reverse('reforms:report-detail', kwargs=kwargs)}#task-{number}"
