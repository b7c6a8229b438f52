"""Which checks to look at: of which workplan, as of which day, with which verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter
from reforms.forms.fields import DateInput
from reforms.models import Workplan
from reforms.selectors.check_pages import VERDICTS
from societies.enums import Discipline


class _WorkplanForm(forms.Form):
    """The workplan, the newest one begun by default."""

    workplan = forms.ChoiceField(label=_("Workplan"), required=False)

    def __init__(
        self, *args: Any, workplans: Sequence[Workplan], usual: Workplan | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.workplans = {str(each.year): each for each in workplans}
        self.usual = usual
        self._offer("workplan", [(year, year) for year in self.workplans])
        if usual is not None:
            self.initial["workplan"] = str(usual.year)

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def given(self) -> dict[str, Any]:
        """What is asked for; a wrong value counts as not given."""
        self.is_valid()
        return self.cleaned_data

    @property
    def chosen(self) -> Workplan | None:
        """The workplan asked for, else the usual one."""
        return self.workplans.get(self.given.get("workplan") or "", self.usual)


class SocietyChecksForm(_WorkplanForm):
    """A society's checks: as they stand, as of another day, or as sealed with a month."""

    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=DateInput(),
        help_text=_("Computed fresh from the registers as they are now."),
    )
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_as_of(self) -> dt.date | None:
        """A day that is not in the future."""
        day: dt.date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.today:
            raise ValidationError(_("The registers cannot be read for a day to come."))
        return day


class CheckFilterForm(_WorkplanForm):
    """The filters of the national page, all of them in the address."""

    discipline = forms.ChoiceField(
        label=_("Discipline group"),
        required=False,
        choices=[("", _("All disciplines")), *Discipline.choices],
    )
    task = forms.ChoiceField(label=_("Task"), required=False)
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "All")),
            *((verdict.value, BADGES[verdict].word) for verdict in VERDICTS),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("workplan") or ""
        workplan = self.workplans.get(asked, self.usual)
        tasks = workplan.ordered_tasks if workplan else []
        named = [
            (str(task.number), f"{task.number}. {local_filter(task, 'short')}") for task in tasks
        ]
        self._offer("task", [("", pgettext_lazy("filter", "All")), *named])

    @property
    def filters(self) -> dict[str, Any]:
        """The filters as the selectors take them."""
        task = self.given.get("task")
        return {
            "discipline": self.given.get("discipline") or "",
            "task": int(task) if task else None,
            "verdict": self.given.get("verdict") or "",
        }

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The filters in force, for the notes of an export."""
        labels = {name: dict(self._choices(name)) for name in ("discipline", "task", "verdict")}
        return [
            (str(self.fields[name].label), str(words[self.given[name]]))
            for name, words in labels.items()
            if self.given.get(name)
        ]

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        return list(cast("Any", self.fields[name]).choices)
