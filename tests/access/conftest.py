"""One world for all the tests of a process, put back after each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker, Settings

from tests.access.days import NOW
from tests.access.world import World, build_world


@pytest.fixture(scope="module")
def world_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the world are."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, world_files: Path) -> None:
    """Read the files of the world."""
    settings.MEDIA_ROOT = world_files


@pytest.fixture(scope="module")
def built_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, world_files: Path
) -> Iterator[World]:
    """Build the world once, in a transaction that never ends well."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
        override_settings(MEDIA_ROOT=world_files),
    ):
        world = build_world()
        cache.clear()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    """Give the world as it was built, whatever an earlier test did to it."""
    return built_world
