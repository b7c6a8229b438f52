"""Which published annual reports the library lists, and in which order."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import ReportLanguage
from reports.models import PublishedAnnualReport
from societies.enums import Discipline
from societies.models import Society

_ALL = ("", pgettext_lazy("filter", "All"))
ORDERS = {
    "": ("-workplan__year", "society__code"),
    "society": ("society__code", "-workplan__year"),
    "newest": ("-published_at", "society__code"),
}


class LibraryForm(forms.Form):
    """What the library is asked for; a wrong value counts as not given."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Society or words")}),
    )
    year = forms.ChoiceField(label=_("Year"), required=False)
    discipline = forms.ChoiceField(
        label=_("Discipline"), required=False, choices=[_ALL, *Discipline.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[_ALL, *ReportLanguage.choices]
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Year, then code")),
            ("society", _("Code, then year")),
            ("newest", _("Published last")),
        ],
    )

    def __init__(self, *args: Any, listed: QuerySet[PublishedAnnualReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed = listed
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        years = listed.order_by("-workplan__year").values_list("workplan__year", flat=True)
        field.choices = [_ALL, *((str(year), str(year)) for year in years.distinct())]

    @property
    def words(self) -> str:
        """What is searched."""
        self.is_valid()
        return str(self.cleaned_data.get("q", "")).strip()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("q", "year", "discipline", "language"))

    @property
    def found(self) -> QuerySet[PublishedAnnualReport]:
        """The reports asked for, in their order."""
        self.is_valid()
        given = self.cleaned_data
        found = self._listed
        if year := given.get("year"):
            found = found.filter(workplan__year=int(year))
        if discipline := given.get("discipline"):
            found = found.filter(society__discipline=discipline)
        if language := given.get("language"):
            found = found.filter(files__language=language, withdrawn_at=None).distinct()
        if words := self.words:
            found = found.filter(_about(words))
        return found.order_by(*ORDERS[given.get("sort", "")])


def _about(words: str) -> Q:
    """Reports of a society that is called so, or that hold each of the words.

    Of a withdrawn report the text is not public, so that it is not searched.
    """
    texts = reduce(and_, (Q(search_text__icontains=word) for word in words.split()))
    return Q(society__in=Society.objects.called(words)) | (texts & Q(withdrawn_at=None))
