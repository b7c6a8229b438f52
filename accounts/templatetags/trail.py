"""How the audit trail and jobs are written on a page."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import template
from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext

from accounts.models import AuditEvent, Job
from accounts.selectors import changed_values
from accounts.templatetags.portal import NO_DATA
from accounts.words import ACTIONS, FIELDS, JOBS, SUBJECTS, VALUES, word

register = template.Library()

#: Shown by its beginning: nobody reads sixty-four signs.
_DIGEST = re.compile(r"[0-9a-f]{64}")


@register.filter
def action_word(event: AuditEvent) -> str:
    """Say what was done."""
    return word(ACTIONS, event.action)


@register.filter
def subject_word(event: AuditEvent) -> str:
    """Say what kind of record it was done to."""
    return word(SUBJECTS, event.subject_type)


@register.filter
def job_word(job: Job | str) -> str:
    """Say what a job does; takes the job or its kind."""
    return word(JOBS, job if isinstance(job, str) else job.kind)


@register.filter
def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Return field, value before and value after in words, for each field of the event."""
    model = _models().get(event.subject_type)
    return [
        (
            _field_word(model, name),
            _value_word(model, name, before),
            _value_word(model, name, after),
        )
        for name, before, after in changed_values(event)
    ]


@cache
def _models() -> dict[str, type[Model]]:
    return {model.__name__.lower(): model for model in apps.get_models()}


def _field(model: type[Model] | None, name: str) -> Any:
    """Return the model's field of that name, or None."""
    return getattr(getattr(model, name, None), "field", None)


def _field_word(model: type[Model] | None, name: str) -> str:
    if name in FIELDS:
        return str(FIELDS[name])
    field = _field(model, name)
    return str(field.verbose_name) if field is not None else name


def _value_word(model: type[Model] | None, name: str, value: Any) -> str:
    words = VALUES.get(name) or dict(getattr(_field(model, name), "flatchoices", None) or ())
    if isinstance(value, list):
        return ", ".join(_value_word(model, name, item) for item in value) or NO_DATA
    if isinstance(value, str) and value in words:
        return str(words[value])
    return plain(value)


def plain(value: Any) -> str:
    """Write a stored value for people."""
    if value is None or value in ("", [], {}):
        return NO_DATA
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(plain(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain(item)}" for key, item in value.items())
    text = str(value)
    return f"{text[:12]}…" if _DIGEST.fullmatch(text) else text
