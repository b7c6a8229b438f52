"""Reminders in the demo: what today asks for, and a few people who want them otherwise."""

from __future__ import annotations

import datetime as dt

from accounts.enums import Delivery, Topic
from accounts.models import DeliveryChoice, Notification, User
from reforms import months
from reforms.services.reminders import remind

#: How some of the accounts that sign in want to be told.
CHOICES = (
    ("a01-approver", Topic.DEADLINES, Delivery.DAILY),
    ("a01-approver", Topic.REPORTS, Delivery.DAILY),
    ("a01-approver", Topic.ISSUES, Delivery.WEEKLY),
    ("manager", Topic.SLIPS, Delivery.DAILY),
    ("manager", Topic.REPORTS, Delivery.WEEKLY),
)


def add_reminders(now: dt.datetime) -> int:
    """Remind everybody of what today in Beijing asks for; returns how many were told."""
    people = {name for name, _topic, _delivery in CHOICES}
    found = {one.username: one for one in User.objects.filter(username__in=people)}
    DeliveryChoice.objects.bulk_create(
        (
            DeliveryChoice(person=found[name], topic=topic, delivery=delivery)
            for name, topic, delivery in CHOICES
            if name in found
        ),
        ignore_conflicts=True,
    )
    told = remind(today=now.astimezone(months.BEIJING).date(), at=now)
    Notification.objects.filter(kind__startswith="reminder-", emailed_at=None).update(
        emailed_at=now
    )
    return told
