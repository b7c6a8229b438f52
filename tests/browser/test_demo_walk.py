"""A walk through the demo: every kind of page, by every role, in both languages, wide and narrow.

The demo is told once for the walks of a process. Set `SCREENSHOTS` to a directory to look at the
pages afterwards.
"""

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import modify_settings, override_settings
from playwright.sync_api import Browser, Page, StorageState
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from reports.demo.seed import seed
from tests.browser.barriers import accessibility_faults, excess_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

#: The day on which the walk takes place, whatever day it is.
TODAY = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
#: Every tenth society: a page of them has the same parts as one of all.
SOCIETIES = 21
#: How the pages are looked at: language, width and height.
LOOKS = (("zh-hans", 1440, 900), ("en", 390, 844))
#: Role (None: the public) and the pages it walks through.
WALKS: dict[str | None, tuple[str, ...]] = {
    None: (
        "/",
        "/accounts/login/",
        "/issues/",
        "/issues/2017-12/",
        "/public/societies/",
        "/public/societies/A-01/",
        "/public/societies/?q=wlxh",
        "/disciplines/",
        "/disciplines/medicine/",
        "/workplan/2017/",
        "/workplan/2017/tasks/2/",
        "/corrections/",
        "/verify/",
        "/policy/",
        "/data/",
        "/data/api/",
        "/annual-reports/",
    ),
    "society_editor": (
        "/desk/",
        "/months/A-01/2026-11/",
        "/evidence/A-01/",
        "/plans/2026/A-01/",
        "/societies/A-01/",
        "/annual-reports/current/",
        "/notifications/",
        "/profile/",
        "/profile/notifications/",
        "/profile/calendar/",
        "/notices/",
    ),
    "society_approver": ("/desk/", "/months/A-01/2026-11/check/"),
    "cast_reviewer": ("/desk/", "/review/", "/review/A-01/2026-10/", "/plans/", "/slips/"),
    "cast_manager": (
        "/desk/",
        "/dashboard/",
        "/dashboard/compare/",
        "/dashboard/societies/A-01/",
        "/explain/2026-10/mean/",
        "/views/",
        "/matrix/",
        "/notices/all/",
        "/notices/new/",
        "/months/",
        "/months/2026-10/",
        "/workplans/",
        "/workplans/2026/",
        "/workplans/2026/edit/",
        "/societies/",
        "/people/",
        "/audit/",
        "/annual-reports/all/",
        "/annual-reports/2017/A-01/",
    ),
    "auditor": ("/desk/", "/audit/", "/matrix/"),
}


@dataclass
class Walk:
    """One browser page, what it complains of, and where its pictures go."""

    page: Page
    url: str
    name: str
    complaints: list[str]

    def open(self, path: str) -> list[str]:
        """Open a page and return what is wrong with it."""
        self.complaints.clear()
        answer = self.page.goto(f"{self.url}{path}")
        self._picture(path)
        if answer is None or answer.status != 200:
            return [f"answered {answer.status if answer else 'nothing'}"]
        return [*self.complaints, *self._shape(), *accessibility_faults(self.page)]

    def _shape(self) -> list[str]:
        wrong = []
        if self.page.locator("h1").count() != 1:
            wrong.append(f"{self.page.locator('h1').count()} headings of the first level")
        if excess_width(self.page) > 1:
            wrong.append(f"{excess_width(self.page)} px too wide")
        return wrong

    def _picture(self, path: str) -> None:
        if "SCREENSHOTS" not in os.environ:
            return
        name = re.sub(r"\W+", "-", f"{self.name}{path}").strip("-")
        target = Path(os.environ["SCREENSHOTS"]) / f"{name}.png"
        self.page.screenshot(path=str(target), full_page=True)


def signed_in(browser: Browser, url: str, account: dict[str, str]) -> StorageState:
    """Sign in with an account of the demo; return what the browser remembers of it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "login" not in address)
    state = context.storage_state()
    context.close()
    return state


def account_of(role: str) -> dict[str, str]:
    """Return a demo account of a role: of the society A-01 or the discipline that holds it."""
    path = Path(django_settings.DATA_DIR) / "demo-accounts.json"
    accounts = json.loads(path.read_text(encoding="utf-8"))
    fitting = [account for account in accounts if account["role"] == role]
    return next((one for one in fitting if one["society"] in {"A-01", None}), fitting[0])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the demo are."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, files: Path) -> None:
    """Read the files of the demo."""
    settings.MEDIA_ROOT = files


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, files: Path) -> Iterator[str]:
    """Tell the demo as of a fixed day, stay in that day, and serve it; return where."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, MEDIA_ROOT=files),
        modify_settings(ALLOWED_HOSTS={"append": "localhost"}),
        time_machine.travel(TODAY, tick=True),
    ):
        try:
            seed(now=TODAY, limit=SOCIETIES)
            server = LiveServer("localhost")
            yield server.url
            server.stop()
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()  # ours since Playwright's loop runs; the database's end has its own


@pytest.fixture(scope="module")
def states(demo: str, browser: Browser) -> dict[str, StorageState]:
    """What a browser remembers of being signed in, by role; each signs in by hand once."""
    return {role: signed_in(browser, demo, account_of(role)) for role in WALKS if role}


@pytest.mark.parametrize(("language", "width", "height"), LOOKS, ids=("desk", "phone"))
@pytest.mark.parametrize("role", WALKS, ids=str)
def test_every_page_of_the_demo_is_sound(
    demo: str,
    states: dict[str, StorageState],
    browser: Browser,
    subtests: pytest.Subtests,
    role: str | None,
    language: str,
    width: int,
    height: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        timezone_id="Asia/Shanghai",
        storage_state=states[role] if role else None,
    )
    with closing(context):
        page = context.new_page()
        page.set_default_timeout(30_000)
        context.request.post(f"{demo}/i18n/setlang/", form={"language": language})
        walk = listen(page, demo, f"{role or 'public'}-{language}")
        for path in WALKS[role]:
            with subtests.test(page=path, role=role, language=language):
                assert walk.open(path) == []


def listen(page: Page, url: str, name: str) -> Walk:
    """Return a walk that hears what the browser complains of."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return Walk(page, url, name, complaints)
