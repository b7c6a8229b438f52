"""The page on which one makes, renews and revokes the address of one's calendar."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, CalendarFeed
from accounts.services.tokens import digest_of
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
URL = "/profile/calendar/"


@pytest.fixture
def client(client: Client) -> Client:
    """Somebody signed in."""
    client.force_login(UserFactory())
    return client


def made(client: Client) -> str:
    page = client.post(URL, {"current_password": PASSWORD})
    assert "no-store" in page["Cache-Control"]
    found = re.search(r"/calendar/([\w-]{43})\.ics</code>", page.content.decode())
    assert found
    return found[1]


def test_address_is_shown_once_and_kept_as_a_digest(client: Client) -> None:
    secret = made(client)
    feed = CalendarFeed.objects.get()
    assert feed.digest == digest_of(secret)
    assert secret not in client.get(URL).content.decode()
    event = AuditEvent.objects.get(action="calendar.made")
    assert secret not in str(vars(event))
    assert client.get(f"/calendar/{secret}.ics").status_code == 200


def test_wrong_password_makes_nothing(client: Client) -> None:
    page = client.post(URL, {"current_password": "guess"})
    assert page.context["form"].errors["current_password"]
    assert client.post(URL).context["form"].errors["current_password"]
    assert not CalendarFeed.objects.exists()


def test_new_address_replaces_the_former(client: Client) -> None:
    first, second = made(client), made(client)
    assert CalendarFeed.objects.count() == 1
    assert client.get(f"/calendar/{first}.ics").status_code == 404
    assert client.get(f"/calendar/{second}.ics").status_code == 200


def test_revoked_address_can_be_made_anew(client: Client) -> None:
    secret = made(client)
    assert "撤销地址" in client.get(URL).content.decode()
    client.post(reverse("accounts:calendar-revoke"))
    client.post(reverse("accounts:calendar-revoke"))
    assert AuditEvent.objects.filter(action="calendar.revoked").count() == 1
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert "撤销地址" not in client.get(URL).content.decode()
    assert client.get(f"/calendar/{made(client)}.ics").status_code == 200
