"""The form that takes a register's file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from societies.uploads import UploadProblem, check_size, clean_name

#: What people save from Excel and WPS.
SUFFIXES = (".xlsx", ".csv")


class RegisterUploadForm(forms.Form):
    """A workbook or CSV file with the rows of a register."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("xlsx or csv, at most 20 MB. Nothing is saved before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> Any:
        """Refuse another kind of file, an empty one, and one above the limit."""
        upload = self.cleaned_data["file"]
        upload.name = clean_name(upload.name or "")
        try:
            check_size(upload.size or 0)
        except UploadProblem as problem:
            raise ValidationError(str(problem)) from problem
        if PurePath(upload.name).suffix.lower() not in (*SUFFIXES, ".xlsm"):
            raise ValidationError(_("Choose an xlsx or csv file."))
        return upload


class FilledBookForm(RegisterUploadForm):
    """A workbook that was downloaded here and filled in."""

    file = forms.FileField(
        label=_("Excel workbook"),
        help_text=_("xlsx, at most 20 MB. Nothing is saved before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """Take workbooks alone: a CSV file cannot say what it was downloaded with."""
        upload = super().clean_file()
        if PurePath(upload.name).suffix.lower() == ".csv":
            raise ValidationError(_("Upload the workbook itself, saved as xlsx."))
        return upload
