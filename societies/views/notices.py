"""Notices as those read them to whom they were sent, and their attachments."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from societies.access import allowed
from societies.filters.notices import InboxFilter
from societies.models import Notice, NoticeFile
from societies.plain_text import blocks_of
from societies.selectors import roles_of
from societies.selectors.notices import files_of, notices_for, notices_open_to, places_of
from societies.services.notices import confirm_notice, open_notice
from societies.views.notice_office import office_page

PER_PAGE = 30


@require_safe
@allowed("societies.read_notices")
def notice_list(request: HttpRequest) -> HttpResponse:
    """What CAST sent to one's societies, unread first; CAST's people are led to all notices."""
    user = signed_in(request)
    if not roles_of(user).societies:
        return redirect("societies:notice-register")
    mine: Any = notices_for(user)
    filters = InboxFilter(request.GET, mine)
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "page_obj": page,
        "unread": mine.filter(is_read=False).count(),
        "today": timezone.localdate(),
    }
    return render(request, "societies/notice_list.html", context)


@require_safe
@allowed("societies.read_notices")
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice: opening it is its receipt; CAST sees whom it reached, or would reach."""
    user = signed_in(request)
    notice = _notice(request, pk)
    # What a browser fetches ahead is not opened by anybody yet.
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        places = open_notice(notice=notice, by=user, at=timezone.now())
    else:
        places = places_of(notice, user)
    context = {
        "notice": notice,
        "blocks": blocks_of(notice.text),
        "files": files_of(notice),
        "places": places,
        "is_owed": notice.confirm_by
        and notice.is_sent
        and any(place.confirmed_at is None for place in places),
        "today": timezone.localdate(),
    }
    if roles_of(user).is_cast:
        return office_page(request, notice, context)
    return render(request, "societies/notice_detail.html", context)


@require_POST
@allowed("societies.read_notices")
def notice_confirm(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Confirm a notice on behalf of one of one's societies."""
    user = signed_in(request)
    notice = _notice(request, pk)
    own = {place.society.code: place.society for place in places_of(notice, user)}
    if code not in own:
        raise Http404
    try:
        confirm_notice(notice=notice, society=own[code], by=user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Confirmed: CAST sees that your society has taken note."))
    return redirect("societies:notice-detail", pk=pk)


@require_safe
@allowed("societies.read_notices")
def notice_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Hand out an attachment as a download that no browser may run or keep."""
    found = NoticeFile.objects.filter(notice=_notice(request, pk)).distinct()
    file = get_object_or_404(found, pk=file_pk)
    try:
        opened = file.file.open("rb")
    except OSError as error:
        raise Http404(_("The file is no longer there.")) from error
    response = FileResponse(
        opened, as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)


def _notice(request: HttpRequest, pk: int) -> Notice:
    notices = notices_open_to(signed_in(request)).select_related("sent_by", "withdrawn_by")
    notice: Notice = get_object_or_404(notices, pk=pk)
    return notice
