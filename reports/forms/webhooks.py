"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models.webhook import CHOSEN_EVENTS


class WebhookForm(forms.Form):
    """Name, address, and what is told there."""

    name = forms.CharField(label=pgettext_lazy("webhook", "Name"), max_length=60)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("Begins with https:// and lies on the public internet."),
    )
    events = forms.MultipleChoiceField(
        label=_("Is told when"),
        choices=[(event.value, event.label) for event in CHOSEN_EVENTS],
        widget=forms.CheckboxSelectMultiple,
    )

    def wish(self) -> dict[str, Any]:
        """Return what is to be saved."""
        return {name: self.cleaned_data[name] for name in ("name", "url", "events")}
