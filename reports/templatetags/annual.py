"""How an annual report writes what the portal knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from accounts.badges import BADGES
from reforms.months import BEIJING
from societies.enums import Discipline

register = template.Library()

#: Signs beside the word of a state, so that colour is never alone on paper.
_SIGNS = {
    "done": "●",
    "ahead": "▲",
    "on_track": "■",
    "behind": "▼",
    "stalled": "◆",
    "no_data": "○",
    # verdicts of the registers
    "met": "●",
    "not_met": "×",
    "justified": "◎",
    "shown": "□",
    "not_applicable": "–",
}


@register.filter
def discipline_word(value: str) -> str:
    """Return the name of a discipline group."""
    return str(Discipline(value).label)


@register.filter
def beijing_time(value: str) -> str:
    """Write an ISO moment as day and minute in Beijing."""
    return f"{dt.datetime.fromisoformat(value).astimezone(BEIJING):%Y-%m-%d %H:%M}"


@register.filter
def state_sign(state: str) -> str:
    """Return the sign of a task's state."""
    return _SIGNS[state]


@register.filter
def punctuality(report: dict[str, Any]) -> str:
    """Say when a month's report came: on time, late, accepted (time unknown) or not at all."""
    if report["late"] is not None:
        return str(BADGES["late" if report["late"] else "on_time"].word)
    if report["state"] in ("accepted", "submitted"):
        return str(BADGES[report["state"]].word)
    return str(BADGES["not_submitted"].word)
