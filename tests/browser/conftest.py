"""A portal to browse: a live server, a page that remembers what the browser complained of."""

import os
from collections.abc import Iterator
from unittest import mock

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories.accounts import PASSWORD

# Playwright keeps an event loop in this thread; the tests themselves are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """Empty the tables after a test and no more: what else belongs to them stays as it is."""
    with mock.patch.object(flush, "emit_post_migrate_signal"):
        yield


@pytest.fixture(scope="session", autouse=True)
def patient() -> None:
    """Wait on a busy machine for what is expected."""
    expect.set_options(timeout=30_000)


class Portal:
    """The portal as a person meets it in the browser."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Go to an address of the portal."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def sign_in(self, username: str) -> None:
        """Be signed in from the next page on."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}]
        )

    def sign_in_by_hand(self, username: str) -> Page:
        """Sign in with the password that all test people have."""
        page = self.open("/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page


@pytest.fixture
def portal(page: Page, live_server: LiveServer) -> Iterator[Portal]:
    """Open the portal; whatever the browser complained of (policy, scripts) fails the test."""
    page.set_default_timeout(30_000)
    portal = Portal(page, live_server.url)
    yield portal
    assert portal.complaints == []
