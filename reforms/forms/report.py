"""What people type into a month: read generously, judged exactly, kept when it is refused."""

from __future__ import annotations

import hashlib
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.services.audit import canonical_json
from reforms.models import ProgressEntry
from reforms.selectors.months import EntryRow
from reforms.services.entries import DEFAULTS, EntryValues, entry_values


class _Text(forms.CharField):
    """Text with one kind of line end, whatever the browser sends."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return str(text).replace("\r\n", "\n").replace("\r", "\n")


class _Number(forms.CharField):
    """A number as people write it: full-width digits, a percent sign and thousands commas."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", str(super().to_python(value) or ""))
        return text.strip().removesuffix("%").replace(",", "").strip()


class EntryForm(forms.Form):
    """One task of a month."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    percent = _Number(
        label=pgettext_lazy("entry", "Progress"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "form-control entry-percent",
                "inputmode": "numeric",
                "autocomplete": "off",
                "data-percent": "",
            }
        ),
    )
    narrative = _Text(
        label=_("What was done this month"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(
            attrs={
                "class": "form-control",
                "rows": 2,
                "placeholder": _("What was done, and with what result"),
            }
        ),
    )
    measured_value = _Number(
        label=_("Measured value"),
        required=False,
        max_length=30,
        widget=forms.TextInput(
            attrs={"class": "form-control", "inputmode": "decimal", "autocomplete": "off"}
        ),
    )
    is_no_change = forms.BooleanField(
        label=_("No change this month"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "data-no-change": ""}),
    )
    no_change_reason = _Text(
        label=_("Why nothing changed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 1}),
    )
    fall_reason = _Text(
        label=_("Why the percent fell"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 1}),
    )

    claim_explanation = _Text(
        label=_("Explanation against the registers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    use_required_attribute = False

    def clean_percent(self) -> int | None:
        """A whole number from 0 to 100, or nothing."""
        text: str = self.cleaned_data["percent"]
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or int(text) > 100:
            raise ValidationError(_("A percent is a whole number from 0 to 100."))
        return int(text)

    def clean_measured_value(self) -> Decimal | None:
        """A number with at most two decimals, or nothing."""
        text: str = self.cleaned_data["measured_value"]
        if not text:
            return None
        value: Decimal = forms.DecimalField(max_digits=14, decimal_places=2).clean(text)
        return value

    @property
    def values(self) -> EntryValues:
        """What a valid form says of the task."""
        data = self.cleaned_data
        return {
            "percent": data["percent"],
            "narrative": data["narrative"].strip(),
            "measured_value": data["measured_value"],
            "is_no_change": data["is_no_change"],
            "no_change_reason": data["no_change_reason"],
            "fall_reason": data["fall_reason"],
            "claim_explanation": data["claim_explanation"].strip(),
        }

    @property
    def is_touched(self) -> bool:
        """Whether the person changed anything since the page was made."""
        return not self.is_valid() or fingerprint(self.values) != self.cleaned_data["seen"]


class RemarkForm(forms.Form):
    """Why a report goes back to the editor."""

    remark = _Text(
        label=_("What the editor should change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what the editor should change.")},
    )


def entry_prefix(number: int) -> str:
    """Prefix of a task's fields on the page of the month."""
    return f"t{number}"


def entry_form(row: EntryRow, data: Any = None) -> EntryForm:
    """The form of a row: bound to what was typed, else showing what is saved."""
    return EntryForm(data, prefix=entry_prefix(row.task.number), initial=initial_of(row.entry))


def initial_of(entry: ProgressEntry | None) -> dict[str, Any]:
    """What is saved of an entry, as its form shows it."""
    values = entry_values(entry) if entry else DEFAULTS
    measured = values["measured_value"]
    return {
        **values,
        "measured_value": "" if measured is None else f"{measured.normalize():f}",
        "version": entry.version if entry else 0,
        "seen": fingerprint(values),
    }


def fingerprint(values: EntryValues) -> str:
    """A short mark of what an entry says: another one when anything changed."""
    measured = values["measured_value"]
    plain = {**values, "measured_value": None if measured is None else f"{measured:.2f}"}
    return hashlib.sha256(canonical_json(plain)).hexdigest()[:16]
