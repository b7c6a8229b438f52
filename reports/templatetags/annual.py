"""How an annual report writes what the portal knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import get_language

from accounts.badges import BADGES
from accounts.templatetags.portal import NO_DATA, as_fraction, month_label, percent
from reforms.months import BEIJING
from reports.annual.parts import Kind, Words
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


@register.filter
def said(words: Words | dict[str, str] | str | None) -> str:
    """Return the text in the language of the page, or in Chinese where there is no other."""
    if words is None or isinstance(words, str):
        return words or ""
    zh, en = (words.zh, words.en) if isinstance(words, Words) else (words["zh"], words["en"])
    return zh if (get_language() or "zh").startswith("zh") else en or zh


@register.filter
def written(value: Words | dict[str, str] | str | None, kind: str) -> str:
    """Write a value of a part as its kind asks; nothing known is a dash."""
    if not isinstance(value, str):
        return said(value) or NO_DATA
    match Kind(kind):
        case Kind.NUMBER:
            return _grouped(value)
        case Kind.MONEY:
            return _grouped(_cents(value))
        case Kind.PERCENT:
            return percent(value).replace("-", "−")
        case Kind.MONTH if value:
            return month_label(value)
    return value or NO_DATA


def _cents(value: str) -> str:
    """An amount with two decimals, rounded half away from zero."""
    exact = as_fraction(value)
    if exact is None:
        return ""
    cents = (abs(exact) * 200 + 1) // 2
    sign = "-" if exact < 0 and cents else ""
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def _grouped(value: str) -> str:
    """Set commas between thousands; the minus is the sign of print."""
    if not value:
        return NO_DATA
    sign, digits = ("−", value[1:]) if value.startswith("-") else ("", value)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"
