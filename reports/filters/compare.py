"""Which two moments are compared: each a month, or the end of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reforms import months
from reports.filters.months import MonthField, month_choices
from reports.selectors.as_of import Side
from reports.selectors.months import Calendar
from societies.enums import Discipline

_DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})


class CompareForm(forms.Form):
    """Two sides in the address, `from` and `to`; a day given beside a month decides."""

    discipline = forms.ChoiceField(label=_("Discipline"), required=False)
    all = forms.BooleanField(required=False)
    show = forms.ChoiceField(required=False, choices=[("verdicts", "verdicts")])

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        for name, label in (
            ("from", pgettext_lazy("comparison", "From")),
            ("to", pgettext_lazy("comparison", "To")),
        ):
            month = MonthField(label=label, required=False)
            month.choices = [("", _("usual")), *month_choices(calendar)]
            month.widget.attrs["class"] = "form-select"
            day = forms.DateField(label=_("or at the end of the day"), required=False, widget=_DATE)
            self.fields |= {name: month, f"{name}_day": day}
        disciplines = cast("forms.ChoiceField", self.fields["discipline"])
        disciplines.choices = [("", pgettext_lazy("filter", "All")), *Discipline.choices]
        disciplines.widget.attrs["class"] = "form-select"

    def clean_from_day(self) -> dt.date | None:
        """Refuse a day of which nothing is known."""
        return self._known_day("from_day")

    def clean_to_day(self) -> dt.date | None:
        """Refuse a day of which nothing is known."""
        return self._known_day("to_day")

    def _known_day(self, name: str) -> dt.date | None:
        day: dt.date | None = self.cleaned_data.get(name)
        if day is not None and day > self.calendar.today:
            raise forms.ValidationError(_("This day is still to come."), code="future")
        if day is not None and self.calendar.workplan_of(day.replace(day=1)) is None:
            raise forms.ValidationError(_("No workplan covers this day."), code="no_workplan")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse sides in the wrong order, or of two years."""
        given = super().clean() or {}
        if self.errors:
            return given
        sides = self._sides(given)
        if sides and sides[0].workplan != sides[1].workplan:
            raise forms.ValidationError(
                _("Choose two dates of one workplan: tasks of different years do not compare."),
                code="two_years",
            )
        if sides and _moment(sides[0]) >= _moment(sides[1]):
            raise forms.ValidationError(_("The first date must be the earlier one."), code="order")
        return given

    def sides(self) -> tuple[Side, Side] | None:
        """The two moments; those of the last month where the address is wrong or names none."""
        return self._sides(self.cleaned_data if self.is_valid() else {})

    def _sides(self, given: dict[str, Any]) -> tuple[Side, Side] | None:
        to = self._side(given, "to", self._usual_month)
        if to is None:
            return None
        earlier = _month_before(to)
        before = self._side(given, "from", earlier if earlier in self.calendar.months else None)
        return (before, to) if before else None

    @property
    def _usual_month(self) -> dt.date | None:
        """The newest sealed month; where it is the first of its workplan, the month in work."""
        newest = self.calendar.newest_figures
        has_earlier = newest is not None and self.calendar.previous(newest) is not None
        return newest if has_earlier else self.calendar.default

    def _side(self, given: dict[str, Any], name: str, usual: dt.date | None) -> Side | None:
        day: dt.date | None = given.get(f"{name}_day")
        if day is not None:
            return Side(self.calendar, day.replace(day=1), day)
        month: dt.date | None = given.get(name) or usual
        return Side(self.calendar, month) if month else None


def _month_before(side: Side) -> dt.date:
    return months.month_start(months.month_ordinal(side.month) - 1)


def _moment(side: Side) -> dt.date:
    """The day a side stands for: a month stands for its last."""
    following = months.month_start(months.month_ordinal(side.month) + 1)
    return side.day or following - dt.timedelta(days=1)
