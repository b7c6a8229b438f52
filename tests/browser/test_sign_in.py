"""Sign-in, language and the end of a session, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sign_in_page_speaks_chinese_then_english(portal: Portal) -> None:
    page = portal.open("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("Sign in")


def test_person_signs_in_and_out(portal: Portal) -> None:
    UserFactory(username="editor")
    page = portal.sign_in_by_hand("editor")
    portal.open("/accounts/logout/")
    page.click("main button[type=submit]")
    portal.open("/accounts/email/")
    assert "/accounts/login/" in page.url


def test_wrong_password_keeps_the_name_typed(portal: Portal) -> None:
    page = portal.open("/accounts/login/")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong")
    page.click("main button[type=submit]")
    expect(page.locator("input[name=login]")).to_have_value("nobody")
    expect(page.locator("[role=alert], .errorlist, .invalid-feedback").first).to_be_visible()
