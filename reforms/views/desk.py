"""The desk: where a society's people begin."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.selectors import in_words, signed_in
from reforms.selectors.desk import desk_of
from reforms.selectors.slips import with_slips
from societies.models import Society
from societies.selectors import Roles, roles_of
from societies.selectors.notices import with_notices


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Say what has to be done now; CAST's people have a desk of their own."""
    roles = roles_of(request.user)
    if not roles.societies:
        if roles.is_cast:
            return redirect("reports:dashboard")
        raise PermissionDenied
    code = request.GET.get("society", "")
    if not code and len(roles.societies) > 1:
        return render(request, "reforms/desk_choice.html", {"societies": roles.societies})
    society = _society(signed_in(request), roles, code)
    read = desk_of(society, signed_in(request), at=timezone.now())
    context = {
        "desk": read,
        "notices": in_words(list(read.notifications)),
        "today": timezone.localdate(),
        "society": society,
        "is_approver": society.pk in roles.approver_of,
        "is_editor": society.pk in roles.editor_of,
        "annual_report_url": _annual_report_url(),
        "has_choice": len(roles.societies) > 1,
    }
    return render(request, "reforms/desk.html", context)


def _society(user: User, roles: Roles, code: str) -> Society:
    own = [society.pk for society in roles.societies if code in ("", society.code)]
    society = with_notices(with_slips(Society.objects.filter(pk__in=own)), user).first()
    if society is None:
        raise Http404
    return society


def _annual_report_url() -> str:
    try:
        return reverse("reports:annual-report-current")
    except NoReverseMatch:
        return ""
