"""Which annual reports a list shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import AnnualReportState
from reports.selectors.annual import NOT_BEGUN, ListRow
from societies.enums import Discipline

_ALL = ("", pgettext_lazy("filter", "All"))


class ListForm(forms.Form):
    """Which societies CAST's list shows; a wrong value counts as not given."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[_ALL, (NOT_BEGUN, _("not begun")), *AnnualReportState.choices],
    )
    discipline = forms.ChoiceField(
        label=_("Discipline"), required=False, choices=[_ALL, *Discipline.choices]
    )
    q = forms.CharField(
        label=_("Society"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Name or code")}),
    )

    def matching(self, rows: Iterable[ListRow]) -> list[ListRow]:
        """Return the rows that the form asks for."""
        self.is_valid()
        state, discipline = self._given("state"), self._given("discipline")
        text = self._given("q")
        return [
            row
            for row in rows
            if (not state or state == (row.state if row.is_begun else NOT_BEGUN))
            and (not discipline or row.society.discipline == discipline)
            and (not text or row.society.is_called(text))
        ]

    def _given(self, name: str) -> str:
        return str(self.cleaned_data.get(name, "")).strip()


class PublicListForm(forms.Form):
    """Which published reports are listed."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    discipline = forms.ChoiceField(
        label=_("Discipline"), required=False, choices=[_ALL, *Discipline.choices]
    )
    q = forms.CharField(
        label=_("Society"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Name, code or pinyin")}),
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [_ALL, *((str(year), str(year)) for year in years)]
