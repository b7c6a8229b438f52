"""What the address of the matrix may ask for, checked."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.badges import BADGES
from accounts.templatetags.portal import month_label
from reforms import months
from reforms.progress import TaskState
from reports.selectors.matrix_query import (
    GROUPINGS,
    REPORT_STATES,
    SHOWS,
    SORTS,
    TASK_SORT,
    VIEWS,
    MatrixQuery,
)
from reports.selectors.months import Calendar
from societies.enums import Discipline

DIRECTIONS = ("asc", "desc")


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


class MatrixForm(MonthForm):
    """The filters of the matrix; a wrong value is named and counts as not given."""

    show = forms.ChoiceField(required=False, choices=[(show, show) for show in SHOWS])
    sort = forms.CharField(required=False, max_length=12)
    dir = forms.ChoiceField(required=False, choices=[(way, way) for way in DIRECTIONS])
    group = forms.ChoiceField(required=False, choices=[(way, way) for way in GROUPINGS])
    view = forms.ChoiceField(required=False, choices=[(view, view) for view in VIEWS])
    discipline = forms.ChoiceField(label=_("Discipline"), required=False)
    report = forms.ChoiceField(label=_("Report"), required=False)
    state = forms.ChoiceField(label=_("Has a task that is"), required=False)
    q = forms.CharField(label=_("Society"), required=False, max_length=60)
    late = forms.BooleanField(label=_("Late reports only"), required=False)
    behind = forms.BooleanField(label=_("Societies behind only"), required=False)
    against = forms.BooleanField(label=_("Against the registers only"), required=False)
    portfolio = forms.BooleanField(label=_("My portfolio only"), required=False)

    def __init__(self, *args: Any, has_portfolio: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_portfolio = has_portfolio
        for name, field in self.fields.items():
            kind = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else kind
            field.widget.attrs["id"] = f"id_{name}"
        everything = ("", pgettext_lazy("filter", "All"))
        self._offer("discipline", [everything, *Discipline.choices])
        self._offer("report", [everything, *((name, BADGES[name].word) for name in REPORT_STATES)])
        self._offer(
            "state", [everything, *((state.value, BADGES[state].word) for state in TaskState)]
        )
        self.fields["q"].widget.attrs["placeholder"] = _("Name, pinyin or code")

    @property
    def usual_month(self) -> dt.date | None:
        """The month in work."""
        return self.calendar.default

    @property
    def selects(self) -> list[forms.BoundField]:
        """The fields that offer a choice."""
        return [self[name] for name in ("discipline", "report", "state")]

    @property
    def checks(self) -> list[forms.BoundField]:
        """The fields that narrow to some societies."""
        names = ("late", "behind", "against", *(["portfolio"] if self.has_portfolio else []))
        return [self[name] for name in names]

    @property
    def wants_portfolio(self) -> bool:
        """Whether only the person's own societies are asked for."""
        self.is_valid()
        return bool(self.cleaned_data.get("portfolio"))

    def clean_sort(self) -> str:
        """Accept a column of the table."""
        sort: str = self.cleaned_data["sort"]
        if sort and sort not in SORTS and not TASK_SORT.fullmatch(sort):
            raise ValidationError(_("The table has no such column to sort by."), code="sort")
        return sort

    def query(self) -> MatrixQuery:
        """Return what is asked for; whose portfolio it is the form does not know."""
        self.is_valid()
        given = self.cleaned_data
        sort = given.get("sort") or "code"
        return MatrixQuery(
            show=given.get("show") or "progress",
            sort=sort,
            is_descending=given.get("dir") == "desc",
            discipline=given.get("discipline", ""),
            state=given.get("state", ""),
            report=given.get("report", ""),
            is_late=bool(given.get("late")),
            is_behind=bool(given.get("behind")),
            is_against=bool(given.get("against")),
            text=given.get("q", "").strip(),
            group=given.get("group", ""),
            view=given.get("view") or "societies",
        )
