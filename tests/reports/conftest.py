"""What several tests of reports start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import Job, User
from reports.models import AnnualReport
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, small_year
from tests.factories.societies import editor, manager
from tests.reports.world import NOW, World, small_world


@pytest.fixture
def after_the_year() -> Iterator[None]:
    with time_machine.travel(AFTER_YEAR, tick=False):
        yield


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Keep jobs from the broker; the list holds those that were queued."""
    jobs: list[Job] = []
    for module in ("annual", "annual_list", "annual_publish"):
        monkeypatch.setattr(f"reports.views.{module}.queue_job", jobs.append)
    return jobs


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Be a CAST manager."""
    client.force_login(manager())
    return client


@pytest.fixture
def year() -> Year:
    return small_year()


@pytest.fixture
def report(year: Year) -> AnnualReport:
    """An annual report that was begun and says nothing yet."""
    return annual_report_of(year, text="")


@pytest.fixture
def person(year: Year) -> User:
    """The editor of its society."""
    return editor(year.society)


@pytest.fixture
def in_june() -> Iterator[None]:
    """Stand on 20 June 2017: May is sealed, June is open."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    """Three societies, two sealed months, one open."""
    return small_world()
