"""Plans as the tests fill them in and look at them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reforms.plan_content import CommitmentContent, PlanContent, flat

WHOLE = CommitmentContent(
    "会议数", "次", Decimal(3), Decimal(5), False, dt.date(2017, 11, 1), "逐项落实", "张三"
)


COMPLETE = PlanContent(lead_person="陈", commitments=dict.fromkeys(range(4, 9), WHOLE))
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)


def signed_in(user: User) -> Client:
    """A browser of that person, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"reforms:plan-{name}", kwargs={"year": 2017, "code": "A-01"} | kwargs)


def typed(content: PlanContent = COMPLETE, *, lock: int = 0, action: str = "") -> dict[str, str]:
    """What the page sends for a content."""
    base = json.dumps(flat(PlanContent()))
    return flat(content) | {"lock_version": str(lock), "base": base, "action": action}


def told(response: Any) -> list[str]:
    """The messages that the next page will show."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def queries(client: Client, path: str) -> int:
    """How many queries a page takes, once the session has begun."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)
