"""Notifications and the mail sent from them."""

from unittest.mock import patch

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import Notification
from accounts.services.notifications import (
    MAX_MAIL_ATTEMPTS,
    mark_read,
    notification_text,
    notify,
    send_pending_mail,
)
from tests.factories.accounts import NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db
PARAMS = {"kind": "seal-month", "params": {}, "error": "磁盘已满"}


def test_notify_tells_each_active_person_once() -> None:
    person, closed = UserFactory(), UserFactory(is_active=False)
    notify(recipients=[person, person, closed], kind="job-done", params=PARAMS)
    assert [item.recipient for item in Notification.objects.all()] == [person]


def test_notification_text_is_subject_and_body() -> None:
    subject, body = notification_text(NotificationFactory(kind="job-failed", params=PARAMS))
    assert subject
    assert "\n" not in subject
    assert body == "磁盘已满"
    assert all(notification_text(NotificationFactory(kind="job-done", params=PARAMS)))


def test_pending_mail_goes_out_once_with_the_link() -> None:
    person = UserFactory(email="a@example.org")
    notify(recipients=[person], kind="job-done", params=PARAMS, url="/jobs/1/")
    assert (send_pending_mail(), send_pending_mail()) == (1, 0)
    (message,) = mail.outbox
    assert message.to == ["a@example.org"]
    assert f"{settings.SITE_URL}/jobs/1/" in message.body


def test_no_mail_without_address_or_wish() -> None:
    notify(recipients=[UserFactory(email="")], kind="job-done", params=PARAMS)
    notify(recipients=[UserFactory()], kind="job-done", params=PARAMS, mail=False)
    assert send_pending_mail() == 0


@pytest.mark.parametrize("failure", [OSError, UnicodeError])
def test_a_failing_address_is_tried_a_few_times(failure: type[Exception]) -> None:
    NotificationFactory()
    with patch("accounts.services.notifications.send_mail", side_effect=failure) as send:
        for _ in range(MAX_MAIL_ATTEMPTS + 2):
            assert send_pending_mail() == 0
    assert send.call_count == MAX_MAIL_ATTEMPTS


def test_mark_read_touches_only_ones_own() -> None:
    mine, others = NotificationFactory(), NotificationFactory()
    assert mark_read(recipient=mine.recipient, notification_id=others.pk) == 0
    assert mark_read(recipient=mine.recipient) == 1
    assert mark_read(recipient=mine.recipient) == 0
    others.refresh_from_db()
    assert others.read_at is None
