"""Notices as CAST writes, sends, follows and withdraws them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.selectors import signed_in, subject_history
from societies.access import allowed
from societies.enums import NoticeAudience
from societies.filters.notices import ReceiptQuestions, RegisterFilter
from societies.forms.notices import AttachForm, NoticeForm, WithdrawNoticeForm
from societies.models import Notice, NoticeFile
from societies.plain_text import blocks_of
from societies.resources.notices import receipts_table
from societies.selectors.notices import (
    counts_of,
    files_of,
    notice_register,
    reach_of,
    receipts_of,
)
from societies.services import notices as services
from societies.services.notice_files import attach_file, detach_file
from societies.uploads import UploadProblem
from societies.views.downloads import download

PER_PAGE = 50


@require_safe
@allowed("societies.view_notice_register")
def register(request: HttpRequest) -> HttpResponse:
    """Every notice, drafts first, with how many societies have read and confirmed it."""
    filters = RegisterFilter(request.GET, notice_register())
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": filters, "page_obj": page, "today": timezone.localdate()}
    return render(request, "societies/notice_register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("societies.write_notices")
def create(request: HttpRequest) -> HttpResponse:
    """Begin a draft; the address may name its audience."""
    asked = request.GET.get("audience", "")
    begun = {"audience": asked if asked in NoticeAudience.values else NoticeAudience.ALL}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_valid():
        try:
            notice = services.write_notice(**form.draft(), by=signed_in(request), at=timezone.now())
        except ValidationError as error:
            form.add_problems(error)
        else:
            messages.success(request, _("The draft is saved. Look at it, then send it."))
            return redirect("societies:notice-detail", pk=notice.pk)
    status = 422 if form.is_bound else 200
    context: dict[str, Any] = {"form": form, "notice": None, "conflicts": []}
    return render(request, "societies/notice_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("societies.write_notices")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; of two who do so at once the second sees both texts."""
    notice = get_object_or_404(Notice, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = NoticeForm(sent, initial=NoticeForm.values_of(notice))
    status, conflicts = 422 if form.is_bound else 200, []
    if form.is_valid():
        try:
            services.change_notice(
                notice=notice,
                **form.draft(),
                seen=form.cleaned_data["seen"] or 0,
                by=signed_in(request),
            )
        except services.StaleNotice as stale:
            status, conflicts = 409, _conflicts(form, stale.current)
        except ValidationError as error:
            form.add_problems(error)
        else:
            messages.success(request, _("The draft is saved. Look at it, then send it."))
            return redirect("societies:notice-detail", pk=pk)
    context = {"form": form, "notice": notice, "conflicts": conflicts}
    return render(request, "societies/notice_form.html", context, status=status)


def _conflicts(form: NoticeForm, current: Notice) -> list[dict[str, Any]]:
    """Both texts where they differ; saving once more keeps what was typed."""
    data: Any = form.data
    form.data = data.copy()  # a choice of several stays one
    form.data["seen"] = str(current.version)  # type: ignore[index]  # the copy may be changed
    return [
        {"label": form.fields[name].label, "mine": form.cleaned_data[name], "theirs": theirs}
        for name in ("title", "text")
        if form.cleaned_data[name] != (theirs := getattr(current, name))
    ]


@require_POST
@allowed("societies.write_notices")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft as it was looked at."""
    notice = get_object_or_404(Notice, pk=pk)
    seen = request.POST.get("seen", "")
    try:
        services.send_notice(
            notice=notice,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
            by=signed_in(request),
            at=timezone.now(),
        )
    except services.StaleNotice:
        said = _("The draft has changed meanwhile. Look at it and send it again.")
        return _refused(request, notice, said, status=409)
    except ValidationError as error:
        return _refused(request, notice, " ".join(error.messages))
    messages.success(request, _("The notice is sent and its readers are told."))
    return redirect("societies:notice-detail", pk=pk)


@require_POST
@allowed("societies.write_notices")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        services.discard_notice(notice=notice, by=signed_in(request))
    except ValidationError as error:
        return _refused(request, notice, " ".join(error.messages))
    messages.success(request, _("The draft is thrown away."))
    return redirect("societies:notice-register")


@require_POST
@allowed("societies.write_notices")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice back with a reason."""
    notice, form = get_object_or_404(Notice, pk=pk), WithdrawNoticeForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw_notice(
                notice=notice, **form.cleaned_data, by=signed_in(request), at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The notice is withdrawn and its readers are told."))
            return redirect("societies:notice-detail", pk=pk)
    return _again(request, notice, {"withdraw_form": form}, status=422)


@require_POST
@allowed("societies.write_notices")
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who have not read it, or whose society has not confirmed it."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        count = services.remind_of_notice(notice=notice, by=signed_in(request), at=timezone.now())
    except ValidationError as error:
        return _refused(request, notice, " ".join(error.messages))
    said = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count)
    messages.success(request, said % {"count": count})
    return redirect("societies:notice-detail", pk=pk)


@require_POST
@allowed("societies.write_notices")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a draft."""
    notice = get_object_or_404(Notice, pk=pk)
    form = AttachForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            attach_file(
                notice=notice,
                upload=form.cleaned_data["file"],
                by=signed_in(request),
                at=timezone.now(),
            )
        except UploadProblem as problem:
            form.add_error("file", str(problem))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The file is attached."))
            return redirect("societies:notice-detail", pk=pk)
    return _again(request, notice, {"attach_form": form}, status=422)


@require_POST
@allowed("societies.write_notices")
def detach(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file off a draft."""
    file = get_object_or_404(NoticeFile.objects.select_related("notice"), pk=file_pk, notice=pk)
    try:
        detach_file(file=file, by=signed_in(request))
    except ValidationError as error:
        return _refused(request, file.notice, " ".join(error.messages))
    messages.success(request, _("The file is taken off."))
    return redirect("societies:notice-detail", pk=pk)


@require_GET
@allowed("societies.view_notice_register")
def receipts_export(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Give the societies, as filtered, as a file, and note who took it."""
    notice, questions = get_object_or_404(Notice, pk=pk), ReceiptQuestions(request.GET)
    rows, now = questions.rows(receipts_of(notice)), timezone.now()
    said = questions.words()
    table = receipts_table(notice, rows, suffix, filters=said, at=now)
    services.record_receipts_export(notice=notice, filters=said, by=signed_in(request))
    return download(table, f"notice-{notice.pk}-{timezone.localdate(now):%Y%m%d}.{suffix}")


def office_page(
    request: HttpRequest, notice: Notice, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page of a notice with what CAST sees of it."""
    may_write = request.user.has_perm("societies.write_notices")
    context = {
        "attach_form": AttachForm(),
        "withdraw_form": WithdrawNoticeForm(),
        "refusal": "",
        **context,
        "may_write": may_write,
        "history": subject_history(notice),
    }
    if notice.is_draft:
        context["reach"] = reach_of(notice, today=context["today"])
        return render(request, "societies/notice_draft.html", context, status=status)
    rows, questions = receipts_of(notice), ReceiptQuestions(request.GET)
    shown = questions.rows(rows)
    context |= {"filter": {"form": questions}, "counts": counts_of(rows), "rows": shown}
    return render(request, "societies/notice_receipts.html", context, status=status)


def _again(
    request: HttpRequest, notice: Notice, more: dict[str, Any], *, status: int
) -> HttpResponse:
    """The page once more, with what was refused."""
    current = Notice.objects.select_related("sent_by", "withdrawn_by").get(pk=notice.pk)
    context = {
        "notice": current,
        "blocks": blocks_of(current.text),
        "files": files_of(current),
        "places": [],
        "today": timezone.localdate(),
        **more,
    }
    return office_page(request, current, context, status)


def _refused(request: HttpRequest, notice: Notice, said: str, *, status: int = 422) -> HttpResponse:
    return _again(request, notice, {"refusal": said}, status=status)
