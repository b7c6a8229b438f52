"""Supervision slips in words, for templates."""

from __future__ import annotations

from typing import Any

from django import template

from reforms.enums import SlipRuleCode
from reforms.models import SlipEvent, SupervisionSlip
from reforms.slips import words

register = template.Library()
_NOTICE = ("rule", "subject", "month", "year", "task")


@register.filter
def slip_title(slip: SupervisionSlip) -> str:
    """Return what the slip is about, in a line."""
    return words.title(slip)


@register.filter
def slip_cause(slip: SupervisionSlip) -> str:
    """Return what stands against the society."""
    return words.cause(slip)


@register.filter
def slip_demand(slip: SupervisionSlip) -> str:
    """Return what CAST asks for."""
    return words.demand(slip)


@register.filter
def slip_ending(slip: SupervisionSlip) -> str:
    """Return why the slip has ended."""
    return words.ending(slip.rule) if slip.is_ended_by_rule else slip.ending_reason


@register.filter
def slip_event_text(event: SlipEvent) -> str:
    """Return what an event of the history says besides its kind."""
    return words.event_text(event)


@register.filter
def slip_rule(code: str) -> str:
    """Return what a rule is called."""
    return str(SlipRuleCode(code).label)


@register.filter
def slip_levels(rule: dict[str, Any]) -> str:
    """Return the thresholds of a rule in a line."""
    return words.levels_line(rule)


@register.simple_tag(takes_context=True)
def notice_slip_title(context: Any) -> str:
    """Return what the slip of a notification is about."""
    return words.notice_title({name: context[name] for name in _NOTICE})
