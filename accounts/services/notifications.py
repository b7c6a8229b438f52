"""Telling people things: a row first, which the portal shows; e-mails are sent from the rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import USUAL_DELIVERY, Delivery, Topic
from accounts.models import DeliveryChoice, Notification, User


@dataclass(frozen=True)
class Message:
    """What is told to whom, when many groups of people are told at once."""

    recipients: Iterable[User]
    params: dict[str, Any]
    url: str = ""


def notify(
    *, recipients: Iterable[User], kind: str, topic: Topic, params: dict[str, Any], url: str = ""
) -> list[Notification]:
    """Tell each active recipient once; `kind` names a template under `templates/notifications`.

    How it reaches them besides the portal is each person's own choice for the topic.
    """
    return notify_many(kind=kind, topic=topic, messages=[Message(recipients, params, url)])


def notify_many(*, kind: str, topic: Topic, messages: Iterable[Message]) -> list[Notification]:
    """Tell each active recipient of each message once, with two queries."""
    told = [
        (message, person)
        for message in messages
        for person in {p.pk: p for p in message.recipients if p.is_active}.values()
    ]
    if not told:
        return []
    now = timezone.now()
    chosen = _chosen(topic, {person.pk for _message, person in told})
    return Notification.objects.bulk_create(
        Notification(
            recipient=person,
            kind=kind,
            topic=topic,
            params=message.params,
            url=message.url,
            created_at=now,
            delivery=(
                chosen.get(person.pk, USUAL_DELIVERY[topic]) if person.email else Delivery.PORTAL
            ),
        )
        for message, person in told
    )


def _chosen(topic: Topic, people: Collection[int]) -> dict[int, str]:
    """How people who have chosen want to hear of a topic."""
    choices = DeliveryChoice.objects.filter(topic=topic)
    if len(people) <= _FEW:  # of many, all choices are read: databases limit the numbers given
        choices = choices.filter(person__in=people)
    return dict(choices.values_list("person", "delivery"))


_FEW = 500


def notification_text(notification: Notification) -> tuple[str, str]:
    """Subject and body in the active language: the template's first line, and the rest."""
    text = render_to_string(f"notifications/{notification.kind}.txt", notification.params)
    subject, _, body = text.strip().partition("\n")
    # A letter whose subject goes over lines, by a sign in somebody's name, is never sent.
    return " ".join(subject.split()), body.strip()


@transaction.atomic
def mark_read(*, recipient: User, notification_id: int | None = None, topic: str = "") -> int:
    """Mark one, a topic's or all of a person's notifications read; returns how many changed."""
    unread = Notification.objects.filter(recipient=recipient).unread()
    if notification_id is not None:
        unread = unread.filter(pk=notification_id)
    if topic:
        unread = unread.filter(topic=topic)
    return unread.update(read_at=timezone.now())
