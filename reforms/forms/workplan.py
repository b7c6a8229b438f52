"""Forms of the workplan: dates and rules, a task, deadlines of months, rolling forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from reforms.forms.fields import DateInput, LinesField, MonthField, MonthInput, NumbersField
from reforms.models import Task, Workplan
from reforms.reminders import LISTS, problem_of
from reforms.services.workplan_edits import fingerprint, own_deadlines
from reforms.services.workplans import task_values, workplan_values


def ask_fields(form: forms.BaseModelForm[Any]) -> None:
    """Run the validators of the model's fields, so that all problems show at once."""
    own = {field.name: field for field in form.instance._meta.concrete_fields}
    for name in own.keys() & form.cleaned_data.keys():
        try:
            own[name].run_validators(form.cleaned_data[name])
        except ValidationError as error:
            form.add_error(name, error)


class WorkplanForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """What a manager changes of a workplan besides its tasks."""

    first_month = MonthField(label=_("First month"))
    last_month = MonthField(label=_("Last month"))
    remind_before = NumbersField(
        label=_("Remind so many days before a deadline"),
        required=False,
        help_text=_("Days with commas between them; 0 is the day itself. Empty: no reminder."),
    )
    remind_after = NumbersField(
        label=_("Remind so many days after a deadline"),
        required=False,
        help_text=_("Only those who still have something to do."),
    )
    remind_reelection_months = NumbersField(
        label=_("Remind of a re-election so many months before the term ends"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Workplan
        fields = (
            "title_zh",
            "title_en",
            "document_number",
            "issued_on",
            "issuer_zh",
            "issuer_en",
            "source_zh",
            "source_en",
            "plan_due_on",
            "annual_report_due_on",
            "annual_seal_is_required",
            "first_month",
            "last_month",
            "report_due_day",
            "due_soon_days",
            "return_days",
            "optional_minimum",
            "behind_margin",
            "ahead_margin",
            "stalled_months",
        )
        widgets = {
            name: DateInput() for name in ("issued_on", "plan_due_on", "annual_report_due_on")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = fingerprint(workplan_values(self.instance))
        for name in LISTS:
            self.initial[f"remind_{name}"] = self.instance.reminder_days.get(name, [])

    def clean(self) -> dict[str, Any]:
        """Judge the days of reminders as the workplan's file does."""
        given = super().clean() or self.cleaned_data
        for name in LISTS:
            if problem := problem_of(name, given.get(f"remind_{name}") or []):
                self.add_error(f"remind_{name}", problem)
        return given

    def values(self) -> dict[str, Any]:
        """Return what was entered, by the fields of the workplan."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        days = {name: given.pop(f"remind_{name}") for name in LISTS}
        known = self.instance.reminder_days
        return {**given, "reminder_days": days if any(days.values()) or known else {}}

    def _post_clean(self) -> None:
        """Leave the record alone, which the service judges and writes; ask its fields only."""
        ask_fields(self)


class TaskForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """What a manager changes of a task."""

    requirements_zh = LinesField(
        label=_("Requirements (Chinese)"), help_text=_("One requirement a line.")
    )
    requirements_en = LinesField(
        label=_("Requirements (English)"),
        required=False,
        help_text=_("As many lines as in Chinese, or none."),
    )
    evidence_zh = LinesField(label=_("Kinds of evidence (Chinese)"), required=False)
    evidence_en = LinesField(
        label=_("Kinds of evidence (English)"),
        required=False,
        help_text=_("As many lines as in Chinese, or none."),
    )
    indicator_zh = forms.CharField(
        label=_("Suggested indicator (Chinese)"), max_length=60, required=False
    )
    indicator_en = forms.CharField(
        label=_("Suggested indicator (English)"), max_length=120, required=False
    )
    unit_zh = forms.CharField(label=_("Unit (Chinese)"), max_length=20, required=False)
    unit_en = forms.CharField(label=_("Unit (English)"), max_length=40, required=False)
    due_month = MonthField(
        label=_("Due month"),
        required=False,
        help_text=_("Without one the task is due in the last month."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Task
        fields = (
            "title_zh",
            "title_en",
            "short_zh",
            "short_en",
            "requirements_zh",
            "requirements_en",
            "evidence_zh",
            "evidence_en",
            "citation_zh",
            "citation_en",
            "note_zh",
            "note_en",
            "indicator_zh",
            "indicator_en",
            "unit_zh",
            "unit_en",
            "weight",
            "due_month",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("note_zh", "note_en")}
        help_texts = {"weight": _("Sealed months keep the weight they were sealed with.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task = self.instance
        own = {
            "evidence_zh": [kind.get("zh", "") for kind in task.evidence_kinds],
            "evidence_en": [kind["en"] for kind in task.evidence_kinds if kind.get("en")],
            "indicator_zh": task.indicator.get("zh", ""),
            "indicator_en": task.indicator.get("en", ""),
            "unit_zh": task.indicator.get("unit_zh", ""),
            "unit_en": task.indicator.get("unit_en", ""),
            "seen": fingerprint(task_values(task)),
        }
        self.initial = {**self.initial, **own}
        for name in ("requirements_zh", "requirements_en", "evidence_zh", "evidence_en"):
            self.fields[name].widget.attrs["rows"] = 5

    def clean(self) -> dict[str, Any]:
        """Texts in two languages match line by line."""
        values = super().clean() or self.cleaned_data
        for name in ("requirements", "evidence"):
            chinese, english = values.get(f"{name}_zh") or [], values.get(f"{name}_en") or []
            if english and len(english) != len(chinese):
                self.add_error(f"{name}_en", _("Write as many lines as there are in Chinese."))
        if values.get("indicator_zh") and not values.get("unit_zh"):
            self.add_error("unit_zh", _("An indicator needs a unit."))
        return values

    def values(self) -> dict[str, Any]:
        """Return what was entered, by the fields of the task."""
        given = dict(self.cleaned_data)
        del given["seen"]
        chinese, english = given.pop("evidence_zh"), given.pop("evidence_en")
        english = english or [""] * len(chinese)
        given["evidence_kinds"] = [
            {"zh": zh, "en": en} for zh, en in zip(chinese, english, strict=True)
        ]
        indicator = {
            "zh": given.pop("indicator_zh"),
            "en": given.pop("indicator_en"),
            "unit_zh": given.pop("unit_zh"),
            "unit_en": given.pop("unit_en"),
        }
        given["indicator"] = indicator if indicator["zh"] else {}
        return given

    def _post_clean(self) -> None:
        """Leave the record alone, which the service judges and writes; ask its fields only."""
        ask_fields(self)


class DeadlinesForm(forms.Form):
    """One date a month; left empty the general day holds."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        workplan: Workplan,
        sealed: set[dt.date],
    ) -> None:
        own = own_deadlines(workplan)
        super().__init__(data, initial={"seen": fingerprint(own)})
        self.months = {f"{month:%Y-%m}": month for month in workplan.months}
        self.own = own
        for name, month in self.months.items():
            self.fields[name] = forms.DateField(
                label=date_format(month, "YEAR_MONTH_FORMAT"),
                required=False,
                initial=own.get(name),
                disabled=month in sealed,
                widget=DateInput(),
            )

    def due_on(self) -> dict[dt.date, dt.date | None]:
        """Return the date of each month, or None."""
        return {month: self.cleaned_data[name] for name, month in self.months.items()}


class RollForwardForm(forms.Form):
    """The year to roll forward to, and its months where they differ."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    first_month = MonthField(
        label=_("First month"),
        required=False,
        widget=MonthInput(attrs={"placeholder": "YYYY-MM"}),
        help_text=_("Left empty, the month moves along with the year."),
    )
    last_month = MonthField(label=_("Last month"), required=False)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show a service's refusal beside the fields it speaks of."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
