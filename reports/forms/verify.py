"""What anybody gives to be verified: a digest, a printed number, or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.annual.numbers import read_number, report_number
from reports.verifying import wanted

#: Nothing published here is larger.
MOST_TO_VERIFY = 32 * 1024 * 1024


class VerifyForm(forms.Form):
    """A digest, a number or a file to check."""

    code = forms.CharField(
        label=_("Digest or number"),
        help_text=_(
            "The digest: all 64 signs, at least the first 8, or the short form such as 3f2a…9c01. "
            "Or the number of an annual report, such as CAST-AR-2017-A02-1."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_(
            "A PDF, a photo or scan of a page with its code (JPEG, PNG), or the data as JSON. "
            "It is not kept."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.json"}),
    )
    #: The digest or number as addresses have it.
    asked: str = ""

    def clean_code(self) -> str:
        """Only what can be a digest or a number."""
        code: str = self.cleaned_data["code"]
        if number := read_number(code):
            self.asked = report_number(number.year, number.code, number.version)
            return code
        digest = wanted(code)
        if code.strip() and digest is None:
            raise forms.ValidationError(
                _("This is neither a digest (signs 0–9 and a–f) nor the number of a report.")
            )
        if digest:
            self.asked = f"{digest.start}…{digest.end}" if digest.end else digest.start
        return code

    def clean(self) -> dict[str, Any] | None:
        """One of the two is needed."""
        given = super().clean()
        if not self.errors and not (self.asked or self.cleaned_data.get("file")):
            raise forms.ValidationError(_("Paste a digest or choose a file."))
        return given
