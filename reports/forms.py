"""Forms of annual reports, and of the views that a person keeps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import AnnualReportState, SavedPage
from reports.models import SavedView
from reports.rich_text import from_plain, is_plain
from reports.selectors.annual import NOT_BEGUN, ListRow
from societies.enums import Discipline


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
