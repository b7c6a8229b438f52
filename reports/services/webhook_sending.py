"""Sending what waits for webhooks: again and again, later and later, until it is given up."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.ciphers import Unreadable
from accounts.enums import Topic
from accounts.services import audit
from accounts.services.notifications import notify
from reports.models.webhook import DeliveryState, Webhook, WebhookDelivery
from reports.services.webhooks import drop_waiting, secrets_of
from reports.webhook_http import Answer, post, signature
from societies.selectors import managers

#: How long to wait after each attempt that failed; after the last one a message is given up.
WAITS = tuple(
    dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440)
)
#: While a message is being sent nobody else sends it; a killed sender leaves it for later.
LEASE = dt.timedelta(minutes=2)
#: Fewer than can outlast the lease.
AT_ONCE = 5


def send_due(*, at: dt.datetime) -> int:
    """Send the first messages whose time has come; returns how many were tried."""
    due = WebhookDelivery.objects.due(at=at).order_by("next_attempt_at", "pk")
    planned = list(due.values_list("pk", "next_attempt_at")[:AT_ONCE])
    return sum(send_one(pk=pk, planned=moment, at=at) for pk, moment in planned)


def send_one(*, pk: int, planned: dt.datetime, at: dt.datetime) -> bool:
    """Send one message; False when somebody else does."""
    mine = WebhookDelivery.objects.filter(
        pk=pk, state=DeliveryState.WAITING, next_attempt_at=planned
    ).update(next_attempt_at=at + LEASE)
    if not mine:
        return False
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    answer = _post(delivery, at)
    _note(delivery, answer, at)
    return True


def _post(delivery: WebhookDelivery, at: dt.datetime) -> Answer:
    webhook, body, seconds = delivery.webhook, delivery.body.encode(), int(at.timestamp())
    message = f"msg_{delivery.message_id.hex}"
    try:
        known = secrets_of(webhook, at=at)
    except Unreadable:
        return Answer(0, "secret")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "reform-portal-webhook/1",
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(
            signature(secret, message, seconds, body) for secret in known
        ),
    }
    return post(webhook.url, body, headers, allows_local=settings.DEMO or settings.DEBUG)


@transaction.atomic
def _note(delivery: WebhookDelivery, answer: Answer, at: dt.datetime) -> None:
    """Keep what came of an attempt, of the message and of its webhook."""
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=delivery.webhook_id)
    delivery.attempts += 1
    delivery.status, delivery.error = answer.status or None, answer.error
    if answer.is_received:
        delivery.state, delivery.ended_at = DeliveryState.DELIVERED, at
    elif delivery.attempts > len(WAITS) or not webhook.is_active:
        delivery.state, delivery.ended_at = DeliveryState.FAILED, at
    else:
        delivery.next_attempt_at = at + WAITS[delivery.attempts - 1]
    delivery.save()
    if answer.is_received and webhook.failing_since:
        webhook.failing_since = None
        webhook.save(update_fields=["failing_since"])
    elif not answer.is_received and webhook.is_active:
        _note_failure(webhook, at)


def _note_failure(webhook: Webhook, at: dt.datetime) -> None:
    """Switch a webhook off that has not answered for days, and tell the managers."""
    webhook.failing_since = webhook.failing_since or at
    days = settings.WEBHOOK_PATIENCE_DAYS
    if at - webhook.failing_since >= dt.timedelta(days=days):
        webhook.is_active, webhook.disabled_at = False, at
        drop_waiting(webhook=webhook, at=at)
        audit.record(
            action="webhook.disabled",
            subject=webhook,
            before={"is_active": True},
            after={"is_active": False},
        )
        notify(
            recipients=managers(),
            kind="webhook-disabled",
            topic=Topic.JOBS,
            params={"name": webhook.name, "days": days},
            url=reverse("reports:webhook-detail", kwargs={"pk": webhook.pk}),
        )
    webhook.save(update_fields=["failing_since", "is_active", "disabled_at"])
