"""The shell in a real browser: the menu on a phone, unsaved edits, and accessibility."""

import pytest
from playwright.sync_api import Dialog, Request, expect

from tests.browser.barriers import DESK, PHONE, barriers
from tests.browser.conftest import Portal
from tests.factories.accounts import UserFactory
from tests.factories.societies import manager

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_sign_in_pages_are_accessible(portal: Portal, path: str) -> None:
    assert barriers(portal.open(path)) == []


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/password/change/"])
def test_account_pages_are_accessible(portal: Portal, path: str) -> None:
    portal.sign_in_by_hand(UserFactory().username)
    assert barriers(portal.open(path)) == []


def test_menu_opens_and_closes_on_a_phone(portal: Portal) -> None:
    portal.page.set_viewport_size(PHONE)
    page = portal.open("/accounts/login/")
    menu, toggle = page.locator("#topbar-menu"), page.locator(".menu-toggle")
    expect(menu).to_be_hidden()
    toggle.click()
    expect(menu).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_menu_of_a_manager_stands_in_one_line(portal: Portal, language: str) -> None:
    portal.page.set_viewport_size(DESK)
    portal.page.set_extra_http_headers({"Accept-Language": language})
    page = portal.sign_in_by_hand(manager().username)
    tops = page.locator(".topbar nav li").evaluate_all(
        "items => items.map(item => item.getBoundingClientRect().top)"
    )
    assert len(tops) == 10
    assert len(set(tops)) == 1
    page.locator("details[data-menu] summary").click()
    expect(page.locator("details[data-menu] a[href='/people/']")).to_be_visible()


def test_person_menu_closes_on_escape_and_outside(portal: Portal) -> None:
    page = portal.sign_in_by_hand(UserFactory().username)
    page.set_viewport_size(DESK)
    page.goto(f"{portal.url}/accounts/2fa/")
    menu = page.locator("details[data-menu]")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(menu).not_to_have_attribute("open", "")


def test_message_is_dismissed(portal: Portal) -> None:
    portal.sign_in_by_hand(UserFactory().username)
    page = portal.open("/accounts/2fa/")
    note = page.locator(".messages .note")
    expect(note).to_have_count(1)
    note.locator("[data-dismiss]").click()
    expect(note).to_have_count(0)


FORM = """
<form data-unsaved data-once action="/nowhere/">
  <input name="a"><input type="checkbox" name="pick" value="1">
  <input type="checkbox" name="pick" value="2">
  <input type="checkbox" data-select-all="pick" id="all">
  <b data-selected-count="pick">0</b>
  <button data-needs-selected="pick" type="button" id="act">x</button>
</form>
"""


def test_select_all_counts_and_frees_the_button(portal: Portal) -> None:
    page = portal.open("/accounts/login/")
    page.evaluate("html => document.querySelector('main').innerHTML = html", FORM)
    page.locator("#all").check()
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    expect(page.locator("#act")).to_be_enabled()
    page.locator("input[name=pick]").first.uncheck()
    expect(page.locator("[data-selected-count]")).to_have_text("1")
    assert page.locator("#all").evaluate("box => box.indeterminate")


def test_leaving_with_unsaved_edits_asks_first(portal: Portal) -> None:
    page = portal.open("/accounts/login/")
    page.evaluate("html => document.querySelector('main').innerHTML = html", FORM)
    page.locator("input[name=a]").type("x")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{portal.url}/accounts/password/reset/")
    assert asked == ["beforeunload"]


def test_form_is_sent_once_on_a_double_click(portal: Portal) -> None:
    page = portal.open("/accounts/login/")
    sent: list[str] = []

    def count(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", count)
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "nothing")
    page.locator("main button[type=submit]").dblclick()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert len(sent) == 1
