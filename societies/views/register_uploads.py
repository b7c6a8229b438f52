"""Registers' files coming in: looked at first, applied only as they were looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import JobState
from accounts.selectors import signed_in
from accounts.tasks import queue_job
from societies.access import View, allowed, register_or_404, register_page, require, society_page
from societies.csv_rows import RowProblems
from societies.enums import UploadState
from societies.file_lengths import is_long
from societies.forms.uploads import RegisterUploadForm
from societies.models import RegisterUpload, Society
from societies.registers import Register
from societies.registers.display import column_labels
from societies.resources import errors_workbook
from societies.services import register_uploads as services
from societies.spreadsheets import XLSX_TYPE
from societies.views.register_files import download
from societies.views.register_previews import preview_of

#: A job that nobody has taken up for so long may wait for a worker that is down.
_PROMPT = timedelta(seconds=10)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("societies.change_registers")
def register_upload(request: HttpRequest, society: Society, kind: str) -> HttpResponse:
    """Take a file with rows of one society."""
    return _upload(request, register_or_404(kind), society)


@require_http_methods(["GET", "HEAD", "POST"])
@register_page("societies.import_registers")
def national_upload(request: HttpRequest, register: Register) -> HttpResponse:
    """Take a file with rows of any society."""
    return _upload(request, register, None)


def _upload(request: HttpRequest, register: Register, society: Society | None) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RegisterUploadForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        kept = services.keep_upload(
            register=register,
            society=society,
            name=file.name,
            data=data,
            by=signed_in(request),
            at=timezone.now(),
        )
        if is_long(data, file.name, settings.REGISTER_ROWS_AT_ONCE):
            queue_job(services.request_check(upload=kept))
        else:
            services.check_upload(upload=kept)
        return redirect("societies:register-preview", pk=kept.pk)
    labels = column_labels(register, register.key)
    context = {"register": register, "society": society, "form": form, "key": labels}
    return render(request, "societies/register_upload.html", context)


def _upload_page(view: Callable[..., HttpResponse]) -> View:
    """Turn the address's `pk` into the person's own upload (else 404) as long as they may still
    apply it (else 403); one that is lost leads back to where files are uploaded."""

    @allowed("societies.list_registers")
    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
        uploads = RegisterUpload.objects.select_related("society", "job")
        upload: RegisterUpload = get_object_or_404(uploads, pk=pk, by=signed_in(request))
        if upload.society:
            require(request, "societies.change_registers", upload.society)
        else:
            require(request, "societies.import_registers")
        register = register_or_404(upload.kind)
        try:
            return view(request, upload, register)
        except services.UploadLost as lost:
            services.discard_upload(upload=upload)
            messages.error(request, str(lost))
            return redirect(_upload_url(upload))

    return guarded


def _upload_url(upload: RegisterUpload) -> str:
    place = {"code": upload.society.code} if upload.society else {}
    return reverse("societies:register-upload", kwargs={"kind": upload.kind, **place})


@require_safe
@_upload_page
def register_preview(
    request: HttpRequest, upload: RegisterUpload, register: Register
) -> HttpResponse:
    """Show what an uploaded file would do, cell by cell, and what is wrong with it."""
    context = {
        "upload": upload,
        "register": register,
        "society": upload.society,
        "upload_url": _upload_url(upload),
    }
    if upload.state != UploadState.CHECKED:
        context["is_waiting"] = _is_waiting(upload)
        return render(request, "societies/register_progress.html", context)
    plan = services.plan_of(upload)
    context["plan"] = plan
    context["preview"] = preview_of(request, register, plan, timezone.localdate())
    return render(request, "societies/register_preview.html", context)


def _is_waiting(upload: RegisterUpload) -> bool:
    """Whether the job has been waiting for longer than one does while a worker is there."""
    job = upload.job
    return (
        job is not None
        and job.state == JobState.QUEUED
        and timezone.now() - job.created_at > _PROMPT
    )


@require_safe
@_upload_page
def register_progress(
    request: HttpRequest, upload: RegisterUpload, _register: Register
) -> HttpResponse:
    """How far the job is; the part of the page that is fetched again and again."""
    if upload.job is None:
        raise Http404
    context = {"upload": upload, "is_waiting": _is_waiting(upload)}
    response = render(request, "societies/_register_progress.html", context)
    shown_on = urlsplit(request.headers.get("HX-Current-URL", "")).path
    preview = reverse("societies:register-preview", kwargs={"pk": upload.pk})
    if upload.job.is_finished and shown_on == preview:
        response["HX-Refresh"] = "true"  # the rest of the page shows what came of it
    return response


@require_safe
@_upload_page
def register_corrections(
    _request: HttpRequest, upload: RegisterUpload, register: Register
) -> HttpResponse:
    """Give the person's own file back, with a column that says what to correct."""
    if upload.state != UploadState.CHECKED:
        raise Http404
    plan = services.plan_of(upload)
    if not plan.is_readable:
        raise Http404
    content = errors_workbook(register, services.content_of(upload), upload.name, plan)
    return download(content, XLSX_TYPE, f"{register.kind}-corrections.xlsx")


@require_POST
@_upload_page
def register_apply(
    request: HttpRequest, upload: RegisterUpload, _register: Register
) -> HttpResponse:
    """Write exactly what the preview showed, or nothing."""
    preview = redirect("societies:register-preview", pk=upload.pk)
    if upload.state != UploadState.CHECKED or not services.plan_of(upload).is_applicable:
        return preview
    by = signed_in(request)
    if upload.created + upload.changed > settings.REGISTER_ROWS_AT_ONCE:
        queue_job(services.request_apply(upload=upload, by=by))
        return preview
    try:
        services.apply_upload(upload=upload, by=by)
    except RowProblems:
        messages.warning(request, _("Records changed since the preview. Look at it again."))
        return preview
    services.discard_upload(upload=upload)
    done = {"created": upload.created, "changed": upload.changed}
    messages.success(request, _("Applied: %(created)s new, %(changed)s changed.") % done)
    return redirect(upload.list_url)


@require_POST
@_upload_page
def register_discard(
    request: HttpRequest, upload: RegisterUpload, _register: Register
) -> HttpResponse:
    """Forget an uploaded file."""
    if not services.discard_upload(upload=upload):
        messages.warning(request, _("The file is being applied; it can no longer be discarded."))
        return redirect("societies:register-preview", pk=upload.pk)
    if upload.state != UploadState.APPLIED:
        messages.success(request, _("The file is discarded; nothing was changed."))
    return redirect(upload.list_url)
