"""The form of an activity: its kind says what is counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from societies.activity_kinds import Measure, activity_kinds
from societies.forms.records import FORMS, RecordForm


class ActivityForm(RecordForm):
    """An activity; each measure says to which kinds it belongs, so that the page can sort them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for measure in activity_kinds().measures.values():
            if measure.form == "flag":
                self._ask_yes_or_no(measure)
            kinds = [k.key for k in activity_kinds().kinds.values() if measure in k.measures]
            self.fields[measure.key].widget.attrs["data-kinds"] = " ".join(kinds)

    def _ask_yes_or_no(self, measure: Measure) -> None:
        counted = self.fields[measure.key]
        self.fields[measure.key] = forms.TypedChoiceField(
            label=counted.label,
            required=False,
            choices=[("", gettext("unknown")), ("1", gettext("yes")), ("0", gettext("no"))],
            coerce=int,
            empty_value=None,
        )


FORMS["activities"] = ActivityForm
