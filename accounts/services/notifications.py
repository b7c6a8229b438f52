"""Telling people things: a row first, the e-mail from the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Notification, User

MAX_MAIL_ATTEMPTS = 5


@dataclass(frozen=True)
class Message:
    """What is told to whom, when many groups of people are told at once."""

    recipients: Iterable[User]
    params: dict[str, Any]
    url: str = ""


def notify(
    *,
    recipients: Iterable[User],
    kind: str,
    params: dict[str, Any],
    url: str = "",
    mail: bool = True,
) -> list[Notification]:
    """Tell each active recipient once; `kind` names a template under `templates/notifications`."""
    return notify_many(kind=kind, messages=[Message(recipients, params, url)], mail=mail)


def notify_many(*, kind: str, messages: Iterable[Message], mail: bool = True) -> list[Notification]:
    """Tell each active recipient of each message once, with one query."""
    now = timezone.now()
    return Notification.objects.bulk_create(
        Notification(
            recipient=person,
            kind=kind,
            params=message.params,
            url=message.url,
            created_at=now,
            mail_wanted=mail and bool(person.email),
        )
        for message in messages
        for person in {p.pk: p for p in message.recipients if p.is_active}.values()
    )


def notification_text(notification: Notification) -> tuple[str, str]:
    """Subject and body in the active language: the template's first line, and the rest."""
    text = render_to_string(f"notifications/{notification.kind}.txt", notification.params)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


@transaction.atomic
def mark_read(*, recipient: User, notification_id: int | None = None) -> int:
    """Mark one or all of a person's notifications read; returns how many changed."""
    unread = Notification.objects.filter(recipient=recipient).unread()
    if notification_id is not None:
        unread = unread.filter(pk=notification_id)
    return unread.update(read_at=timezone.now())


def send_pending_mail(*, limit: int = 200) -> int:
    """Send the e-mails that wait; a failing address is tried a few times; returns those sent."""
    sent = 0
    waiting = Notification.objects.unmailed().filter(mail_attempts__lt=MAX_MAIL_ATTEMPTS)
    for notification in waiting.select_related("recipient").order_by("pk")[:limit]:
        with transaction.atomic():
            locked = (
                Notification.objects.select_for_update(no_key=True)
                .filter(pk=notification.pk, emailed_at__isnull=True)
                .first()
            )
            if locked is None:
                continue
            sent += _send(locked)
    return sent


def _send(notification: Notification) -> int:
    notification.mail_attempts += 1
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = notification_text(notification)
    if notification.url:
        body = f"{body}\n\n{settings.SITE_URL.rstrip('/')}{notification.url}"
    try:
        send_mail(subject, body, None, [notification.recipient.email])
    except (OSError, ValueError):  # no server, or an address or subject that no mail can carry
        notification.save(update_fields=["mail_attempts"])
        return 0
    notification.emailed_at = timezone.now()
    notification.save(update_fields=["mail_attempts", "emailed_at"])
    return 1
