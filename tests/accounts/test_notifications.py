"""Notifications: who is told, in which words, and how it is delivered."""

from typing import Any

import pytest

from accounts.enums import USUAL_DELIVERY, Delivery, Topic
from accounts.models import DeliveryChoice, Notification
from accounts.services.notifications import (
    Message,
    mark_read,
    notification_text,
    notify,
    notify_many,
)
from tests.factories.accounts import NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db
PARAMS = {"kind": "seal-month", "params": {}, "error": "磁盘已满"}


def test_notify_tells_each_active_person_once() -> None:
    person, closed = UserFactory(), UserFactory(is_active=False)
    notify(recipients=[person, person, closed], kind="job-done", topic=Topic.JOBS, params=PARAMS)
    assert [item.recipient for item in Notification.objects.all()] == [person]


def test_notification_text_is_subject_and_body() -> None:
    subject, body = notification_text(NotificationFactory(kind="job-failed", params=PARAMS))
    assert subject
    assert "\n" not in subject
    assert body == "磁盘已满"
    assert all(notification_text(NotificationFactory(kind="job-done", params=PARAMS)))


def test_how_it_is_delivered_is_the_choice_of_each_person_for_the_topic() -> None:
    usual, weekly, nowhere = UserFactory(), UserFactory(), UserFactory(email="")
    DeliveryChoice.objects.create(person=weekly, topic=Topic.SLIPS, delivery=Delivery.WEEKLY)
    DeliveryChoice.objects.create(person=usual, topic=Topic.JOBS, delivery=Delivery.DAILY)
    told = notify(
        recipients=[usual, weekly, nowhere], kind="job-done", topic=Topic.SLIPS, params=PARAMS
    )
    assert [one.delivery for one in told] == [Delivery.AT_ONCE, Delivery.WEEKLY, Delivery.PORTAL]


def test_each_topic_has_a_usual_delivery() -> None:
    assert set(USUAL_DELIVERY) == set(Topic)


def test_many_people_are_told_with_two_queries(django_assert_num_queries: Any) -> None:
    messages = [Message([person], PARAMS) for person in UserFactory.create_batch(3)]
    with django_assert_num_queries(2):
        notify_many(kind="job-done", topic=Topic.SLIPS, messages=messages)
    with django_assert_num_queries(0):
        notify_many(kind="job-done", topic=Topic.SLIPS, messages=[Message([], PARAMS)])


def test_mark_read_touches_only_ones_own() -> None:
    mine, others = NotificationFactory(), NotificationFactory()
    assert mark_read(recipient=mine.recipient, notification_id=others.pk) == 0
    assert mark_read(recipient=mine.recipient) == 1
    assert mark_read(recipient=mine.recipient) == 0
    others.refresh_from_db()
    assert others.read_at is None


def test_mark_read_can_take_one_topic() -> None:
    person = UserFactory()
    slip = NotificationFactory(recipient=person, topic=Topic.SLIPS)
    NotificationFactory(recipient=person, topic=Topic.JOBS)
    assert mark_read(recipient=person, topic=Topic.SLIPS) == 1
    slip.refresh_from_db()
    assert slip.read_at is not None
