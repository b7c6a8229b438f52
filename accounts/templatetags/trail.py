"""How the audit trail and jobs are written on a page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import template
from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.badges import BADGES
from accounts.models import AuditEvent, Job
from accounts.selectors import changed_values
from accounts.templatetags.portal import NO_DATA, month_label
from accounts.words import (
    ACTIONS,
    FAILURES,
    FIELDS,
    FROM_FILES,
    HIDDEN,
    JOBS,
    PARTS,
    SUBJECTS,
    VALUES,
    word,
)

register = template.Library()

#: Shown by its beginning: nobody reads sixty-four signs.
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: A field of one of several records of a kind.
_PART = re.compile(r"([a-z]+)-(\d+)-(\w+)\Z")
#: What a picture or font is written as within a document: nobody reads that.
_DATA = re.compile(r"\bdata:\S*")
#: A moment as JSON keeps it.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


@register.filter
def action_word(event: AuditEvent) -> str:
    """Say what was done."""
    return word(ACTIONS, event.action)


@register.filter
def reason_word(event: AuditEvent) -> str:
    """Say what an event's reason is: the file that brought it, or why somebody did it."""
    return pgettext("history", "File") if event.action in FROM_FILES else gettext("Reason")


@register.filter
def subject_word(event: AuditEvent) -> str:
    """Say what kind of record it was done to."""
    return word(SUBJECTS, event.subject_type)


@register.filter
def record_key(event: AuditEvent) -> str:
    """Name the record as the filter of events does."""
    return f"{event.subject_type}:{event.subject_id}"


@register.filter
def job_word(job: Job | str) -> str:
    """Say what a job does; takes the job or its kind."""
    return word(JOBS, job if isinstance(job, str) else job.kind)


@register.filter
def failures(job: Job) -> list[dict[str, str]]:
    """The parts of a job that failed while the others went on: `code`, `error`, `url`."""
    found: list[dict[str, str]] = job.result.get("failed", [])
    return found


@register.filter
def failure_word(failure: Mapping[str, str]) -> str:
    """Say why a part of a job failed, and what the machine said of it in words."""
    reason, said = failure.get("reason", ""), _DATA.sub("", failure["error"]).strip(" :")
    if reason not in FAILURES:
        return said
    words = str(FAILURES[reason])
    return gettext("%(reason)s (%(said)s)") % {"reason": words, "said": said} if said else words


@register.filter
def job_about(params: Mapping[str, Any]) -> str:
    """Say what a job is about: its month, or the society and the year."""
    parts = [str(params[key]) for key in ("code", "year") if key in params]
    if "month" in params:
        parts.append(month_label(params["month"]))
    return " ".join(parts)


@register.filter
def actor_word(event: AuditEvent) -> str:
    """Say who did it: a person, or the portal itself."""
    return event.actor_label if event.actor_id else pgettext("actor", "the portal")


@register.filter
def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Return field, value before and value after in words, for each field of the event."""
    model = _models().get(event.subject_type)
    shown = [
        (
            _field_word(model, name),
            _value_word(model, name, _other(before, after)),
            pgettext("hidden value", "replaced")
            if name in HIDDEN and before is after is True
            else _value_word(model, name, _other(after, before)),
        )
        for name, before, after in changed_values(event)
    ]
    return [change for change in shown if change[1:] != (NO_DATA, NO_DATA)]


def _other(value: Any, than: Any) -> Any:
    """Leave out of a stored mapping what the other one holds just the same."""
    if not (isinstance(value, dict) and isinstance(than, dict)):
        return value
    return {
        key: _other(item, than.get(key))
        for key, item in value.items()
        if key not in than or item != than[key]
    }


@cache
def _models() -> dict[str, type[Model]]:
    return {model.__name__.lower(): model for model in apps.get_models()}


def _field(model: type[Model] | None, name: str) -> Any:
    """Return the model's field of that name, or None."""
    return getattr(getattr(model, name, None), "field", None)


def _field_word(model: type[Model] | None, name: str) -> str:
    if name in FIELDS:
        return str(FIELDS[name])
    if (part := _PART.match(name)) and part[1] in PARTS:
        of = _models().get(PARTS[part[1]])
        return f"{word(FIELDS, part[1])} {part[2]} · {_field_word(of, part[3])}"
    field = _field(model, name)
    return str(field.verbose_name) if field is not None else name


def _value_word(model: type[Model] | None, name: str, value: Any) -> str:
    if name in HIDDEN and isinstance(value, bool):
        return pgettext("hidden value", "recorded") if value else NO_DATA
    if (part := _PART.match(name)) and part[1] in PARTS:
        return _value_word(_models().get(PARTS[part[1]]), part[3], value)
    words = VALUES.get(name) or dict(getattr(_field(model, name), "flatchoices", None) or ())
    if isinstance(value, list):
        return _joined(_value_word(model, name, item) for item in value) or NO_DATA
    if isinstance(value, str) and value in words:
        return str(words[value])
    return plain(value, model)


def _joined(items: Iterable[str]) -> str:
    return pgettext("list", ", ").join(items)


def _nested_word(model: type[Model] | None, name: str, value: Any) -> str:
    """Write a value inside a stored mapping, where states of several records may stand."""
    if name == "state" and value in BADGES:
        return str(BADGES[value].word)
    if isinstance(value, dict):
        return pgettext("several values", "(%(values)s)") % {"values": plain(value, model)}
    return _value_word(model, name, value)


def plain(value: Any, model: type[Model] | None = None) -> str:
    """Write a stored value for people."""
    if value is None or value in ("", [], {}):
        return NO_DATA
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return _joined(plain(item) for item in value)
    if isinstance(value, dict):
        colon = pgettext("between a word and what follows", ": ")
        return pgettext("between several values", "; ").join(
            f"{_field_word(model, key)}{colon}{_nested_word(model, key, item)}"
            for key, item in value.items()
        )
    text = str(value)
    if _MOMENT.match(text):
        return f"{timezone.localtime(dt.datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    return f"{text[:12]}…" if _DIGEST.fullmatch(text) else text
