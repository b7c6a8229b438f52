"""What the addresses of overviews may ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from societies.enums import Body, Discipline
from societies.governance import Entry, EntryKind, Urgency
from societies.models import Society
from societies.widgets import DateInput

_EARLIEST, _LATEST = 1949, 2200
_ALL = [("", pgettext_lazy("filter", "all"))]


class SocietyQuestions(forms.Form):
    """Which societies a national overview shows."""

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        widget=forms.TextInput(attrs={"data-search": "", "type": "search"}),
    )
    discipline = forms.ChoiceField(
        label=_("Discipline group"), required=False, choices=[*_ALL, *Discipline.choices]
    )

    def fits(self, society: Society) -> bool:
        """Whether the society is asked for."""
        text = str(self.cleaned_data.get("q") or "").strip().casefold()
        group = self.cleaned_data.get("discipline")
        names = (society.code, society.name_zh, society.name_en)
        return (not group or society.discipline == group) and (
            not text or any(text in name.casefold() for name in names)
        )

    def words(self) -> str:
        """Say which filters applied, for people."""
        colon = pgettext("between a word and what follows", ": ")
        parts = []
        for name, value in self.cleaned_data.items():
            if value in (None, "", False):
                continue
            field: Any = self.fields[name]
            words: dict[Any, Any] = dict(getattr(field, "choices", ()))
            parts.append(f"{field.label}{colon}{words.get(value, value)}")
        return pgettext("between several values", "; ").join(parts)


class CalendarQuestions(SocietyQuestions):
    """Which entries of the governance calendar are shown."""

    matter = forms.ChoiceField(
        label=_("Matter"), required=False, choices=[*_ALL, *EntryKind.choices]
    )
    urgency = forms.ChoiceField(
        label=_("How soon"), required=False, choices=[*_ALL, *Urgency.choices]
    )

    def __init__(self, data: QueryDict, *, is_national: bool) -> None:
        super().__init__(data)
        if not is_national:
            del self.fields["q"], self.fields["discipline"]
        self.is_valid()

    def entries(
        self, calendars: Iterable[tuple[Society, list[Entry]]]
    ) -> list[tuple[Society, Entry]]:
        """Return the entries asked for, the most urgent first."""
        matter, urgency = self.cleaned_data.get("matter"), self.cleaned_data.get("urgency")
        order = list(Urgency)
        found = [
            (society, entry)
            for society, entries in calendars
            if self.fits(society)
            for entry in entries
            if (not matter or entry.kind == matter) and (not urgency or entry.urgency == urgency)
        ]
        return sorted(found, key=lambda row: (order.index(row[1].urgency), _day(row[1])))


def _day(entry: Entry) -> str:
    return entry.due_on.isoformat() if entry.due_on else ""


def _or(data: QueryDict, name: str, value: str) -> QueryDict:
    """Return what was asked, with a value where one was left out."""
    asked = data.copy()
    asked.setdefault(name, value)
    if not asked[name]:
        asked[name] = value
    return asked


class YearQuestions(SocietyQuestions):
    """Which year an overview shows; the present one unless asked for another."""

    year = forms.IntegerField(
        label=_("Year"), min_value=_EARLIEST, max_value=_LATEST, required=False
    )

    def __init__(self, data: QueryDict, *, present: int, is_national: bool) -> None:
        super().__init__(_or(data, "year", str(present)))
        if not is_national:
            del self.fields["q"], self.fields["discipline"]
        self.is_valid()
        self.shown: int = self.cleaned_data.get("year") or present


class AttendanceQuestions(YearQuestions):
    """The attendance of which level is shown; the council's unless asked for another."""

    level = forms.ChoiceField(label=_("Level"), required=False, choices=Body.choices)

    def __init__(self, data: QueryDict, *, present: int) -> None:
        asked = _or(data, "level", Body.COUNCIL.value)
        super().__init__(asked, present=present, is_national=False)
        self.body = Body(self.cleaned_data.get("level") or Body.COUNCIL)


class DayQuestions(SocietyQuestions):
    """As of which day an overview stands; today unless asked for another."""

    on = forms.DateField(label=_("As of"), required=False, widget=DateInput())

    def __init__(self, data: QueryDict, *, today: date, is_national: bool = False) -> None:
        super().__init__(_or(data, "on", today.isoformat()))
        if not is_national:
            del self.fields["q"], self.fields["discipline"]
        self.is_valid()
        self.shown: date = self.cleaned_data.get("on") or today

    def clean_on(self) -> date | None:
        """Refuse years in which there was no society."""
        on: date | None = self.cleaned_data["on"]
        if on and not _EARLIEST <= on.year <= _LATEST:
            raise ValidationError(_("Write a date from 1949 to 2200."))
        return on
