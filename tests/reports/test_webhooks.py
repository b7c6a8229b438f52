"""Webhooks are told what is published, once each, until they answer or are given up."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEvent, Notification, User
from reports.models.webhook import DeliveryState, Webhook, WebhookDelivery
from reports.services import webhook_sending
from reports.services.webhook_sending import WAITS, send_due, send_one
from reports.services.webhooks import (
    OVERLAP,
    ping_webhook,
    register_webhook,
    renew_secret,
    secrets_of,
    switch_webhook,
    tell_again,
)
from reports.webhook_http import Answer, signature
from tests.factories.societies import auditor, manager
from tests.reports.world import NOW, correct_may, small_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
URL = "https://hooks.example.org/portal"
EVENTS = ["issue.published", "correction.published"]


@pytest.fixture
def owner() -> User:
    found: User = manager(name="管")
    return found


@pytest.fixture
def webhook(owner: User) -> Webhook:
    return register_webhook(name="网站", url=URL, events=EVENTS, by=owner, at=NOW)[0]


class Other:
    """The other side: says what it is told to say, and keeps what it got."""

    def __init__(self) -> None:
        self.answer = Answer(200)
        self.got: list[tuple[str, bytes, Mapping[str, str]]] = []

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], *, allows_local: bool
    ) -> Answer:
        self.got.append((url, body, headers))
        return self.answer


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    found = Other()
    monkeypatch.setattr(webhook_sending, "post", found)
    return found


def test_issues_and_corrections_are_told_with_what_is_public(webhook: Webhook) -> None:
    world = small_world()
    correct_may(world)
    told = list(webhook.deliveries.order_by("pk"))
    assert [each.event for each in told] == [
        "issue.published",
        "issue.published",
        "correction.published",
    ]
    may, note = (json.loads(each.body) for each in told[1:])
    issue = world.workplan.issues.get(number=2)
    assert (may["type"], may["data"]["month"], may["data"]["digest"]) == (
        "issue.published",
        "2017-05",
        issue.digest,
    )
    assert may["data"]["url"].endswith("/api/v1/issues/2017-05/")
    assert (note["data"]["society"], note["data"]["correction"]) == ("A-01", 1)


def test_only_what_was_chosen_is_told(owner: User) -> None:
    one, _secret = register_webhook(
        name="更正", url=URL, events=["correction.published"], by=owner, at=NOW
    )
    off, _secret = register_webhook(name="停用", url=URL, events=EVENTS, by=owner, at=NOW)
    switch_webhook(webhook=off, is_active=False, by=owner)
    small_world()
    assert not one.deliveries.exists()
    assert not off.deliveries.exists()


def test_message_is_signed_with_the_secret_shown_once(owner: User, other: Other) -> None:
    webhook, text = register_webhook(name="网站", url=URL, events=EVENTS, by=owner, at=NOW)
    ping_webhook(webhook=webhook, at=NOW)
    assert send_due(at=NOW) == 1
    [(url, body, headers)] = other.got
    secret = base64.b64decode(text.removeprefix("whsec_"))
    seconds = int(headers["webhook-timestamp"])
    assert url == URL
    assert seconds == int(NOW.timestamp())
    assert headers["webhook-signature"] == signature(secret, headers["webhook-id"], seconds, body)
    assert text.removeprefix("whsec_") not in str(vars(Webhook.objects.get()))


def test_message_comes_again_later_and_later_under_the_same_id(
    webhook: Webhook, other: Other
) -> None:
    ping_webhook(webhook=webhook, at=NOW)
    other.answer, at = Answer(503), NOW
    for wait in WAITS[:3]:
        assert send_due(at=at) == 1
        assert send_due(at=at + wait - dt.timedelta(seconds=1)) == 0
        at += wait
    other.answer = Answer(204)
    assert send_due(at=at) == 1
    [delivery] = webhook.deliveries.all()
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 4, 204)
    assert len({headers["webhook-id"] for _url, _body, headers in other.got}) == 1
    webhook.refresh_from_db()
    assert webhook.failing_since is None
    assert send_due(at=at + WAITS[-1]) == 0


def test_message_is_given_up_after_the_last_wait_and_can_be_sent_again(
    webhook: Webhook, owner: User, other: Other, settings: Settings
) -> None:
    settings.WEBHOOK_PATIENCE_DAYS = 365
    delivery = ping_webhook(webhook=webhook, at=NOW)
    other.answer, at = Answer(0, "timeout"), NOW
    for wait in (*WAITS, dt.timedelta(0)):
        send_due(at=at)
        at += wait
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == (
        "failed",
        len(WAITS) + 1,
        "timeout",
    )
    tell_again(delivery=delivery, by=owner, at=at)
    other.answer = Answer(200)
    assert send_due(at=at) == 1


def test_two_senders_send_once(webhook: Webhook, other: Other) -> None:
    delivery = ping_webhook(webhook=webhook, at=NOW)
    planned = delivery.next_attempt_at
    assert send_one(pk=delivery.pk, planned=planned, at=NOW)
    assert not send_one(pk=delivery.pk, planned=planned, at=NOW)
    assert len(other.got) == 1


def test_killed_sender_leaves_the_message_for_another(
    webhook: Webhook, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    ping_webhook(webhook=webhook, at=NOW)

    def killed(*args: object, **kwargs: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(webhook_sending, "post", killed)
    with pytest.raises(KeyboardInterrupt):
        send_due(at=NOW)
    monkeypatch.setattr(webhook_sending, "post", other)
    assert send_due(at=NOW) == 0
    assert send_due(at=NOW + webhook_sending.LEASE) == 1


@pytest.mark.parametrize(("seconds", "is_on"), [(-1, True), (0, False)])
def test_silent_webhook_is_switched_off_after_days_and_managers_are_told(
    webhook: Webhook, other: Other, settings: Settings, seconds: int, is_on: bool
) -> None:
    other.answer = Answer(500)
    ping_webhook(webhook=webhook, at=NOW)
    send_due(at=NOW)
    end = NOW + dt.timedelta(days=settings.WEBHOOK_PATIENCE_DAYS, seconds=seconds)
    send_due(at=end)
    webhook.refresh_from_db()
    assert webhook.is_active is is_on
    assert Notification.objects.filter(kind="webhook-disabled").exists() is not is_on
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING).exists()
    assert waiting is is_on


def test_unreadable_secret_is_said_and_a_new_one_helps(
    webhook: Webhook, owner: User, other: Other
) -> None:
    Webhook.objects.update(secret=b"nothing")
    ping_webhook(webhook=webhook, at=NOW)
    send_due(at=NOW)
    assert WebhookDelivery.objects.get().error == "secret"
    renew_secret(webhook=webhook, by=owner, at=NOW)
    [secret] = secrets_of(Webhook.objects.get(), at=NOW)
    assert len(secret) == 32


@pytest.mark.parametrize(("later", "signatures"), [(dt.timedelta(hours=23), 2), (OVERLAP, 1)])
def test_former_secret_signs_for_a_day(
    owner: User, other: Other, later: dt.timedelta, signatures: int
) -> None:
    webhook, former = register_webhook(name="网站", url=URL, events=EVENTS, by=owner, at=NOW)
    renewed = renew_secret(webhook=webhook, by=owner, at=NOW)
    ping_webhook(webhook=webhook, at=NOW)
    send_due(at=NOW + later)
    [(_url, body, headers)] = other.got
    keys = [base64.b64decode(each.removeprefix("whsec_")) for each in (renewed, former)]
    message, seconds = headers["webhook-id"], int(headers["webhook-timestamp"])
    expected = [signature(key, message, seconds, body) for key in keys][:signatures]
    assert headers["webhook-signature"].split(" ") == expected


@pytest.mark.parametrize("url", ["http://hooks.example.org/", "https://127.0.0.1/", "nonsense"])
def test_private_or_plain_address_is_not_registered(owner: User, url: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        register_webhook(name="网站", url=url, events=EVENTS, by=owner, at=NOW)
    assert "url" in refusal.value.message_dict
    assert not Webhook.objects.exists()


def test_page_shows_the_secret_this_once(client: Client, owner: User) -> None:
    client.force_login(owner)
    wish = {"name": "网站", "url": URL, "events": EVENTS}
    shown = client.post("/webhooks/", wish).content.decode()
    webhook = Webhook.objects.get()
    [text] = set(re.findall(r"whsec_[\w+/=]+", shown))
    assert [base64.b64decode(text.removeprefix("whsec_"))] == secrets_of(webhook, at=NOW)
    assert "whsec_" not in client.get(f"/webhooks/{webhook.pk}/").content.decode()
    assert AuditEvent.objects.filter(action="webhook.created", actor=owner).exists()


def test_mistake_on_the_page_keeps_what_was_typed(client: Client, owner: User) -> None:
    client.force_login(owner)
    wish = {"name": "网站", "url": "http://10.0.0.1/", "events": EVENTS}
    shown = client.post("/webhooks/", wish).content.decode()
    assert "http://10.0.0.1/" in shown
    assert not Webhook.objects.exists()


def test_trial_message_is_listed_with_what_came_of_it(
    client: Client, webhook: Webhook, owner: User, other: Other
) -> None:
    client.force_login(owner)
    client.post(f"/webhooks/{webhook.pk}/ping/")
    other.answer = Answer(418)
    send_due(at=NOW)
    assert "HTTP 418" in client.get(f"/webhooks/{webhook.pk}/").content.decode()


def test_auditor_looks_on(client: Client, webhook: Webhook) -> None:
    client.force_login(auditor(name="督"))
    page = client.get(f"/webhooks/{webhook.pk}/").content.decode()
    assert URL in page
    assert 'name="url"' not in page
