"""Registers' files coming in: looked at first, applied only as they were looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from societies.access import allowed, register_or_404, register_page, require, society_page
from societies.csv_rows import RowProblems
from societies.forms.uploads import RegisterUploadForm
from societies.models import RegisterUpload, Society
from societies.registers import Register
from societies.registers.display import column_labels
from societies.resources import FilePlan, apply_plan, errors_workbook, plan_file
from societies.resources.columns import file_columns
from societies.services.register_uploads import content_of, discard_upload, keep_upload
from societies.spreadsheets import XLSX_TYPE
from societies.views.register_files import download
from societies.views.register_rows import rows_of

#: Rows of each sort that a preview shows; the workbook with corrections has all problems.
SHOWN = 200


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
        plan = plan_file(register, data, file.name, _societies(society))
        kept = keep_upload(
            register=register,
            society=society,
            name=file.name,
            data=data,
            plan_digest=plan.digest,
            by=signed_in(request),
            at=timezone.now(),
        )
        return redirect("societies:register-preview", pk=kept.pk)
    labels = column_labels(register, register.key)
    context = {"register": register, "society": society, "form": form, "key": labels}
    return render(request, "societies/register_upload.html", context)


def _societies(society: Society | None) -> list[Society]:
    return [society] if society else list(Society.objects.all())


def _own(request: HttpRequest, pk: int) -> tuple[RegisterUpload, Register]:
    """Return the person's own upload (else 404) as long as they may still apply it (else 403)."""
    uploads = RegisterUpload.objects.select_related("society")
    upload: RegisterUpload = get_object_or_404(uploads, pk=pk, by=signed_in(request))
    if upload.society:
        require(request, "societies.change_registers", upload.society)
    else:
        require(request, "societies.import_registers")
    return upload, register_or_404(upload.kind)


def _plan(upload: RegisterUpload, register: Register) -> FilePlan:
    return plan_file(register, content_of(upload), upload.name, _societies(upload.society))


@require_safe
@allowed("societies.list_registers")
def register_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an uploaded file would do, cell by cell, and what is wrong with it."""
    upload, register = _own(request, pk)
    plan = _plan(upload, register)
    rows = [row.record for row in plan.created[:SHOWN]]
    cells = rows_of(register, rows, lambda _record: (), is_linked=False)
    context = {
        "upload": upload,
        "register": register,
        "society": upload.society,
        "plan": plan,
        "created": plan.created[:SHOWN],
        "new_rows": [(new.number, row) for new, row in zip(plan.created, cells, strict=False)],
        "heads": cells[0].cells if cells else (),
        "changed": plan.changed[:SHOWN],
        "problems": _named(plan, register),
        "is_other": plan.digest != upload.plan_digest,
    }
    if context["is_other"]:
        RegisterUpload.objects.filter(pk=upload.pk).update(plan_digest=plan.digest)
    return render(request, "societies/register_preview.html", context)


def _named(plan: FilePlan, register: Register) -> list[tuple[int, str, str]]:
    """Give problems as row, column and message; an unknown column as its head is in the file."""
    labels = {column.name: column.label for column in file_columns(register)}
    return [
        (problem.row, labels.get(problem.column, problem.column), problem.message)
        for problem in plan.problems[:SHOWN]
    ]


@require_safe
@allowed("societies.list_registers")
def register_corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the person's own file back, with a column that says what to correct."""
    upload, register = _own(request, pk)
    plan = _plan(upload, register)
    content = errors_workbook(content_of(upload), upload.name, plan)
    return download(content, XLSX_TYPE, f"{register.kind}-corrections.xlsx")


@require_POST
@allowed("societies.list_registers")
def register_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write exactly what the preview showed, or nothing."""
    upload, register = _own(request, pk)
    plan = _plan(upload, register)
    if plan.problems or plan.digest != upload.plan_digest:
        messages.warning(request, _("Records changed since the preview. Look at it again."))
        return redirect("societies:register-preview", pk=pk)
    try:
        apply_plan(plan=plan, by=signed_in(request))
    except RowProblems as refusal:
        messages.error(request, refusal.problems[0].message)
        return redirect("societies:register-preview", pk=pk)
    discard_upload(upload=upload)
    done = {"created": len(plan.created), "changed": len(plan.changed)}
    messages.success(request, _("Applied: %(created)s new, %(changed)s changed.") % done)
    return redirect(_list_url(upload))


@require_POST
@allowed("societies.list_registers")
def register_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an uploaded file."""
    upload, _register = _own(request, pk)
    discard_upload(upload=upload)
    messages.success(request, _("The file is discarded; nothing was changed."))
    return redirect(_list_url(upload))


def _list_url(upload: RegisterUpload) -> str:
    url = reverse("societies:register-list", kwargs={"kind": upload.kind})
    return f"{url}?society={upload.society.code}" if upload.society else url
