"""What the address of the matrix may ask for, checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.badges import BADGES
from reforms.progress import TaskState
from reports.filters.months import MonthForm
from reports.selectors.matrix_query import (
    GROUPINGS,
    REPORT_STATES,
    SHOWS,
    SORTS,
    TASK_SORT,
    VIEWS,
    MatrixQuery,
)
from societies.enums import Discipline

DIRECTIONS = ("asc", "desc")


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
