"""The month as the tests fill it in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from reforms.models import ProgressEntry

MAY = dt.date(2017, 5, 1)
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)
PAGE = "/months/A-01/2017-05/"
MOST_QUERIES = 15


def typed(number: int, version: int = 0, seen: str = "-", **values: Any) -> dict[str, Any]:
    """The fields of a task as the page posts them."""
    fields = {"version": version, "seen": seen, "narrative": "", **values}
    return {f"t{number}-{name}": value for name, value in fields.items()}


def save_one(client: Client, number: int = 1, **values: Any) -> Any:
    """Post one task as the page does when its field is left."""
    return client.post(f"{PAGE}tasks/{number}/", typed(number, **values))


def percents() -> dict[int, int | None]:
    """The percents in the database by task number."""
    return dict(ProgressEntry.objects.values_list("task__number", "percent"))


def fill(client: Client) -> None:
    """Fill in both tasks."""
    save_one(client, 1, percent="30", narrative="done")
    save_one(client, 2, percent="40", narrative="done")
