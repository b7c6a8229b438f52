"""Tokens are made by their owners, shown once, and end."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, AuditEvent, User
from accounts.services.tokens import MOST_TOKENS, create_token, digest_of
from tests.factories.accounts import UserFactory
from tests.factories.societies import manager

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def owner() -> User:
    found: User = manager(name="管")
    found.set_password(PASSWORD)
    found.save()
    return found


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def wish(**changes: object) -> dict[str, object]:
    return {
        "name": "网站",
        "scopes": ["months"],
        "days": "30",
        "current_password": PASSWORD,
        **changes,
    }


def test_new_token_is_shown_this_once(desk: Client, owner: User) -> None:
    shown = desk.post("/profile/tokens/", wish()).content.decode()
    [token] = ApiToken.objects.all()
    [text] = set(re.findall(r"rpt_[\w-]{43}", shown))
    assert (token.owner, token.digest, token.scopes) == (owner, digest_of(text), ["months"])
    assert text not in desk.get("/profile/tokens/").content.decode()
    event = AuditEvent.objects.get(action="token.created")
    assert text not in str(event.after)
    assert event.actor == owner


@pytest.mark.parametrize(
    "changes",
    [
        {"current_password": "another"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "366"},
        {"name": ""},
    ],
)
def test_token_is_not_made_without_all_that_it_needs(
    desk: Client, changes: dict[str, object]
) -> None:
    response = desk.post("/profile/tokens/", wish(**changes))
    assert response.status_code == 200
    assert not ApiToken.objects.exists()


def test_roles_decide_what_a_token_may_read(owner: User) -> None:
    with pytest.raises(ValidationError):
        create_token(owner=UserFactory(), name="x", scopes=["reports"], days=1, at=timezone.now())


@pytest.mark.parametrize(("days", "is_made"), [(0, False), (1, True), (365, True), (366, False)])
def test_token_lives_a_year_at_most(owner: User, days: int, is_made: bool) -> None:
    try:
        create_token(owner=owner, name="x", scopes=["months"], days=days, at=timezone.now())
    except ValidationError:
        assert not is_made
    assert ApiToken.objects.exists() == is_made


def test_one_person_has_so_many_tokens_and_no_more(desk: Client, owner: User) -> None:
    for number in range(MOST_TOKENS):
        create_token(owner=owner, name=str(number), scopes=["months"], days=1, at=timezone.now())
    desk.post("/profile/tokens/", wish())
    assert ApiToken.objects.count() == MOST_TOKENS


def test_owner_revokes_a_token_for_good(desk: Client, owner: User) -> None:
    token, _text = create_token(owner=owner, name="x", scopes=["months"], days=1, at=timezone.now())
    desk.post(f"/profile/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1


def test_nobody_revokes_anothers_token(client: Client, owner: User) -> None:
    token, _text = create_token(owner=owner, name="x", scopes=["months"], days=1, at=timezone.now())
    client.force_login(manager(name="另"))
    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
