"""Forms of annual reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.annual.rich_text import from_plain, is_plain


class ChapterForm(forms.Form):
    """What was written in one chapter, and the version it was written over.

    The editor sends `html`; a browser without scripts sends `text`, which would take headings,
    tables and pictures away and so is refused where `stored` has any. With neither, the words for
    the short edition are saved alone.
    """

    html = forms.CharField(required=False, strip=False)
    text = forms.CharField(required=False, strip=False)
    summary = forms.CharField(required=False)
    version = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, stored: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored = stored

    def clean(self) -> dict[str, Any]:
        """Refuse plain lines in the place of richer text."""
        given: dict[str, Any] = super().clean() or {}
        if "html" not in self.data and "text" not in self.data:
            given["html"] = self._stored
        elif "html" not in self.data:
            if not is_plain(self._stored):
                raise forms.ValidationError(
                    _("This chapter is more than paragraphs: only the editor can save it.")
                )
            lines = (" ".join(line.split()) for line in given.get("text", "").splitlines())
            given["html"] = from_plain("\n".join(lines))
        return given


class ReturnForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(
        label=_("Reason for the return"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublishForm(forms.Form):
    """When an accepted report is published: now, or on a day."""

    day = forms.DateField(
        label=_("Day of publication"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class WithdrawForm(forms.Form):
    """What everybody reads in the place of a withdrawn report."""

    note = forms.CharField(
        label=_("Public note"),
        help_text=_("Everybody reads it in the place of the report."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(forms.Form):
    """Why a published report gets a new edition."""

    reason = forms.CharField(
        label=_("Why a new edition is needed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
