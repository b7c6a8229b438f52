"""Exceptions asked for and decided, as the tests do it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from accounts.models import User
from reforms.models import CheckException, Workplan
from reforms.services.exceptions import decide_exception, request_exception
from societies.models import Society

AT = dt.datetime(2017, 6, 15, 4, tzinfo=dt.UTC)
TODAY = dt.date(2017, 6, 15)
REASON = "The branch is being merged; the council decides in July."
CHECK = "dormant_branches"


def ask(society: Society, workplan: Workplan, by: User, **values: Any) -> CheckException:
    wanted = {"number": 2, "check_name": CHECK, "reason": REASON, **values}
    task = workplan.tasks.get(number=wanted.pop("number"))
    return request_exception(society=society, task=task, by=by, at=AT, **wanted)


def decide(request: CheckException, by: User, **values: Any) -> CheckException:
    wanted = {"is_approved": True, "note": "", **values}
    return decide_exception(exception=request, by=by, at=AT, **wanted)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["language"] = "en"
    return client
