"""The form of a society's profile, and the choice of one society."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import local_filter
from societies.enums import Discipline
from societies.models import PROFILE_FIELDS, Society
from societies.widgets import DateInput

MANAGER_FIELDS = ("code", "name_zh", "name_en", "discipline", "is_active")

#: More is a slip of the keys; it also fits the database's small number everywhere.
MOST_SEATS = 9999


class SocietyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """The profile of a society; some fields are a CAST manager's."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Society
        fields = (*MANAGER_FIELDS, *PROFILE_FIELDS)
        widgets = {
            "founded_on": DateInput(),
            "term_starts_on": DateInput(),
            "term_ends_on": DateInput(),
            "website": forms.URLInput(attrs={"placeholder": "https://"}),
            "contact_phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        }
        help_texts = {
            "credit_code": _("18 characters, as on the registration certificate."),
            "term_ends_on": _("A re-election is due in this year."),
            "is_active": _("A society that does not take part has no plan and no reports."),
        }

    def __init__(self, *args: Any, is_manager: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name in ("council_seats", "standing_seats", "supervisor_seats"):
            self.fields[name].validators.append(MaxValueValidator(MOST_SEATS))
        for name in () if is_manager else MANAGER_FIELDS:
            del self.fields[name]

    def clean_credit_code(self) -> str:
        """Take small letters and spaces as people type them."""
        return str(self.cleaned_data["credit_code"]).replace(" ", "").upper()

    def values(self) -> dict[str, Any]:
        """Return what is to be saved."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def choice_label(society: Society) -> str:
    """Write a society in a list of choices: code and name in the viewer's language."""
    return f"{society.code} {local_filter(society, 'name')}"


def societies_by_discipline() -> list[tuple[str, list[tuple[int, str]]]]:
    """Active societies as choices, grouped in CAST's order."""
    groups: dict[str, list[tuple[int, str]]] = {value: [] for value in Discipline.values}
    for society in Society.objects.active():
        groups[society.discipline].append((society.pk, choice_label(society)))
    return [(str(Discipline(value).label), rows) for value, rows in groups.items() if rows]


class SocietyChoice(forms.TypedChoiceField):
    """One society out of the active ones, grouped by discipline."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [("", "———"), *societies_by_discipline()],
            coerce=lambda pk: Society.objects.get(pk=pk),
            empty_value=None,
            **kwargs,
        )
