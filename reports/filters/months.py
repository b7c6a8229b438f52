"""Which month a page shows."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import month_label
from reforms import months
from reports.selectors.months import Calendar


class MonthField(forms.ChoiceField):
    """A month that can be looked at, as YYYY-MM; gives its first day."""

    def to_python(self, value: Any) -> Any:
        """Return the date; a month is never a free text."""
        if value in self.empty_values:
            return None
        try:
            return months.parse_month(str(value))
        except ValueError as error:
            raise ValidationError(_("Write a month as YYYY-MM."), code="month") from error

    def validate(self, value: dt.date | None) -> None:
        """Refuse a month outside the list."""
        if value is not None and not self.valid_value(f"{value:%Y-%m}"):
            raise ValidationError(_("No figures exist for this month."), code="no_figures")


def month_choices(calendar: Calendar) -> list[tuple[str, str]]:
    """Return the months that have begun, newest first."""
    return [(f"{month:%Y-%m}", month_label(month)) for month in calendar.months]


class MonthForm(forms.Form):
    """Which month a page shows; without one, the month with the newest sealed figures."""

    month = MonthField(label=_("Month"), required=False)

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        self._offer("month", month_choices(calendar))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def chosen_month(self) -> dt.date | None:
        """The month asked for, or the usual one when none or a wrong one was."""
        self.is_valid()
        chosen: dt.date | None = self.cleaned_data.get("month")
        return chosen or self.usual_month

    @property
    def usual_month(self) -> dt.date | None:
        """The month that is meant when none is named."""
        return self.calendar.newest_figures
