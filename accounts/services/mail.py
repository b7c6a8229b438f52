"""E-mails from notifications: claimed, sent outside any transaction, then marked.

Whoever dies between claim and mark leaves the claim behind: once it has run out, one last try is
made. So an e-mail comes twice at most, and only after a crash.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.digests import last_daily, last_weekly
from accounts.enums import Delivery, Topic, Weekday
from accounts.models import Notification, NotificationQuerySet, User
from accounts.services.notifications import notification_text

MAX_MAIL_ATTEMPTS = 5
#: A claim older than this belongs to a process that is no more.
CLAIM_TIMEOUT = dt.timedelta(minutes=15)
#: Lines of one topic that a digest spells out.
LINES_PER_TOPIC = 30


def send_pending_mail(*, at: dt.datetime, limit: int = 200) -> int:
    """Send the e-mails that are to go at once; returns how many went out.

    A failing address is tried a few times.
    """
    at_once, sent = Q(delivery=Delivery.AT_ONCE), 0
    waiting = _waiting(at).filter(at_once).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        claimed = _claim(at_once & Q(pk=pk), at=at)
        sent += bool(claimed) and _send(claimed, _letter(claimed[0]))
    return sent


def send_digests(*, at: dt.datetime, limit: int = 200) -> int:
    """Send each person one e-mail with what is unread and due in a digest; returns how many.

    Due is what was told before the last moment of the day or week that the person has chosen, so
    that a run that comes late, or twice, sends nothing else.
    """
    due = _due_in_digests(at.astimezone(timezone.get_default_timezone()))
    due, sent = due & Q(read_at__isnull=True), 0
    people = _waiting(at).filter(due).order_by("recipient").values_list("recipient", flat=True)
    for person in list(people.distinct()[:limit]):
        claimed = _claim(due & Q(recipient=person), at=at)
        sent += bool(claimed) and _send(claimed, _digest(claimed))
    return sent


def _due_in_digests(local: dt.datetime) -> Q:
    hour = settings.DIGEST_HOUR
    due = Q(delivery=Delivery.DAILY, created_at__lt=last_daily(local, hour=hour))
    for weekday in Weekday.values:
        moment = last_weekly(local, hour=hour, weekday=weekday)
        due |= Q(delivery=Delivery.WEEKLY, recipient__digest_weekday=weekday, created_at__lt=moment)
    return due


def _waiting(at: dt.datetime) -> NotificationQuerySet:
    """What is unsent, not given up, and in nobody's hands."""
    free = Q(mail_claimed_at__isnull=True) | Q(mail_claimed_at__lt=at - CLAIM_TIMEOUT)
    return Notification.objects.unmailed().filter(free, mail_attempts__lt=MAX_MAIL_ATTEMPTS)


@transaction.atomic
def _claim(wanted: Q, *, at: dt.datetime) -> list[Notification]:
    """Take into one's hands what waits of these; whose claim has run out gets one last try."""
    mine = list(
        _waiting(at)
        .filter(wanted)
        .select_related("recipient")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("-created_at", "-pk")
    )
    lost = [one.pk for one in mine if one.mail_claimed_at is not None]
    claimed = Notification.objects.filter(pk__in=[one.pk for one in mine])
    claimed.update(mail_claimed_at=at, mail_attempts=F("mail_attempts") + 1)
    if lost:
        Notification.objects.filter(pk__in=lost).update(mail_attempts=MAX_MAIL_ATTEMPTS)
    return mine


def _send(claimed: list[Notification], letter: EmailMultiAlternatives) -> bool:
    """Send a letter about claimed rows, outside any transaction, and note what came of it."""
    rows = Notification.objects.filter(pk__in=[one.pk for one in claimed])
    try:
        letter.send()
    except (OSError, ValueError):  # no server, or an address or subject that no mail can carry
        rows.update(mail_claimed_at=None)
        return False
    rows.update(mail_claimed_at=None, emailed_at=timezone.now())
    return True


def _address(url: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{url}" if url else ""


def _settings_address() -> str:
    return _address(reverse("accounts:notification-settings"))


def _mail(person: User, subject: str, body: str) -> EmailMultiAlternatives:
    """Return a letter that no program answers (RFC 3834), and that says where to end it."""
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{_settings_address()}>",
    }
    return EmailMultiAlternatives(subject, body, None, [person.email], headers=headers)


def _letter(notification: Notification) -> EmailMultiAlternatives:
    """One notification as an e-mail."""
    person = notification.recipient
    with translation.override(person.mail_language):
        subject, body = notification_text(notification)
        footer = f"{_('Change what is sent to you, and when:')} {_settings_address()}"
    parts = (body, _address(notification.url), footer)
    return _mail(person, subject, "\n\n".join(part for part in parts if part))


@dataclass(frozen=True)
class Line:
    """One thing a digest tells."""

    subject: str
    url: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Section:
    """What a digest tells of one topic: the newest lines, and how many it leaves out."""

    title: str
    lines: list[Line]
    left_out: int


def _digest(claimed: list[Notification]) -> EmailMultiAlternatives:
    """All that a person was told, by topic, as text and as simple HTML."""
    person = claimed[0].recipient
    with translation.override(person.mail_language):
        context = {
            "person": person,
            "count": len(claimed),
            "sections": list(_sections(claimed)),
            "list_url": _address(reverse("accounts:notification-list")),
            "settings_url": _settings_address(),
        }
        text = render_to_string("accounts/mail/digest.txt", context)
        subject, _newline, body = text.strip().partition("\n")
        letter = _mail(person, subject.strip(), body.strip())
        html = render_to_string("accounts/mail/digest.html", context)
    letter.attach_alternative(html, "text/html")
    return letter


def _sections(claimed: Iterable[Notification]) -> Iterable[Section]:
    order = list(Topic.values)
    by_topic = sorted(claimed, key=lambda one: order.index(one.topic))
    for topic, group in groupby(by_topic, key=lambda one: one.topic):
        told = list(group)
        lines = [
            Line(notification_text(one)[0], _address(one.url), one.created_at)
            for one in told[:LINES_PER_TOPIC]
        ]
        yield Section(str(Topic(topic).label), lines, len(told) - len(lines))
