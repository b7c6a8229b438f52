"""Checks of the registers in words, for templates."""

from __future__ import annotations

from django import template

from accounts.templatetags.portal import local_filter
from reforms.checks import words
from reforms.models import Task

register = template.Library()


@register.filter
def check_title(check: str) -> str:
    """Return the name of a check."""
    return words.title(check)


@register.filter
def check_source(check: str, task: Task) -> str:
    """Return the item of the workplan, and what else the check rests on."""
    return words.source(check, local_filter(task, "citation"))
