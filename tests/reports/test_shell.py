"""The shell of the pages: menus by role, sign-in pages, error pages, and what no page may hold."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from reports import context
from reports.context import Shell, menu_of, navigation
from societies.enums import Role
from societies.selectors import Roles, SocietyRef
from tests.factories.accounts import PASSWORD, NotificationFactory, UserFactory
from tests.factories.societies import SocietyFactory, editor, manager, person

OURS = SocietyRef(1, "A-01", "中国数学会", "Chinese Mathematical Society")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(\ssrc=|type=\"application/(ld\+)?json))"
)


def names(roles: Roles) -> list[str]:
    return [item.name for item in menu_of(roles)]


def shell_of(user: User) -> Shell:
    request = RequestFactory().get("/")
    request.user = user
    return Shell(request)


def test_menu_of_a_society_is_its_own_work() -> None:
    assert names(Roles(societies=(OURS,))) == [item.name for item in context.SOCIETY]


def test_menu_of_an_auditor_has_no_reviews() -> None:
    menu = names(Roles(is_auditor=True))
    assert "accounts:audit-list" in menu
    assert "reforms:review-queue" not in menu


def test_menu_of_a_reviewer_has_reviews_and_no_audit_log() -> None:
    menu = names(Roles(is_reviewer=True))
    assert "reforms:review-queue" in menu
    assert "accounts:audit-list" not in menu


def test_menu_of_a_manager_has_no_word_twice() -> None:
    menu = names(Roles(is_manager=True, is_reviewer=True, is_auditor=True))
    assert len(menu) == len(set(menu)) == 13


@pytest.mark.django_db
def test_what_is_looked_at_now_and_then_stands_in_the_own_menu() -> None:
    request = RequestFactory().get("/")
    request.user = manager()
    shell = Shell(request)
    assert [link.url for link in shell.office_links] == ["/notices/all/", "/people/", "/audit/"]
    assert len(shell.links) == 10
    request.user = editor(SocietyFactory())
    assert Shell(request).office_links == ()


def test_menu_without_roles_is_the_public_one() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shell = Shell(request)
    assert shell.links == shell.public_links
    assert shell.unread == 0


@pytest.mark.parametrize("item", [*context.PUBLIC, *menu_of(Roles(True, True, True, (OURS,)))])
def test_menu_leads_to_a_page(item: context.MenuItem) -> None:
    kwargs = {"code": "A-01"} if item.takes_society else None
    assert reverse(item.name, kwargs=kwargs).startswith("/")


@pytest.mark.django_db
def test_shell_names_society_role_and_unread() -> None:
    user = editor(SocietyFactory(code="A-01", name_zh="中国数学会"))
    NotificationFactory(recipient=user)
    shell = shell_of(user)
    assert shell.society is not None
    assert shell.society.code == "A-01"
    assert len(shell.role_words) == 1
    assert shell.unread == 1
    assert shell.home_url == reverse("reforms:desk")


@pytest.mark.django_db
def test_shell_names_the_role_that_decides_most_first() -> None:
    user = manager()
    person_roles = shell_of(user).role_words
    assert person_roles == [str(Role.MANAGER.label)]
    assert shell_of(user).home_url == reverse("reports:dashboard")


@pytest.mark.django_db
def test_shell_asks_for_nothing_until_it_is_used(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = person(Role.AUDITOR)
    request = RequestFactory().get("/")
    request.user = user
    with django_assert_num_queries(0):
        navigation(request)
        assert navigation(request)["shell"].public_links


def test_language_switch_leads_to_the_other_language() -> None:
    request = RequestFactory().get("/")
    assert Shell(request).other_language == "en"
    with translation.override("en"):
        assert Shell(request).other_language == "zh-hans"


@pytest.mark.django_db
def test_language_switch_keeps_the_page_and_needs_no_token() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        reverse("set_language"), {"language": "en", "next": "/accounts/login/?x=1"}
    )
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?x=1"
    assert 'lang="en"' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_sign_in_pages_open_for_everybody(client: Client, name: str, language: str) -> None:
    page = client.get(reverse(name), headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert not INLINE.search(page.content.decode())


@pytest.mark.django_db
def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_name(client: Client) -> None:
    user = UserFactory()
    page = client.post(reverse("account_login"), {"login": user.username, "password": "wrong"})
    text = page.content.decode()
    assert 'role="alert"' in text
    assert f'value="{user.username}"' in text
    assert "wrong" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "hints"), [(True, 1), (False, 0)])
def test_sign_in_mentions_demo_accounts_in_the_demo_only(
    client: Client, settings: Settings, is_demo: bool, hints: int
) -> None:
    settings.DEMO = is_demo
    with translation.override("en"):
        text = client.get(reverse("account_login"), headers={"accept-language": "en"}).content
    assert text.decode().count("This is a demonstration") == hints


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "mfa_index"])
def test_account_pages_open_for_their_person(client: Client, name: str) -> None:
    client.force_login(UserFactory())
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert not INLINE.search(page.content.decode())


def digits(secret: str) -> str:
    """What an authenticator app shows for the key now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture
def second_factor_page(client: Client) -> Any:
    """The page that sets up a second factor, opened by somebody who just gave the password."""
    client.force_login(UserFactory())
    set_up = reverse("mfa_activate_totp")
    return client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": set_up}, follow=True
    )


@pytest.mark.django_db
def test_second_factor_page_shows_a_code_and_its_key(second_factor_page: Any) -> None:
    text = second_factor_page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in text
    assert second_factor_page.context["form"].secret in text
    assert not INLINE.search(text)


@pytest.mark.django_db
def test_second_factor_refuses_wrong_digits_and_shows_the_page_again(
    client: Client, second_factor_page: Any
) -> None:
    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert 'role="alert"' in page.content.decode()


@pytest.mark.django_db
def test_second_factor_gives_recovery_codes_and_is_asked_for_at_sign_in(
    client: Client, second_factor_page: Any
) -> None:
    secret = second_factor_page.context["form"].secret
    user = second_factor_page.context["user"]
    codes = client.post(reverse("mfa_activate_totp"), {"code": digits(secret)}, follow=True)
    for code in codes.context["unused_codes"]:
        assert f"<li>{code}</li>" in codes.content.decode()
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert not INLINE.search(client.get(reverse(name)).content.decode())
    client.logout()
    credentials = {"login": user.username, "password": PASSWORD}
    page = client.post(reverse("account_login"), credentials, follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert not INLINE.search(page.content.decode())
    page = client.post(reverse("mfa_authenticate"), {"code": codes.context["unused_codes"][0]})
    assert page.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_too_many_attempts_have_a_page(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    data = {"login": "nobody", "password": "wrong"}
    first, second = (client.post(reverse("account_login"), data) for _ in range(2))
    assert first.status_code == 200
    assert second.status_code == 429
    assert '<p class="error-code">429</p>' in second.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "409", "413", "429"])
@pytest.mark.parametrize("make_user", [AnonymousUser, UserFactory])
def test_error_pages_say_what_happened(code: str, make_user: Callable[[], User]) -> None:
    request = RequestFactory().get("/")
    request.user = make_user()
    html = render_to_string(f"{code}.html", {}, request)
    assert f'<p class="error-code">{code[:3]}</p>' in html
    assert not INLINE.search(html)


@pytest.mark.parametrize("code", ["400", "500", "503"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_last_resort_pages_need_no_database_and_no_request(code: str, language: str) -> None:
    assert not connections["default"].in_atomic_block
    with translation.override(language):
        html = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in html
    assert not INLINE.search(html)


@pytest.mark.django_db
def test_missing_page_answers_404_with_our_page(client: Client) -> None:
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert 'class="error-page"' in page.content.decode()


@pytest.mark.django_db
def test_form_from_an_old_page_answers_403_with_advice() -> None:
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert page.status_code == 403
    assert "<ol>" in page.content.decode()


TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_code_or_style(path: Path) -> None:
    if path.parent.name == "matrix_paper":
        pytest.skip("a layout whose measures are reckoned, rendered to PDF and by no browser")
    found = INLINE.search(path.read_text("utf-8"))
    assert found is None, found
