"""Pages of one's own account, of notifications, jobs and the audit trail."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.lookups import IsNull
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Topic
from accounts.filters import AuditFilter, NotificationFilter
from accounts.forms import CalendarForm, DeliveryForm, ProfileForm, TokenForm
from accounts.models import ApiToken, AuditEvent, CalendarFeed, Notification, User
from accounts.paging import BoundedPaginator
from accounts.selectors import in_words, jobs_visible_to, signed_in, token_rows
from accounts.services.calendars import make_calendar, revoke_calendar
from accounts.services.delivery import change_delivery, delivery_of
from accounts.services.notifications import mark_read
from accounts.services.people import change_contact
from accounts.services.tokens import create_token, revoke_token
from accounts.services.trail_check import trail_head

NOTIFICATIONS_PER_PAGE = 30
EVENTS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, telephone and e-mail address, and the ways to what keeps the account safe."""
    user = User.objects.get(pk=signed_in(request).pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        change_contact(person=user, by=signed_in(request), **form.contact())
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """One's tokens for programs; a new one is shown this once."""
    owner, now, text = User.objects.get(pk=signed_in(request).pk), timezone.now(), ""
    form = TokenForm(request.POST or None, owner=owner)
    if form.is_valid():
        try:
            _made, text = create_token(owner=owner, at=now, **form.wish())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm(owner=owner)
    context = {"form": form, "rows": token_rows(owner, at=now), "text": text}
    return render(request, "accounts/token_list.html", context)


@require_POST
@login_required
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    user = signed_in(request)
    revoke_token(token=get_object_or_404(ApiToken, pk=pk, owner=user), by=user)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("accounts:token-list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar of deadlines; a new one is shown this once."""
    owner, address = User.objects.get(pk=signed_in(request).pk), ""
    form = CalendarForm(request.POST if request.method == "POST" else None, owner=owner)
    if form.is_valid():
        _feed, secret = make_calendar(owner=owner, at=timezone.now())
        address = f"{settings.SITE_URL}{reverse('reports:calendar-feed', args=[secret])}"
        form = CalendarForm(owner=owner)
    context = {
        "form": form,
        "address": address,
        "program_address": f"webcal:{address.partition(':')[2]}",
        "feed": CalendarFeed.objects.filter(owner=owner, revoked_at=None).first(),
    }
    return render(request, "accounts/calendar.html", context)


@require_POST
@login_required
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """Let the address of one's calendar lead nowhere any more."""
    user = signed_in(request)
    revoke_calendar(owner=user, by=user)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("accounts:calendar")


@require_safe
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """What one was told, unread first."""
    mine = Notification.objects.filter(recipient=signed_in(request))
    filters = NotificationFilter(request.GET, mine)
    ordered = filters.qs.order_by(IsNull(F("read_at"), False), "-created_at", "-pk")
    page = Paginator(ordered, NOTIFICATIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "page_obj": page,
        "rows": in_words(list(page)),
        "topic": filters.form.cleaned_data.get("topic") if filters.is_valid() else "",
        "unread": filters.qs.unread().count(),
    }
    return render(request, "accounts/notification_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notification_settings(request: HttpRequest) -> HttpResponse:
    """How each topic reaches one besides the portal."""
    person = User.objects.get(pk=signed_in(request).pk)
    form = DeliveryForm(request.POST or None, instance=person, delivery=delivery_of(person))
    if form.is_valid():
        change_delivery(person=person, **form.wish())
        messages.success(request, _("Saved."))
        return redirect("accounts:notification-settings")
    context = {"form": form, "hour": settings.DIGEST_HOUR}
    return render(request, "accounts/notification_settings.html", context)


@require_POST
@login_required
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notification read and go to what it is about."""
    user = signed_in(request)
    notification = get_object_or_404(Notification, pk=pk, recipient=user)
    mark_read(recipient=user, notification_id=pk)
    if notification.url and "stay" not in request.POST:
        return redirect(notification.url)
    return redirect(_list_address(request))


@require_POST
@login_required
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read, or everything of the topic that is shown."""
    topic = request.POST.get("topic", "")
    mark_read(recipient=signed_in(request), topic=topic if topic in Topic.values else "")
    return redirect(_list_address(request))


def _list_address(request: HttpRequest) -> str:
    """The list of notifications as it was filtered."""
    known = ("topic", "state", "page")
    query = {name: request.POST[name] for name in known if request.POST.get(name)}
    address = reverse("accounts:notification-list")
    return f"{address}?{urlencode(query)}" if query else address


@require_safe
@login_required
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long job is, and what came of it."""
    job = get_object_or_404(jobs_visible_to(signed_in(request)), pk=pk)
    return render(request, "accounts/job_detail.html", {"job": job})


@require_safe
@login_required
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the job's page that is fetched again and again."""
    job = get_object_or_404(jobs_visible_to(signed_in(request)), pk=pk)
    response = render(request, "accounts/_job_progress.html", {"job": job})
    shown_on = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if job.is_finished and shown_on == urlsplit(job.url).path:
        response["HX-Refresh"] = "true"  # the rest of the page shows what the job has changed
    return response


@require_safe
@login_required
def job_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file a job made, to be kept, never shown in the browser."""
    job = get_object_or_404(jobs_visible_to(signed_in(request)), pk=pk)
    name = job.result_file.name or ""
    if not name or not job.result_file.storage.exists(name):
        raise Http404(_("The file is no longer there."))
    response = FileResponse(
        job.result_file.open("rb"),
        as_attachment=True,
        filename=PurePath(name).name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@login_required
@permission_required("accounts.view_auditevent", raise_exception=True)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and why."""
    filters = AuditFilter(request.GET, AuditEvent.objects.all())
    page = BoundedPaginator(filters.qs, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": filters, "page_obj": page, "head": trail_head()}
    return render(request, "accounts/audit_list.html", context)
