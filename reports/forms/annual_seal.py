"""The form of a sealed scan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ScanForm(forms.Form):
    """The stamped cover sheet as a file."""

    file = forms.FileField(
        label=_("Scan of the sealed cover sheet"),
        help_text=_("PDF, JPEG or PNG, at most 20 MB and 10 pages; 300 dpi reads best."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
