"""Several beats at once on a real PostgreSQL: everybody is reminded and written to once."""

from __future__ import annotations

import datetime as dt
from functools import partial
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django_scopes import scopes_disabled

from accounts.models import Notification
from accounts.services.mail import send_pending_mail
from reforms import months
from reforms.models import Reminder
from reforms.services.reminders import remind
from tests.factories.accounts import NotificationFactory
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, editor
from tests.reforms.test_turns import at_once

AT = dt.datetime(2017, 5, 5, 7, 20, tzinfo=months.BEIJING)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def test_three_beats_remind_everybody_once() -> None:
    with scopes_disabled():
        workplan_of(reminder_days={"before": [0], "after": [], "reelection_months": []})
        for code in ("A-01", "A-02"):
            editor(SocietyFactory(code=code))
    run = partial(remind, today=AT.date(), at=AT)
    assert at_once(run, run, run) == []
    assert Notification.objects.filter(kind="reminder-report").count() == 2
    assert Reminder.objects.count() == 2


def test_three_beats_send_every_mail_once() -> None:
    NotificationFactory.create_batch(6)
    run = partial(send_pending_mail, at=AT)
    with patch("accounts.services.mail.EmailMultiAlternatives.send", return_value=1) as send:
        assert at_once(run, run, run) == []
    assert send.call_count == 6
    assert not Notification.objects.filter(emailed_at=None).exists()
    assert mail.outbox == []
