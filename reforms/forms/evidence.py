"""Searching the society's evidence, and the task that it is searched for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reforms.months import parse_month


class LibraryForm(forms.Form):
    """Words to search for; month and task when a file is chosen for one."""

    q = forms.CharField(
        label=_("Search by file name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)
    task = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_month(self) -> dt.date | None:
        """A month written YYYY-MM."""
        text: Any = self.cleaned_data["month"]
        if not text:
            return None
        try:
            return parse_month(text)
        except ValueError as error:
            raise ValidationError(_("A month is written like 2017-06.")) from error
