"""The month as a workbook: downloaded, filled in elsewhere, looked at, applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from reforms.forms.month_file import MonthFilePlan
from reforms.month_file import MonthFile, read_month_file
from reforms.resources.month_book import corrections_workbook, month_workbook
from reforms.selectors.months import SocietyMonth
from reforms.services import report_uploads as services
from reforms.services.entries import MonthLocked, StaleEntry, check_month_is_open
from reforms.views.report import begun_month
from societies.access import View, society_page
from societies.forms.uploads import FilledBookForm
from societies.models import RegisterUpload, Society
from societies.services.register_uploads import content_of
from societies.spreadsheets import XLSX_TYPE
from societies.views.downloads import download
from societies.views.filled_books import changed_since, discarded, shown_file, taken_file


@require_safe
@society_page("reforms.edit_report")
def report_workbook(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Give the month as a workbook to be filled in; a closed month has nothing to fill in."""
    page, at = begun_month(society, month), timezone.localtime()
    if closed := _closed(page):
        messages.warning(request, closed)
        return _to_month(page)
    content = month_workbook(page, services.base_of(page, at=at), at=at)
    return download((content, XLSX_TYPE), f"report-{society.code}-{month:%Y-%m}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reforms.edit_report")
def report_upload(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Take a workbook that was filled in; what is none of this month is refused at once."""
    page = begun_month(society, month)
    closed, is_sent = _closed(page), request.method == "POST"
    form = FilledBookForm(request.POST, request.FILES) if is_sent else FilledBookForm()
    if is_sent and not closed and form.is_valid() and (kept := _kept(request, page, form)):
        return redirect("reforms:report-preview", code=society.code, month=month, pk=kept.pk)
    context = {"society": society, "page": page, "form": form, "closed": closed}
    status = 409 if closed and is_sent else 422 if is_sent else 200
    return render(request, "reforms/report_upload.html", context, status=status)


def _closed(page: SocietyMonth) -> str:
    """Return why nothing of the month can be changed, if so."""
    try:
        check_month_is_open(page)
    except MonthLocked as locked:
        return str(locked)
    return ""


def _kept(request: HttpRequest, page: SocietyMonth, form: FilledBookForm) -> RegisterUpload | None:
    """Keep the file of a valid form; None when it is none of this month, which the form says."""
    society, month = page.society, page.month

    def read(data: bytes, name: str) -> None:
        services.opened_base(read_month_file(data, name), society=society, month=month)

    return taken_file(request, form, kind=services.kind_of(month), society=society, read=read)


@dataclass(frozen=True)
class _Kept:
    """A file that lies here, with the month as it stands now."""

    upload: RegisterUpload
    page: SocietyMonth
    file: MonthFile
    plan: MonthFilePlan


def _file_page(view: Callable[[HttpRequest, _Kept], HttpResponse]) -> View:
    """Turn the address into the person's own file; one that is no longer there leads back."""

    @society_page("reforms.edit_report")
    @wraps(view)
    def guarded(request: HttpRequest, society: Society, month: dt.date, pk: int) -> HttpResponse:
        page = begun_month(society, month)
        return shown_file(
            request,
            pk,
            kind=services.kind_of(month),
            society=society,
            show=lambda upload: view(request, _opened(page, upload)),
            back=_to_month(page),
        )

    return guarded


def _opened(page: SocietyMonth, upload: RegisterUpload) -> _Kept:
    file = read_month_file(content_of(upload), upload.name)
    base = services.opened_base(file, society=page.society, month=page.month)
    return _Kept(upload, page, file, MonthFilePlan(page, base, file.rows))


def _to_month(page: SocietyMonth) -> HttpResponse:
    return redirect("reforms:report-detail", code=page.society.code, month=page.month)


def _preview(
    request: HttpRequest, kept: _Kept, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "upload": kept.upload,
        "page": kept.page,
        "society": kept.page.society,
        "plan": kept.plan,
        "closed": _closed(kept.page),
        "problem": problem,
    }
    return render(request, "reforms/report_preview.html", context, status=status)


@require_safe
@_file_page
def report_preview(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Show cell by cell what a file would change in the month as it stands now."""
    return _preview(request, kept)


@require_safe
@_file_page
def report_corrections(_request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Give the workbook back, with a column that says what to correct."""
    if not kept.plan.problems:
        raise Http404
    content = corrections_workbook(
        kept.page, kept.file.token, kept.file.rows, kept.plan.problems, at=timezone.localtime()
    )
    name = f"report-{kept.page.society.code}-{kept.page.month:%Y-%m}-corrections.xlsx"
    return download((content, XLSX_TYPE), name)


@require_POST
@_file_page
def report_apply(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Save what was looked at, with the conflicts as they were decided, or nothing at all."""
    if _closed(kept.page) or not kept.plan.is_applicable:
        return _preview(request, kept, status=409)
    if request.POST.get("seen") != kept.plan.mark:
        return _preview(request, kept, problem=changed_since(), status=409)
    changes = kept.plan.decided(request.POST)
    if changes is None:
        return _preview(request, kept, problem=_still_open(), status=422)
    try:
        services.apply_month_file(
            upload=kept.upload,
            page=kept.page,
            changes=changes,
            by=signed_in(request),
            at=timezone.now(),
        )
    except (StaleEntry, MonthLocked, ValidationError):
        messages.warning(request, changed_since())
        return redirect(
            "reforms:report-preview",
            code=kept.page.society.code,
            month=kept.page.month,
            pk=kept.upload.pk,
        )
    messages.success(request, _("Applied. Check the report and hand it on."))
    return _to_month(kept.page)


def _still_open() -> str:
    return _("Nothing is saved yet: something is still to be decided or corrected.")


@require_POST
@_file_page
def report_discard(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Forget a file."""
    return discarded(request, kept.upload, back=_to_month(kept.page))
