"""Inputs that forms and filters share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class YesNoUnknown(forms.NullBooleanSelect):
    """Yes, no, or nothing known, in the words of lists and files."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = [("unknown", _("unknown")), ("true", _("yes")), ("false", _("no"))]
