"""What managers type to open a sealed month again."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from reforms import months
from societies.forms import choice_label
from societies.models import Society


class SocietyChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Choose a society by its name in the viewer's language."""

    def label_from_instance(self, obj: Society) -> str:
        """Return code and name."""
        return choice_label(obj)


class ReopenForm(forms.Form):
    """Open a sealed month again for one society."""

    society = SocietyChoiceField(
        label=_("Society"),
        queryset=Society.objects.all(),
        to_field_name="code",
        empty_label=_("Choose a society"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The society reads it, and it stands in the published correction."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expires_on = forms.DateField(
        label=_("Open until the end of"),
        help_text=_("After that day the month locks again; what was not sent is put back."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def expires_at(self) -> dt.datetime:
        """The last moment of that day in Beijing, so that whoever shows it names that day."""
        return dt.datetime.combine(
            self.cleaned_data["expires_on"], dt.time.max, tzinfo=months.BEIJING
        )

    def take(self, problems: dict[str, list[str]]) -> None:
        """Show what the service refused beside its field."""
        for field, texts in problems.items():
            known = {"expires_at": "expires_on"}.get(field, field)
            for text in texts:
                self.add_error(known if known in self.fields else None, text)
