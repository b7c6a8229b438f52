"""Filters in words, for the notes of an export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.badges import BADGES


def filters_in_words(form: forms.Form, meant: Mapping[str, Any] | None = None) -> str:
    """Say what a bound form asks for; `meant` has what is meant where nothing is given."""
    form.is_valid()
    given = {**form.cleaned_data, **{name: v for name, v in (meant or {}).items() if v}}
    colon = pgettext("between a word and what follows", ": ")
    return pgettext("between filters", "; ").join(
        f"{form.fields[name].label or name}{colon}{_shown(form.fields[name], value)}"
        for name, value in given.items()
        if name in form.fields and value not in (None, "", False)
    )


def _shown(field: forms.Field, value: Any) -> str:
    if value is True:
        return _("yes")
    words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    return words.get(str(value)) or str(BADGES[value].word if value in BADGES else value)
