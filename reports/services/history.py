"""Taking history out of the portal leaves a trace in it."""

from __future__ import annotations

from accounts.models import User
from accounts.services import audit
from societies.models import Society


def record_history_export(*, society: Society | None, filters: str, rows: int, by: User) -> None:
    """Note who took events out as a file, of which society, how many, and by which filters."""
    audit.record(
        action="trail.exported",
        subject=society or by,
        actor=by,
        scope=society.code if society else "",
        after={"filters": filters, "rows": rows},
    )
