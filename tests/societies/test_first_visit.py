"""The first visit of an empty portal."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from societies.selectors import roles_of
from societies.services.people import AlreadySetUp, create_first_manager
from tests.factories.accounts import UserFactory
from tests.factories.societies import SocietyFactory, editor, manager

pytestmark = pytest.mark.django_db
SETUP = "/setup/"
PASSWORD = "a brand new secret"
FORM = {
    "username": "Chief",
    "name": "王处长",
    "email": "chief@example.org",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


@pytest.fixture(autouse=True)
def first_visit(settings: Settings) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:1],
        "societies.middleware.FirstManagerMiddleware",
        *settings.MIDDLEWARE[1:],
    ]


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/people/", "/no/such/page/"])
def test_every_page_of_an_empty_portal_leads_to_the_setup(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == SETUP


def test_health_is_not_led_away(client: Client) -> None:
    assert client.get("/healthz").headers["Content-Type"] == "application/json"


def test_the_first_manager_is_made_and_signed_in(client: Client) -> None:
    assert client.get(SETUP).status_code == 200
    assert client.post(SETUP, FORM)["Location"] == "/start/"
    person = User.objects.get()
    assert (person.username, person.requires_second_factor) == ("chief", True)
    assert person.check_password(PASSWORD)
    assert roles_of(person).is_manager
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_first_manager_sets_up_the_second_factor_without_a_second_password(
    client: Client,
) -> None:
    client.post(SETUP, FORM)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": ""}, "username"),
        ({"name": ""}, "name"),
        ({"password": "1234567890", "password_again": "1234567890"}, "password"),
        ({"password_again": "something else"}, "password_again"),
        ({"email": "x"}, "email"),
    ],
)
def test_a_wrong_form_makes_nobody(client: Client, wrong: dict[str, str], field: str) -> None:
    answer = client.post(SETUP, {**FORM, **wrong})
    assert answer.context["form"].errors.keys() == {field}
    assert not User.objects.exists()


def test_the_page_is_gone_as_soon_as_anybody_has_an_account(client: Client) -> None:
    assert client.get(SETUP).status_code == 200
    UserFactory()
    assert client.get(SETUP).status_code == 404
    assert client.post(SETUP, FORM).status_code == 404
    assert User.objects.count() == 1
    assert client.get("/accounts/login/").status_code == 200


def test_of_two_at_once_one_wins() -> None:
    on = date(2017, 5, 1)
    create_first_manager(username="a", name="a", email="", password=PASSWORD, on=on)
    with pytest.raises(AlreadySetUp):
        create_first_manager(username="b", name="b", email="", password=PASSWORD, on=on)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "where"), [("manager", "/dashboard/"), ("editor", "/desk/"), ("nobody", "/")]
)
def test_signing_in_leads_to_ones_own_work(client: Client, who: str, where: str) -> None:
    person = {
        "manager": manager,
        "editor": lambda: editor(SocietyFactory()),
        "nobody": UserFactory,
    }[who]()
    client.force_login(person)
    assert client.get("/start/")["Location"] == where
