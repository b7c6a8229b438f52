"""Forms of the views that a person keeps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import SavedPage
from reports.models import SavedView


class SaveViewForm(forms.Form):
    """A page, its query, and what the view is called."""

    page = forms.ChoiceField(choices=SavedPage.choices)
    query = forms.CharField(max_length=1000, required=False)
    name = forms.CharField(label=pgettext_lazy("saved view", "Name"), max_length=40)
    keeps_time = forms.BooleanField(label=_("Stay at this month"), required=False)
    is_default = forms.BooleanField(label=_("Open this view first"), required=False)
    #: The view that a failed form is about; a new one is none yet.
    view: SavedView | None = None


class RenameViewForm(forms.Form):
    """What a view is to be called."""

    name = forms.CharField(label=pgettext_lazy("saved view", "Name"), max_length=40)

    def __init__(self, *args: Any, view: SavedView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view

    @property
    def typed(self) -> str:
        """The name as it was typed."""
        return str(self.data.get("name", ""))
