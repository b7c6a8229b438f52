"""The form of the thresholds that CAST sets: one field each, made from what the rules ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reforms.checks import words
from reforms.checks.labels import VALUES
from reforms.checks.params import CHOICE, CHOICES, WHOLE, WHOLES
from reforms.checks.registry import RULES
from reforms.checks.results import CAST
from reforms.models import Task
from reforms.services.workplan_edits import fingerprint
from reforms.thresholds import Threshold, adjustable


class ThresholdForm(forms.Form):
    """Thresholds of one task's checks; those of the text are shown and cannot be changed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, task: Task) -> None:
        super().__init__(data, initial={"seen": fingerprint({"checks": task.checks})})
        self.task = task
        self.thresholds = {item.key: item for item in adjustable(task.checks)}
        for key, item in self.thresholds.items():
            self.fields[key] = _field(item)

    def values(self) -> dict[str, Any]:
        """What was entered, by the keys of the thresholds."""
        return {
            key: _numbers(self.cleaned_data[key])
            if item.param.form == WHOLES
            else self.cleaned_data[key]
            for key, item in self.thresholds.items()
        }

    def checks(self) -> list[dict[str, Any]]:
        """Each check of the task with its fields, its formula now, and whose it is."""
        return [
            {
                "title": words.title(check["check"]),
                "formula": words.formula(check["check"], _shown(self.task, check)),
                "is_set_by_cast": check["set_by"] == CAST,
                "fields": [
                    self[item.key]
                    for item in self.thresholds.values()
                    if item.check == check["check"]
                ],
            }
            for check in self.task.checks
        ]


def _shown(task: Task, check: dict[str, Any]) -> dict[str, Any]:
    """The check's thresholds with those it shares with another check of the task."""
    shared = RULES[check["check"]].shares
    others = {one["check"]: one["params"] for one in task.checks}
    return {**others.get(shared, {}), **check["params"]}


def _field(item: Threshold) -> forms.Field:
    label = words.param_label(item.name)
    param = item.param
    if param.form == WHOLE:
        return forms.IntegerField(
            label=label, min_value=param.low, max_value=param.high, initial=item.value
        )
    if param.form == WHOLES:
        return forms.CharField(
            label=label,
            initial=", ".join(map(str, item.value)),
            max_length=100,
            help_text=_("Whole numbers in rising order, with commas between them."),
        )
    known = VALUES.get(item.name, {})
    choices = [(key, known.get(key, key)) for key in param.choices]
    if param.form == CHOICE:
        return forms.ChoiceField(label=label, choices=choices, initial=item.value)
    if param.form == CHOICES:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            initial=item.value,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.CharField(
        label=label, initial=item.value, max_length=7, help_text=_("A fraction such as 3/4.")
    )


def _numbers(text: str) -> list[str]:
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]
