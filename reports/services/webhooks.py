"""Webhooks: registered by managers, told what is published, given up when nobody answers."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable, open_sealed, seal
from accounts.models import User
from accounts.services import audit
from reforms.models import Correction, MonthlyIssue
from reports.models.webhook import (
    CHOSEN_EVENTS,
    DeliveryState,
    Webhook,
    WebhookDelivery,
    WebhookEvent,
)
from reports.webhook_http import TargetError, checked

_PURPOSE = "webhook secret"
_SECRET_BYTES = 32
#: So long messages carry the signature of the former secret as well.
OVERLAP = dt.timedelta(days=1)
#: So many webhooks are enough for any office.
MOST_WEBHOOKS = 20


def target_errors() -> dict[str, str]:
    """Say why an address is not written to, by code."""
    return {
        "form": _("This is no address of a web server."),
        "scheme": _("Only addresses that begin with https:// are told."),
        "private": _("The address lies in a private network; only public ones are told."),
        "unknown": _("There is no server of this name."),
        "timeout": _("The server did not answer in time."),
        "tls": _("The server's certificate is not valid."),
        "secret": _("The secret cannot be read any more: make a new one."),
        "connection": _("No connection could be made, or it broke off."),
    }


@transaction.atomic
def register_webhook(
    *, name: str, url: str, events: Iterable[str], by: User, at: dt.datetime
) -> tuple[Webhook, str]:
    """Register an address; return it with its secret, which is never shown again."""
    if Webhook.objects.count() >= MOST_WEBHOOKS:
        raise ValidationError(_("There are %(count)s webhooks already.") % {"count": MOST_WEBHOOKS})
    webhook = Webhook(name=name, url=url, events=sorted(set(events)), created_at=at, created_by=by)
    text = _give_secret(webhook)
    _check(webhook)
    webhook.save()
    audit.record(action="webhook.created", subject=webhook, actor=by, after=_values(webhook))
    return webhook, text


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, name: str, url: str, events: Iterable[str], by: User
) -> Webhook:
    """Change what a webhook is called, where it is and what it is told."""
    stored = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    before = _values(stored)
    stored.name, stored.url, stored.events = name, url, sorted(set(events))
    _check(stored)
    if _values(stored) != before:
        stored.save(update_fields=["name", "url", "events"])
        after = _values(stored)
        audit.record(action="webhook.changed", subject=stored, actor=by, before=before, after=after)
    return stored


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: User, at: dt.datetime) -> str:
    """Give a webhook another secret; return it, which is never shown again.

    For a day messages are signed with both, so that the other side can change over in between.
    """
    stored = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    try:
        former = secrets_of(stored, at=at)[0]
    except Unreadable:
        former = b""
    text = _give_secret(stored, former=former, until=at + OVERLAP)
    stored.save(update_fields=["secret"])
    audit.record(action="webhook.secret-renewed", subject=stored, actor=by)
    return text


@transaction.atomic
def switch_webhook(*, webhook: Webhook, is_active: bool, by: User) -> Webhook:
    """Switch a webhook on or off; what waited is not told any more when it is off."""
    stored = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    if stored.is_active == is_active:
        return stored
    stored.is_active, stored.failing_since, stored.disabled_at = is_active, None, None
    stored.save(update_fields=["is_active", "failing_since", "disabled_at"])
    if not is_active:
        drop_waiting(webhook=stored, at=timezone.now())
    audit.record(
        action="webhook.switched",
        subject=stored,
        actor=by,
        before={"is_active": not is_active},
        after={"is_active": is_active},
    )
    return stored


def drop_waiting(*, webhook: Webhook, at: dt.datetime) -> None:
    """Give up every message that waits."""
    webhook.deliveries.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.FAILED, ended_at=at
    )


@transaction.atomic
def ping_webhook(*, webhook: Webhook, at: dt.datetime) -> WebhookDelivery:
    """Leave a trial message for a webhook."""
    data = {"webhook": webhook.name}
    return _leave([webhook], WebhookEvent.PING, f"ping-{uuid.uuid4().hex}", at, data)[0]


@transaction.atomic
def tell_again(*, delivery: WebhookDelivery, by: User, at: dt.datetime) -> None:
    """Try a message anew that was given up; it keeps its id, so that nothing counts twice."""
    given_up = WebhookDelivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.FAILED, webhook__is_active=True
    )
    if given_up.update(state=DeliveryState.WAITING, attempts=0, next_attempt_at=at, ended_at=None):
        audit.record(
            action="webhook.told-again",
            subject=delivery.webhook,
            actor=by,
            after={"message": f"msg_{delivery.message_id.hex}"},
        )


def tell_issue(*, issue: MonthlyIssue) -> None:
    """Leave a message of a new issue for every webhook that wants it, with what is public."""
    data = {
        **_which(issue),
        "digest": issue.digest,
        "as_of": timezone.localtime(issue.as_of).isoformat(),
        "national": issue.summary["national"],
    }
    _leave(
        _told(WebhookEvent.ISSUE), WebhookEvent.ISSUE, f"issue-{issue.pk}", issue.sealed_at, data
    )


def tell_correction(*, note: Correction) -> None:
    """Leave a message of a new correction for every webhook that wants it."""
    told = _told(WebhookEvent.CORRECTION)
    if not told:
        return
    data = {
        **_which(note.issue),
        "correction": note.number,
        "society": note.society.code,
        "reason": note.reason,
        "digest": note.digest,
    }
    _leave(told, WebhookEvent.CORRECTION, f"correction-{note.pk}", note.published_at, data)


def secrets_of(webhook: Webhook, *, at: dt.datetime) -> list[bytes]:
    """Return the secrets by which messages are signed, the current one first; or Unreadable."""
    kept = open_sealed(bytes(webhook.secret), purpose=_PURPOSE, place=str(webhook.key))
    current, rest = kept[:_SECRET_BYTES], kept[_SECRET_BYTES:]
    former, until = rest[:_SECRET_BYTES], int.from_bytes(rest[_SECRET_BYTES:])
    return [current, former] if at.timestamp() < until else [current]


def _told(event: WebhookEvent) -> list[Webhook]:
    return [each for each in Webhook.objects.filter(is_active=True) if event.value in each.events]


def _which(issue: MonthlyIssue) -> dict[str, Any]:
    month = f"{issue.month:%Y-%m}"
    return {
        "workplan": issue.workplan.year,
        "month": month,
        "number": issue.number,
        "url": f"{settings.SITE_URL}/api/v1/issues/{month}/",
        "page": f"{settings.SITE_URL}/issues/{month}/",
    }


def _leave(
    webhooks: Iterable[Webhook],
    event: WebhookEvent,
    subject: str,
    at: dt.datetime,
    data: dict[str, Any],
) -> list[WebhookDelivery]:
    content = {"type": event.value, "timestamp": timezone.localtime(at).isoformat(), "data": data}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    now = timezone.now()
    rows = [
        WebhookDelivery(
            webhook=each,
            event=event,
            subject=subject,
            body=body,
            next_attempt_at=now,
            created_at=now,
        )
        for each in webhooks
    ]
    return WebhookDelivery.objects.bulk_create(rows)


def _give_secret(webhook: Webhook, *, former: bytes = b"", until: dt.datetime | None = None) -> str:
    """Seal a new secret, and after it the former one with the second until which it signs too."""
    plain = secrets.token_bytes(_SECRET_BYTES)
    rest = former + int(until.timestamp()).to_bytes(8) if former and until else b""
    webhook.secret = seal(plain + rest, purpose=_PURPOSE, place=str(webhook.key))
    return "whsec_" + base64.b64encode(plain).decode()


def _check(webhook: Webhook) -> None:
    """Refuse what cannot be told; the name of a server is looked up when it is told."""
    try:
        checked(webhook.url, allows_local=settings.DEMO or settings.DEBUG)
    except TargetError as error:
        raise ValidationError({"url": target_errors()[error.code]}) from error
    if not webhook.events or set(webhook.events) - {event.value for event in CHOSEN_EVENTS}:
        raise ValidationError({"events": _("Choose what is to be told.")})
    webhook.full_clean(exclude=["secret"])


def _values(webhook: Webhook) -> dict[str, Any]:
    return {"name": webhook.name, "url": webhook.url, "events": webhook.events}
