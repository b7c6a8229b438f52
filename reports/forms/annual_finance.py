"""The form of an explanation in the financial statements."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class ExplanationForm(forms.Form):
    """Why a difference stands; `mark` is the difference that was read."""

    finding = forms.CharField(max_length=80, widget=forms.HiddenInput)
    mark = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Explanation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
