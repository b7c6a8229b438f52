"""Signing in, sessions, second factor, lockout."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from zeal import zeal_ignore

from accounts.models import AuditEvent, User
from config import settings as portal_settings
from societies.services.people import deactivate, reactivate
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.societies import SocietyFactory, editor, manager

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PROFILE = "/profile/"


def sign_in(client: Client, person: User, password: str = PASSWORD) -> int:
    answer = client.post(LOGIN, {"login": person.username, "password": password})
    return answer.status_code


def is_signed_in(client: Client) -> bool:
    return client.get("/start/").status_code == 302 and "_auth_user_id" in client.session


@pytest.fixture
def as_on_a_server(settings: Settings) -> None:
    settings.DEMO = False


def test_passwords_are_hashed_with_argon2(settings: Settings, client: Client) -> None:
    settings.PASSWORD_HASHERS = portal_settings.PASSWORD_HASHERS
    person = UserFactory()
    assert person.password.startswith("argon2$argon2id$")
    assert sign_in(client, person) == 302


def test_signing_in_leads_to_the_start_and_changes_the_session_key(client: Client) -> None:
    person = UserFactory(username="anna")
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    answer = client.post(LOGIN, {"login": "Anna", "password": PASSWORD})
    assert answer["Location"] == reverse("societies:start")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != session.session_key


def test_a_wrong_password_says_so_and_tells_nothing_else(client: Client) -> None:
    person = UserFactory()
    known = client.post(LOGIN, {"login": person.username, "password": "wrong"})
    unknown = client.post(LOGIN, {"login": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert known.context["form"].non_field_errors()


def test_too_many_failures_lock_the_account_for_a_while(client: Client) -> None:
    person = UserFactory()
    now = datetime(2017, 5, 1, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        for _ in range(5):
            assert sign_in(client, person, "wrong") == 200
        answer = client.post(LOGIN, {"login": person.username, "password": PASSWORD})
        assert answer.status_code in {200, 429}
        assert "_auth_user_id" not in client.session
        assert sign_in(client, UserFactory()) == 302, "others are not locked out"
    client.logout()
    with time_machine.travel(now + timedelta(minutes=6), tick=False):
        assert sign_in(client, person) == 302


def test_one_address_trying_many_accounts_gets_429(client: Client) -> None:
    with time_machine.travel(datetime(2017, 5, 1, tzinfo=UTC), tick=False):
        statuses = {
            client.post(LOGIN, {"login": f"p{number}", "password": "x"}).status_code
            for number in range(70)
        }
    assert 429 in statuses


def test_nobody_signs_up(client: Client) -> None:
    client.post(
        "/accounts/signup/", {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.exists()


def test_a_closed_account_cannot_sign_in_and_its_sessions_end(client: Client) -> None:
    person = editor(SocietyFactory())
    assert sign_in(client, person) == 302
    assert is_signed_in(client)
    chief = manager()
    deactivate(person=person, reason="离职", by=chief)
    assert client.get(PROFILE)["Location"].startswith(LOGIN)
    assert (
        Client()
        .post(LOGIN, {"login": person.username, "password": PASSWORD})
        .wsgi_request.user.is_anonymous
    )
    reactivate(person=person, by=chief)
    with zeal_ignore():
        assert client.get(PROFILE)["Location"].startswith(LOGIN), "an old session stays dead"


def test_a_changed_password_ends_other_sessions(client: Client) -> None:
    person = UserFactory()
    sign_in(client, person)
    person.set_password("another long secret")
    person.save()
    with zeal_ignore():
        assert client.get(PROFILE)["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    ("gaps", "ends"),
    [([59] * 3, False), ([61], True), ([50] * 14, False), ([50] * 15, True)],
    ids=["busy", "idle", "11 h 40", "12 h 30"],
)
def test_sessions_end_when_idle_and_after_half_a_day(
    client: Client, gaps: list[int], ends: bool
) -> None:
    person = UserFactory()
    now = datetime(2017, 5, 1, tzinfo=UTC)
    with time_machine.travel(now, tick=False) as clock:
        sign_in(client, person)
        for gap in gaps:
            client.get("/start/")
            clock.shift(timedelta(minutes=gap))
        assert (client.get("/start/")["Location"].startswith(LOGIN)) is ends


@pytest.mark.usefixtures("as_on_a_server")
def test_a_manager_without_second_factor_is_led_to_setting_it_up(client: Client) -> None:
    person = manager()
    User.objects.filter(pk=person.pk).update(requires_second_factor=True)
    sign_in(client, person)
    setup = reverse("mfa_activate_totp")
    for path in (PROFILE, "/people/", "/", "/start/", "/accounts/email/", "/societies/"):
        answer = client.get(path)
        assert (path, answer.status_code, answer["Location"]) == (path, 302, setup)
    assert client.post("/people/new/")["Location"] == setup
    assert client.get(setup).status_code in {200, 302}
    assert client.get(reverse("account_change_password")).status_code == 200


@pytest.mark.usefixtures("as_on_a_server")
def test_an_unconfirmed_address_does_not_stand_in_the_way_of_a_second_factor(
    client: Client,
) -> None:
    person = manager(email="chief@example.org")
    User.objects.filter(pk=person.pk).update(requires_second_factor=True)
    sign_in(client, person)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.usefixtures("as_on_a_server")
def test_a_second_factor_opens_the_portal_and_is_asked_for(client: Client) -> None:
    person = manager()
    User.objects.filter(pk=person.pk).update(requires_second_factor=True)
    TOTP.activate(person, generate_totp_secret())
    answer = client.post(LOGIN, {"login": person.username, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.force_login(person)
    assert client.get(PROFILE).status_code == 200


def test_the_demo_waives_the_second_factor(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    person = manager()
    User.objects.filter(pk=person.pk).update(requires_second_factor=True)
    sign_in(client, person)
    assert client.get(PROFILE).status_code == 200


@pytest.mark.usefixtures("as_on_a_server")
def test_an_editor_needs_no_second_factor(client: Client) -> None:
    client.force_login(editor(SocietyFactory()))
    assert client.get(PROFILE).status_code == 200


def test_pages_of_signed_in_people_are_kept_nowhere(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(PROFILE)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_audit_origin_trusts_only_our_proxies(
    client: Client, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PROXY_COUNT = proxies
    client.force_login(UserFactory())
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    client.post(PROFILE, {"name": "新名", "email": ""}, headers=headers)
    client.post(
        PROFILE, {"name": "新名", "current_password": PASSWORD, "email": ""}, headers=headers
    )
    assert AuditEvent.objects.get(action="person.changed").origin == expected


@pytest.mark.parametrize(("minutes", "is_asked"), [(4, False), (6, True)])
def test_second_factor_is_set_up_without_the_password_just_after_signing_in(
    client: Client, minutes: int, is_asked: bool
) -> None:
    person = UserFactory()
    sign_in(client, person)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
        answer = client.get(reverse("mfa_activate_totp"))
    assert (answer.status_code == 302) == is_asked


@pytest.mark.parametrize(("address", "mails"), [("known@example.org", 1), ("no@example.org", 0)])
def test_password_reset_writes_to_known_addresses_only(
    client: Client, mailoutbox: list[EmailMessage], address: str, mails: int
) -> None:
    UserFactory(email="known@example.org")
    answer = client.post(reverse("account_reset_password"), {"email": address})
    assert answer["Location"] == reverse("account_reset_password_done"), "no word on who is here"
    assert len(mailoutbox) == mails
