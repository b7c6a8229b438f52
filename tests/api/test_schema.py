"""The API answers as its own description says, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import settings
from pytest_django import Settings
from schemathesis.config import (
    ChecksConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)

from config.wsgi import application
from reports.api.portal import api
from tests.api.keys import MANAGERS, bearer, key
from tests.factories.societies import manager
from tests.reports.world import World

pytestmark = pytest.mark.usefixtures("world", "unlimited", "one_connection")
#: Cases for each address, besides those on the edges of what may be said; the same every time.
EXAMPLES = 8
ANSWERS = ["2xx", "401", "404", "422"]  # a month may have no issue, a cursor be none


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection open from request to request, as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(settings: Settings) -> None:
    settings.API_RATES = {"address": 100_000, "token": 100_000}


@pytest.fixture(autouse=True)
def managers_token(world: World) -> None:
    key(manager(name="管"), days=30, text=MANAGERS)


def described() -> Any:
    """The description that the API gives of itself."""
    checks = ChecksConfig(
        positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ANSWERS)
    )
    projects = ProjectsConfig(default=ProjectConfig(checks=checks))
    config = SchemathesisConfig(seed=1, projects=projects)
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=config)
    schema.app = application
    return schema


@described().exclude(tag="inner").parametrize()  # type: ignore[untyped-decorator]  # made at run time
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
def test_public_answers_are_as_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers={"Accept-Encoding": "identity"})  # it unpacks nothing


@described().include(tag="inner").parametrize()  # type: ignore[untyped-decorator]  # made at run time
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
def test_answers_to_a_token_are_as_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers=bearer(MANAGERS))
