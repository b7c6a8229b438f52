"""A reviewer, and reports of a society that await the review."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from reforms.models import MonthlyReport, Workplan
from societies.models import Society
from tests.factories.reforms import report_of
from tests.factories.societies import reviewer
from tests.reforms.review.scene import submitted


@pytest.fixture
def by(society: Society) -> User:
    """The reviewer of the society."""
    return reviewer(society, name="李四")


@pytest.fixture
def steady(society: Society, workplan: Workplan) -> MonthlyReport:
    """May claims 40 on task 1 and 30 on task 2; April was accepted with 20 and 30."""
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    return submitted(society, workplan, {1: 40, 2: 30})


@pytest.fixture
def browser(by: User, client: Client) -> Client:
    """The reviewer, signed in."""
    client.force_login(by)
    return client


@pytest.fixture
def report(society: Society, workplan: Workplan) -> MonthlyReport:
    """May claims 40 on task 1 and falls to 20 on task 2; April was accepted with 20 and 30."""
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    return submitted(society, workplan, {1: 40, 2: 20})
