"""Fields that several forms share."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reforms import months


class MonthInput(forms.DateInput):
    """A month, picked or typed as YYYY-MM."""

    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        """Write a date as its month."""
        if isinstance(value, dt.date):
            return f"{value:%Y-%m}"
        return str(value) if value else None


class MonthField(forms.Field):
    """A month as YYYY-MM, kept by its first day."""

    widget = MonthInput(attrs={"placeholder": "YYYY-MM", "autocomplete": "off"})

    def to_python(self, value: Any) -> dt.date | None:
        """Read the month."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return months.parse_month(str(value).strip())
        except ValueError as error:
            raise ValidationError(_("Write a month as YYYY-MM.")) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare months, not texts."""
        return super().has_changed(f"{initial:%Y-%m}" if initial else "", data)


class DateInput(forms.DateInput):
    """A day, picked from the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class FigureField(forms.DecimalField):
    """A figure as people write it: thousands separators and full-width digits are understood."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django does
        """Read the figure exactly."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
        return super().to_python(value)


class NumbersField(forms.CharField):
    """A list of whole numbers, with commas or spaces of any width between them."""

    def prepare_value(self, value: Any) -> Any:
        """Write the numbers with commas between them."""
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Read the numbers."""
        if isinstance(value, list | tuple):
            return list(value)
        words = re.split(r"[,;、\s]+", unicodedata.normalize("NFKC", value or "").strip())
        if any(not re.fullmatch(r"[0-9]{1,4}", word) for word in words if word):
            raise ValidationError(_("Write whole numbers with commas between them."))
        return [int(word) for word in words if word]

    def run_validators(self, value: Any) -> None:
        """A list has no length limit of a text."""


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Write a list line by line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Read the lines, without blank ones."""
        text = value if isinstance(value, str) else "\n".join(value or ())
        return [line.strip() for line in text.splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Refuse none where some are required, and lines that are too long."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        if any(len(line) > 500 for line in value):
            raise ValidationError(_("A line has at most 500 characters."))

    def run_validators(self, value: Any) -> None:
        """A list has no length limit of a text."""
