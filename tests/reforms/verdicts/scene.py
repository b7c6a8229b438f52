"""Declarations that decide checks, and what the checks say of them."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

from django.core.management import call_command

from members.models import DeclaredCount
from reforms.models import RegistryCheck, Workplan
from societies.models import Society


def declare(society: Society, on: dt.date, individual: int) -> None:
    DeclaredCount.objects.update_or_create(
        society=society, as_of=on, defaults={"individual": individual}
    )


def verdicts(society: Society, workplan: Workplan) -> dict[str, str]:
    rows = RegistryCheck.objects.filter(society=society, task__workplan=workplan)
    return dict(rows.values_list("check_name", "verdict"))


def run(*args: str) -> Any:
    out = StringIO()
    call_command("registry_checks", *args, stdout=out)
    return out.getvalue()


AT = dt.datetime(2017, 6, 15, 4, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
LAST = dt.date(2016, 12, 31)
