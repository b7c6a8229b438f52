"""What pages ask of the database, with what row-level security adds to it."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from societies.row_security import ScopeFollower
from tests.access.days import NOW
from tests.access.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="nothing is added elsewhere"),
]


@pytest.mark.parametrize("role", ["editor", "manager"])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("reforms:report-check", {"code": "A-01", "month": "2017-05"}),
        ("reforms:report-detail", {"code": "A-01", "month": "2017-05"}),
        ("reports:society-year", {"code": "A-01"}),
        ("societies:register-governance", {"code": "A-01"}),
        ("members:member-detail", {"code": "A-01", "pk": "@member"}),
    ],
)
def test_fullest_pages_stay_within_fifteen_statements(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str, name: str, values: dict[str, Any]
) -> None:
    told: list[Any] = []
    tell = ScopeFollower._tell

    def counted(self: ScopeFollower, *args: Any) -> None:
        told.append(args)
        tell(self, *args)

    keys = {k: world.keys[v[1:]] if str(v).startswith("@") else v for k, v in values.items()}
    client, address = world.client(role), reverse(name, kwargs=keys)
    with time_machine.travel(NOW, tick=False):
        client.get(address)  # the next one begins as a server's requests do: with no reach
        monkeypatch.setattr(ScopeFollower, "_tell", counted)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
    assert response.status_code == 200
    assert told, "the scope was never told"
    # One is told when the page has been sent.
    assert len(queries) + len(told) - 1 <= 15
