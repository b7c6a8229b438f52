"""E-mails from notifications: at once, in digests, never lost and never sent again and again."""

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.digests import last_daily, last_weekly
from accounts.enums import Delivery, Topic
from accounts.models import Notification, User
from accounts.services.mail import (
    CLAIM_TIMEOUT,
    LINES_PER_TOPIC,
    MAX_MAIL_ATTEMPTS,
    send_digests,
    send_pending_mail,
)
from reforms.months import BEIJING
from tests.factories.accounts import NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db
#: A Wednesday, after the hour of the digests.
NOON = dt.datetime(2017, 7, 5, 12, tzinfo=BEIJING)
MINUTE = dt.timedelta(minutes=1)
SEND = "accounts.services.mail.EmailMultiAlternatives.send"


def failed(error: str) -> dict[str, Any]:
    return {"kind": "seal-month", "params": {}, "error": error}


def told(person: User, delivery: Delivery, at: dt.datetime, **values: Any) -> Notification:
    note: Notification = NotificationFactory(
        recipient=person, delivery=delivery, created_at=at, **values
    )
    return note


def sent_to() -> list[list[str]]:
    return [message.to for message in mail.outbox]


def test_name_over_lines_keeps_no_letter_from_being_sent() -> None:
    person = UserFactory(email="zh@example.org")
    params = {"name": "a\rBcc: x@example.org\u2028b", "days": 5}
    NotificationFactory(recipient=person, kind="webhook-disabled", params=params)
    send_pending_mail(at=NOON)
    [letter] = mail.outbox
    assert "a Bcc: x@example.org b" in letter.subject
    assert letter.recipients() == ["zh@example.org"]


def test_mail_at_once_goes_out_once_with_the_link_in_the_persons_language() -> None:
    chinese, english = UserFactory(email="zh@example.org"), UserFactory(mail_language="en")
    NotificationFactory(recipient=chinese, url="/jobs/1/")
    NotificationFactory(recipient=english)
    assert (send_pending_mail(at=NOON), send_pending_mail(at=NOON)) == (2, 0)
    first, second = mail.outbox
    assert first.to == ["zh@example.org"]
    assert f"{settings.SITE_URL}/jobs/1/" in first.body
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"
    assert f"{settings.SITE_URL}/profile/notifications/" in first.extra_headers["List-Unsubscribe"]
    assert second.subject.startswith("Finished")
    assert "Change what is sent to you" in second.body
    assert not first.subject.startswith("Finished")


def test_no_mail_to_the_portal_only_nor_without_address_nor_to_closed_accounts() -> None:
    NotificationFactory(delivery=Delivery.PORTAL)
    NotificationFactory(recipient__email="")
    NotificationFactory(recipient__is_active=False)
    assert (send_pending_mail(at=NOON), send_digests(at=NOON)) == (0, 0)


@pytest.mark.parametrize("failure", [OSError, UnicodeError])
def test_a_failing_address_is_tried_a_few_times(failure: type[Exception]) -> None:
    NotificationFactory()
    NotificationFactory(delivery=Delivery.DAILY, created_at=NOON - dt.timedelta(days=1))
    with patch(SEND, side_effect=failure) as send:
        for _ in range(MAX_MAIL_ATTEMPTS + 2):
            assert send_pending_mail(at=NOON) == send_digests(at=NOON) == 0
    assert send.call_count == 2 * MAX_MAIL_ATTEMPTS


def test_while_one_sends_no_other_does() -> None:
    note = NotificationFactory()
    taken = []

    def slow(_letter: EmailMultiAlternatives) -> int:
        taken.append(send_pending_mail(at=NOON + MINUTE))
        return 1

    with patch(SEND, autospec=True, side_effect=slow):
        assert send_pending_mail(at=NOON) == 1
    assert taken == [0]
    note.refresh_from_db()
    assert note.emailed_at is not None
    assert note.mail_claimed_at is None


def test_after_a_crash_between_sending_and_noting_one_last_try_is_made() -> None:
    NotificationFactory()
    at, crashes = NOON, 0
    with patch(SEND, side_effect=SystemExit) as send:
        for _ in range(4):
            try:
                send_pending_mail(at=at)
            except SystemExit:
                crashes += 1
            assert send_pending_mail(at=at + CLAIM_TIMEOUT) == 0  # not before it has run out
            at += CLAIM_TIMEOUT + MINUTE
    assert (crashes, send.call_count) == (2, 2)


def test_a_daily_digest_is_one_mail_by_topic_with_links() -> None:
    person = UserFactory(email="a@example.org", name="王芳")
    yesterday = NOON - dt.timedelta(days=1)
    told(person, Delivery.DAILY, yesterday, topic=Topic.JOBS, url="/jobs/1/")
    told(person, Delivery.DAILY, yesterday, topic=Topic.SLIPS, url="/x/<2>/", kind="job-failed")
    assert (send_digests(at=NOON), send_digests(at=NOON)) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["a@example.org"]
    assert "王芳" in letter.body
    assert letter.body.index("督办单") < letter.body.index("后台任务")
    assert f"{settings.SITE_URL}/jobs/1/" in letter.body
    assert f"{settings.SITE_URL}/profile/notifications/" in letter.body
    html, kind = letter.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert f'href="{settings.SITE_URL}/x/&lt;2&gt;/"' in html


def test_a_digest_is_quiet_when_everything_is_read_or_came_after_its_hour() -> None:
    person = UserFactory()
    at_eight = NOON.replace(hour=settings.DIGEST_HOUR)
    told(person, Delivery.DAILY, at_eight - MINUTE, read_at=NOON)
    late = told(person, Delivery.DAILY, at_eight)
    assert send_digests(at=NOON) == 0
    assert send_digests(at=at_eight + dt.timedelta(days=1)) == 1  # the next morning
    late.refresh_from_db()
    assert late.emailed_at is not None


def test_a_weekly_digest_comes_on_the_chosen_day_with_the_daily_one() -> None:
    person = UserFactory(digest_weekday=4)
    told(person, Delivery.WEEKLY, NOON - dt.timedelta(days=2))
    told(person, Delivery.DAILY, NOON - dt.timedelta(days=1))
    assert send_digests(at=NOON) == 1  # the daily one
    told(person, Delivery.DAILY, NOON)
    assert send_digests(at=NOON + dt.timedelta(days=1)) == 1
    assert [one.body.count("\n- ") for one in mail.outbox] == [1, 2]


def test_a_long_digest_says_how_many_it_leaves_out() -> None:
    person = UserFactory(mail_language="en")
    yesterday = NOON - dt.timedelta(days=1)
    NotificationFactory.create_batch(
        LINES_PER_TOPIC + 2, recipient=person, delivery=Delivery.DAILY, created_at=yesterday
    )
    assert send_digests(at=NOON) == 1
    assert mail.outbox[0].body.count("Finished") == LINES_PER_TOPIC
    assert "and 2 more in the portal" in mail.outbox[0].body
    assert not Notification.objects.unmailed().exists()


@pytest.mark.parametrize(
    ("at", "daily", "weekly"),
    [
        ("2017-07-05 08:00", "2017-07-05", "2017-07-03"),
        ("2017-07-05 07:59", "2017-07-04", "2017-07-03"),
        ("2017-07-03 08:00", "2017-07-03", "2017-07-03"),
        ("2017-07-03 07:59", "2017-07-02", "2017-06-26"),
    ],
)
def test_moments_of_digests(at: str, daily: str, weekly: str) -> None:
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=BEIJING)
    assert f"{last_daily(moment, hour=8):%Y-%m-%d %H:%M}" == f"{daily} 08:00"
    assert f"{last_weekly(moment, hour=8, weekday=1):%Y-%m-%d %H:%M}" == f"{weekly} 08:00"
