"""One record of a register: its page, its form, its file, and taking it away."""

from __future__ import annotations

import mimetypes
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors import signed_in, subject_history
from societies.access import asked_society, record_page, register_page, require
from societies.filters.registers import beside
from societies.forms import choice_label
from societies.forms.records import ReasonForm, RecordForm, blank_record, form_of
from societies.models import Record, Society
from societies.registers import Register
from societies.registers.display import label_of, value_text
from societies.selectors import roles_of
from societies.services.records import RecordInUse, StaleRecord, delete_record, save_record
from societies.views.register_rows import child_lists, lines_of, record_url


@require_safe
@record_page("societies.view_registers")
def register_detail(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    """Everything a record says, what hangs on it, and its history."""
    flagged = record
    if register.annotated:
        model: Any = register.model
        flagged = register.annotated(model.objects.filter(pk=record.pk)).get()
    beside(register, [flagged])
    context = {
        "register": register,
        "record": record,
        "society": record.society,
        "lines": lines_of(register, record),
        "file_label": label_of(register, "file") if register.has_file else "",
        "flags": register.flags(flagged, timezone.localdate()) if register.flags else (),
        "children": child_lists(register, record),
        "history": subject_history(record),
        "may_change": not record.is_from_portal
        and request.user.has_perm("societies.change_registers", record.society),
    }
    return render(request, "societies/register_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@register_page("societies.list_registers")
def register_create(request: HttpRequest, register: Register) -> HttpResponse:
    """Add a record; whoever may write for several societies chooses one first."""
    society = _society_to_write(request)
    if society is None:
        return _choose_society(request, register)
    require(request, "societies.change_registers", society)
    record = blank_record(register, society)
    initial = {name: request.GET[name] for name in register.fields if name in request.GET}
    form = form_of(register)(*_sent(request), instance=record, initial=initial)
    return _edited(request, register, record, form)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _society_to_write(request: HttpRequest) -> Society | None:
    """Return the society asked for (else 404), or the only one the person may write for."""
    if asked := asked_society(request):
        return asked
    roles = roles_of(request.user)
    if roles.is_manager or len(roles.societies) != 1:
        return None
    return Society.objects.get(pk=roles.societies[0].pk)


def _choose_society(request: HttpRequest, register: Register) -> HttpResponse:
    roles = roles_of(request.user)
    societies = Society.objects.all() if roles.is_manager else _own(request.user)
    if not societies:
        require(request, "societies.change_registers", None)
    context = {
        "register": register,
        "choices": [(item.code, choice_label(item)) for item in societies],
    }
    return render(request, "societies/register_society.html", context)


def _own(user: Any) -> list[Society]:
    return list(Society.objects.filter(pk__in=roles_of(user).society_pks))


@require_http_methods(["GET", "HEAD", "POST"])
@record_page("societies.change_registers")
def register_edit(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    """Change a record; what somebody else saved meanwhile is shown, not overwritten."""
    form = form_of(register)(*_sent(request), instance=record)
    return _edited(request, register, record, form)


def _edited(
    request: HttpRequest, register: Register, record: Any, form: RecordForm
) -> HttpResponse:
    conflicts: list[dict[str, Any]] = []
    is_new = record.pk is None
    if form.is_valid():
        try:
            saved = _save(register, form, signed_in(request))
        except StaleRecord as stale:
            conflicts = _conflicts(register, form.record, stale.current)
            form.data = request.POST.copy()
            form.data["version"] = str(stale.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved: %(record)s") % {"record": saved})
            return redirect(record_url(register, saved))
    context = {
        "register": register,
        "society": record.society,
        "record": None if is_new else record,
        "form": form,
        "conflicts": conflicts,
    }
    status = 409 if conflicts else 200
    return render(request, "societies/register_form.html", context, status=status)


def _save(register: Register, form: RecordForm, by: User) -> Record:
    return save_record(
        register=register,
        record=form.record,
        by=by,
        expected_version=form.cleaned_data["version"],
        upload=form.checked_file,
        removes_file=form.removes_file,
        related=form.related(),
    )


def _conflicts(register: Register, mine: Record, theirs: Record) -> list[dict[str, Any]]:
    """Say which values differ between what is typed and what is stored now."""
    written = [(name, value_text(register, mine, name)) for name in register.fields]
    return [
        {"label": label_of(register, name), "mine": text, "theirs": stored}
        for name, text in written
        if text != (stored := value_text(register, theirs, name))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@record_page("societies.change_registers")
def register_delete(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    """Ask for the reason, and take the record away unless others hang on it."""
    form = ReasonForm(_sent(request)[0])
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], signed_in(request)
        try:
            delete_record(register=register, record=record, by=by, reason=reason)
        except RecordInUse as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Taken away: %(record)s") % {"record": record})
            url = reverse("societies:register-list", kwargs={"kind": register.kind})
            return redirect(f"{url}?society={record.society.code}")
    context = {"register": register, "record": record, "society": record.society, "form": form}
    return render(request, "societies/register_delete.html", context)


@require_safe
@record_page("societies.view_registers")
def register_file(_request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    """Hand out a record's file as a download that no browser may run or keep."""
    if not register.has_file or not record.file:
        raise Http404
    try:
        opened = record.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=record.file_name,
        content_type=mimetypes.guess_type(record.file_name)[0] or "application/octet-stream",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)
