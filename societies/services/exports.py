"""Handing out personal data leaves a trace."""

from __future__ import annotations

from accounts.models import User
from accounts.services import audit
from societies.models import Society
from societies.registers import Register


def record_people_export(*, filters: str, by: User) -> None:
    """Note who took the list of accounts out as a file, and which filters applied."""
    audit.record(action="people.exported", subject=by, actor=by, after={"filters": filters})


def record_export(*, register: Register, society: Society | None, filters: str, by: User) -> None:
    """Note who took personal records out as a file, of which society, and which filters applied."""
    audit.record(
        action="register.exported",
        subject=society or by,
        actor=by,
        scope=society.code if society else "",
        after={"register": register.kind, "filters": filters},
    )
