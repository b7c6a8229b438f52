"""Leaving out of previews what only a society's own people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from members.fields import PERSONAL
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
