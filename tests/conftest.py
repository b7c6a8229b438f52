"""What holds for every test: files of its own, an empty cache, no network beyond this machine."""

import gc
import itertools
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django_scopes import scopes_disabled
from pytest_django import Settings

from reports import page_cache

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


#: With one of these a test may ask the database; that it is blocked otherwise every test asks for.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
_numbers = itertools.count()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a database server run what asks the database, and what asks for a server by `skipif`.

    The rest has nothing to do with it, and runs on SQLite.
    """
    if connection.vendor == "sqlite":
        return
    asking = [item for item in items if _asks_a_server(item)]
    if left_out := [item for item in items if not _asks_a_server(item)]:
        config.hook.pytest_deselected(items=left_out)
        items[:] = asking


def _asks_a_server(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    marks = ("django_db", "skipif")
    return any(map(item.get_closest_marker, marks)) or not DATABASE_FIXTURES.isdisjoint(fixtures)


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make only: modules and thousands of tests are none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what a test uploads or renders to the test; most make no directory."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{next(_numbers)}"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Let no test find what another one cached, rate limits and public pages included."""
    cache.clear()
    page_cache.memory.ask_again()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def default_language(settings: Settings) -> Iterator[None]:
    """Begin and end every test in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def unscoped() -> Iterator[None]:
    """Look at all societies, as a command does; requests open their own scope."""
    with scopes_disabled():
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """Read messages in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def one_factor(settings: Settings) -> None:
    """Ask nobody for a second factor, as in the demo."""
    settings.DEMO = True


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to other machines."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise OSError(f"the tests do not talk to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; its sandbox does not work for root."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as most of our people do."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
