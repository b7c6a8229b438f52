"""What managers type before a seal: that they have seen it, more time for one society, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reforms.forms.reopening import SocietyChoiceField
from societies.models import Society

_DAY = {"type": "date"}


def take_problems(form: forms.Form, error: ValidationError) -> None:
    """Show what a service refused beside its field."""
    problems = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, texts in problems.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


class SealForm(forms.Form):
    """Go on with a seal; what is not as it should be must have been seen, with a reason."""

    seen = forms.BooleanField(
        label=_("I have seen what is not as it should be and seal all the same."), required=False
    )
    reason = forms.CharField(
        label=_("Reason to seal now"),
        help_text=_("It stays in the audit trail."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, must_be_seen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_be_seen:
            self.fields["seen"].required = self.fields["reason"].required = True
        else:
            del self.fields["seen"], self.fields["reason"]


class ExtensionForm(forms.Form):
    """More time for one society."""

    society = SocietyChoiceField(
        label=_("Society"),
        queryset=Society.objects.active(),
        to_field_name="code",
        empty_label=_("Choose a society"),
    )
    due_on = forms.DateField(
        label=_("In time until the end of"),
        help_text=_("A day in Beijing. With it the extension runs out by itself."),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The society reads it. That it had more time is published with the issue."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndExtensionForm(forms.Form):
    """End an extension early."""

    end_reason = forms.CharField(label=_("Reason for the end"), max_length=1000)


class ReminderForm(forms.Form):
    """Wait with a seal until a day."""

    remind_on = forms.DateField(
        label=_("Remind me on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
