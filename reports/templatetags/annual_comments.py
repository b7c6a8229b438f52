"""Comments on annual reports in templates."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from reports.selectors.annual_comments import Thread

register = template.Library()


@register.filter
def settled(threads: Iterable[Thread]) -> list[Thread]:
    """The threads that are settled."""
    return [thread for thread in threads if not thread.is_open]
