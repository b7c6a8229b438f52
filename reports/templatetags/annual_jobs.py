"""Why a report could not be rendered, in the words of the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from reports.pdf.failures import words_of

register = template.Library()


@register.filter
def failure_word(failure: Mapping[str, Any]) -> str:
    """Say the reason of a failure as a job keeps it."""
    return words_of(failure.get("reason", ""), failure["error"])
