"""What tests of the API start from: one small portal for a file of tests, put back after each."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django_scopes import scopes_disabled
from pytest_django import DjangoDbBlocker

from reforms.enums import SlipLevel, SlipRuleCode
from reforms.models import SupervisionSlip
from tests.reports.world import NOW, World, correct_may, small_world


@pytest.fixture
def in_june() -> Iterator[None]:
    """Stand on 20 June 2017: May is sealed, June is open."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Build the world once, with a correction, in a transaction that never ends well."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        scopes_disabled(),
        time_machine.travel(NOW, tick=False),
    ):
        world = small_world()
        correct_may(world)
        SupervisionSlip.objects.create(
            society=world.societies[0],
            workplan=world.workplan,
            rule=SlipRuleCode.BY_HAND,
            level=SlipLevel.BLUE,
            year=2017,
            number=1,
            reason="五月进展未说明原因",
            issued_on=NOW.date(),
            issued_at=NOW,
            acknowledge_due_on=NOW.date(),
            answer_due_on=NOW.date(),
            counted_from=NOW.date(),
        )
        cache.clear()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, in_june: None, db: None) -> World:
    """Give the world as it was built, whatever an earlier test did to it."""
    return built_world
