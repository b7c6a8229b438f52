"""Webhooks: registered, tried and watched by managers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from reports.forms.webhooks import WebhookForm
from reports.models.webhook import Webhook, WebhookDelivery
from reports.services import webhooks as services
from reports.tasks import queue_webhooks
from societies.access import allowed, require

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("reports.view_webhooks")
def webhook_list(request: HttpRequest) -> HttpResponse:
    """The webhooks; a new one's secret is shown this once."""
    made, secret = None, ""
    form = WebhookForm(request.POST or None)
    if request.method == "POST":
        require(request, "reports.manage_webhooks")
        if form.is_valid():
            try:
                made, secret = services.register_webhook(
                    **form.wish(), by=signed_in(request), at=timezone.now()
                )
                form = WebhookForm()
            except ValidationError as error:
                form.add_error(None, error)
    context = {"form": form, "made": made, "secret": secret, "webhooks": Webhook.objects.all()}
    return render(request, "reports/webhook_list.html", context)


@require_safe
@allowed("reports.view_webhooks")
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook and every message to it."""
    return _detail(request, get_object_or_404(Webhook, pk=pk))


@require_POST
@allowed("reports.manage_webhooks")
def webhook_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Save name, address and events."""
    webhook = get_object_or_404(Webhook, pk=pk)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            services.change_webhook(webhook=webhook, **form.wish(), by=signed_in(request))
            messages.success(request, _("Saved."))
            return redirect("reports:webhook-detail", pk=pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _detail(request, webhook, form=form)


@require_POST
@allowed("reports.manage_webhooks")
def webhook_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on or off."""
    webhook = get_object_or_404(Webhook, pk=pk)
    is_active = request.POST.get("to") == "on"
    services.switch_webhook(webhook=webhook, is_active=is_active, by=signed_in(request))
    return redirect("reports:webhook-detail", pk=pk)


@require_POST
@allowed("reports.manage_webhooks")
def webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret and show it this once."""
    webhook = get_object_or_404(Webhook, pk=pk)
    secret = services.renew_secret(webhook=webhook, by=signed_in(request), at=timezone.now())
    return _detail(request, webhook, secret=secret)


@require_POST
@allowed("reports.manage_webhooks")
def webhook_ping(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a trial message."""
    webhook = get_object_or_404(Webhook, pk=pk, is_active=True)
    services.ping_webhook(webhook=webhook, at=timezone.now())
    queue_webhooks()
    messages.success(request, _("A trial message is on its way; see below what comes of it."))
    return redirect("reports:webhook-detail", pk=pk)


@require_POST
@allowed("reports.manage_webhooks")
def webhook_again(request: HttpRequest, pk: int, delivery_pk: int) -> HttpResponse:
    """Try a message anew that was given up."""
    delivery = get_object_or_404(WebhookDelivery, pk=delivery_pk, webhook=pk)
    services.tell_again(delivery=delivery, by=signed_in(request), at=timezone.now())
    queue_webhooks()
    return redirect("reports:webhook-detail", pk=pk)


def _detail(
    request: HttpRequest, webhook: Webhook, *, form: WebhookForm | None = None, secret: str = ""
) -> HttpResponse:
    page = Paginator(webhook.deliveries.all(), PER_PAGE).get_page(request.GET.get("page"))
    errors = services.target_errors()
    context = {
        "webhook": webhook,
        "form": form or WebhookForm(initial=vars(webhook)),
        "secret": secret,
        "page_obj": page,
        "rows": [(each, errors.get(each.error, "")) for each in page],
        "may_manage": request.user.has_perm("reports.manage_webhooks"),
    }
    return render(request, "reports/webhook_detail.html", context)
