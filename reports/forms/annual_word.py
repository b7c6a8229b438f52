"""Forms of a chapter that comes from a Word document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.annual.rich_text import clean_html, image_digests
from reports.services.annual_images import MAX_ALT
from reports.word.shaping import alternatives

REPLACE, APPEND = "replace", "append"


class WordFileForm(forms.Form):
    """The document."""

    file = forms.FileField(
        label=_("Word document"),
        allow_empty_file=True,
        max_length=None,
        help_text=_("A docx file of at most 20 MB. Nothing is changed before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


class WordTextForm(forms.Form):
    """The text as it was read, what becomes of the chapter's, and a description per picture."""

    html = forms.CharField(strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    place = forms.ChoiceField(
        label=_("What happens to the text that is there"),
        choices=(
            (REPLACE, _("The text of the document takes its place")),
            (APPEND, _("It stays; the text of the document comes behind it")),
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, html: str, known: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digests = image_digests(clean_html(html))
        for number, digest in enumerate(self.digests, start=1):
            self.fields[f"alt-{digest}"] = forms.CharField(
                label=_("Picture %(number)s") % {"number": number},
                max_length=MAX_ALT,
                initial=known.get(digest, ""),
                help_text=_("What is to be seen, in a few words, for those who cannot see it."),
                error_messages={"required": _("Describe the picture in a few words.")},
            )

    @classmethod
    def to_fill(cls, html: str, *, version: int, has_text: bool) -> WordTextForm:
        """The form for text that was just read; beside text that is there nothing is chosen."""
        known = dict(alternatives(html))
        initial = {"html": html, "version": version, "place": "" if has_text else REPLACE}
        return cls(initial=initial, html=html, known=known)

    def over(self, version: int) -> WordTextForm:
        """The same choices over another version of the chapter."""
        given = {**self.cleaned_data, "version": version}
        return type(self)(initial=given, html=given["html"], known=self.descriptions)

    @property
    def pictures(self) -> list[tuple[str, forms.BoundField]]:
        """The pictures by digest, each with the field of its description."""
        return [(digest, self[f"alt-{digest}"]) for digest in self.digests]

    @property
    def descriptions(self) -> dict[str, str]:
        """What was said of each picture."""
        return {digest: self.cleaned_data[f"alt-{digest}"] for digest in self.digests}
