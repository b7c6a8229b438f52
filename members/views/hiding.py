"""Leaving out of histories and previews what only a society's own people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.models import AuditEvent
from members.resources import PERSONAL
from members.selectors.imports import ValueChange

_DOTS = "••••"


def hide_changes(changes: Iterable[ValueChange]) -> list[ValueChange]:
    """Tell that personal values changed, not what they are."""
    return [
        replace(change, old=change.old and _DOTS, new=change.new and _DOTS)
        if change.name in PERSONAL
        else change
        for change in changes
    ]


def hide_values(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """Leave of personal values in events only whether there was one; nothing is saved."""
    shown = list(events)
    for event in shown:
        event.before, event.after = _bare(event.before), _bare(event.after)
    return shown


def _bare(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: bool(value) if name in PERSONAL else value for name, value in values.items()}
