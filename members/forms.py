"""Forms of members, of the files they come in, and of their dues."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.enums import LeftReason
from members.fields import FIELDS, SECRETS, without_secrets
from members.importing.problems import message_of
from members.models import Member
from societies.forms import DateInput

_QUIET = {"autocomplete": "off"}
#: Dues are recorded of these years.
FIRST_YEAR, LAST_YEAR = 1949, 2200


class DayForm(forms.Form):
    """The day that figures are as of; a wrong one says so and leaves today's standing."""

    on = forms.DateField(label=_("As of"), required=False, widget=DateInput())

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__({"on": data.get("on") or today.isoformat()})
        self.today = today

    @property
    def day(self) -> date:
        """The day asked for, or today."""
        self.is_valid()
        found: date | None = self.cleaned_data.get("on")
        return found or self.today


class NumberForm(forms.Form):
    """An identity or telephone number to find a member by."""

    number = forms.CharField(
        label=_("Identity or telephone number"),
        max_length=40,
        help_text=_("The whole number; it is kept out of the address and of logs."),
        widget=forms.TextInput(attrs=_QUIET),
    )


class _PastDays(forms.BaseForm):
    """Days of what has happened do not lie in the future."""

    today: date

    def clean_birth_on(self) -> date | None:
        """Refuse a birth to come."""
        return self._past("birth_on")

    def clean_left_on(self) -> date | None:
        """Refuse leaving ahead of time."""
        return self._past("left_on")

    def _past(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError(message_of(f"{name.removesuffix('_on')}_future", {}))
        return day


class MemberForm(_PastDays, forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """One member. Numbers recorded already are not shown: an empty field keeps them."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        required=False,
        help_text=_("Of an identity card or another document; kept encrypted."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Kept encrypted."),
        widget=forms.TextInput(attrs={"inputmode": "tel", **_QUIET}),
    )
    forget_id_number = forms.BooleanField(label=_("Delete the identity number"), required=False)
    forget_phone = forms.BooleanField(label=_("Delete the telephone number"), required=False)

    class Meta:
        model = Member
        fields = without_secrets(FIELDS)
        widgets = {
            "birth_on": DateInput(),
            "joined_on": DateInput(),
            "left_on": DateInput(),
            "registration_no": forms.TextInput(attrs=_QUIET),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"note": pgettext_lazy("member", "Note")}
        error_messages = {
            "registration_no": {"unique": _("A member has this registration number already.")}
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial["version"] = self.instance.version
        society = self.instance.society
        prefix, pattern = society.member_prefix, society.member_pattern
        if prefix or pattern:
            self.fields["registration_no"].help_text = _("For example %(number)s.") % {
                "number": prefix + (pattern.replace("#", "0").replace("@", "A") or "…")
            }
        if self.instance.pk is None or self.instance.left_on is None:
            del self.fields["left_on"], self.fields["left_reason"]
        for name in SECRETS:
            if getattr(self.instance, f"{name}_key"):
                self.fields[name].help_text = _("Recorded; leave empty to keep it.")
            else:
                del self.fields[f"forget_{name}"]

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        values: dict[str, Any] = super().clean() or {}
        for name in SECRETS:
            if values.get(f"forget_{name}") and values.get(name):
                self.add_error(name, _("Either delete the number or enter a new one."))
        if values.get("left_reason") and "left_on" in self.fields and not values.get("left_on"):
            self.add_error("left_reason", _("There is no day of leaving."))
        return values

    def values(self) -> dict[str, Any]:
        """Return what is to be saved; a number only when it is new or to be deleted."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        for name in SECRETS:
            if self.cleaned_data[name] or self.cleaned_data.get(f"forget_{name}"):
                values[name] = self.cleaned_data[name]
        return values


class LeaveForm(_PastDays, forms.Form):
    """When and why somebody is no longer a member."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    left_on = forms.DateField(
        label=_("Left on"),
        help_text=_("From this day on no longer a member."),
        widget=DateInput(),
    )
    left_reason = forms.ChoiceField(
        label=_("Reason for leaving"), choices=[("", "———"), *LeftReason.choices]
    )

    def __init__(self, *args: Any, member: Member, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": member.version}
        super().__init__(*args, **kwargs)
        self.member, self.today = member, today

    def clean_left_on(self) -> date | None:
        """Refuse a day before that of joining, and one to come."""
        left_on = super().clean_left_on()
        if left_on and self.member.joined_on and left_on < self.member.joined_on:
            raise ValidationError(_("A member cannot leave before joining."))
        return left_on


class ImportForm(forms.Form):
    """A file of members."""

    file = forms.FileField(
        label=_("CSV or Excel workbook (.xlsx)"),
        help_text=_("Up to 500,000 rows; the columns may stand in any order."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class DuesYearForm(forms.Form):
    """The year whose dues are looked at; a wrong one says so and leaves this one standing."""

    year = forms.IntegerField(
        label=pgettext_lazy("dues", "Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__({"year": data.get("year") or today.year})
        self.today = today

    @property
    def chosen(self) -> int:
        """The year asked for, or this one."""
        self.is_valid()
        return int(self.cleaned_data.get("year") or self.today.year)


class ChargeForm(forms.Form):
    """The day whose members and standards make the dues of a year."""

    on = forms.DateField(label=_("Members and standards as of"), widget=DateInput())

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": date(year, 1, 1)}
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_on(self) -> date:
        """Refuse a day of another year."""
        on: date = self.cleaned_data["on"]
        if on.year != self.year:
            raise ValidationError(_("Choose a day of %(year)d.") % {"year": self.year})
        return on
