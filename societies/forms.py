"""Forms of societies and of the people who work for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.templatetags.portal import local_filter
from societies.enums import SOCIETY_ROLES, Discipline, Role
from societies.models import PROFILE_FIELDS, RoleAssignment, Society
from societies.services.people import Portfolio

MANAGER_FIELDS = ("code", "name_zh", "name_en", "discipline", "is_active")

#: More is a slip of the keys; it also fits the database's small number everywhere.
MOST_SEATS = 9999


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """How a person is called and reached."""

    class Meta:
        model = User
        fields = ("name", "phone", "email")
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}


class PortfolioForm(forms.Form):
    """What a CAST reviewer looks after."""

    disciplines = forms.MultipleChoiceField(
        label=_("Discipline groups"),
        choices=Discipline.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every society of the group, also one that joins later."),
    )
    societies = forms.TypedMultipleChoiceField(
        label=_("Single societies"),
        choices=societies_by_discipline,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def portfolio(self) -> Portfolio:
        """Return the portfolio asked for."""
        return Portfolio(
            frozenset(self.cleaned_data["disciplines"]), frozenset(self.cleaned_data["societies"])
        )


class RoleForm(forms.Form):
    """A further role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    society = SocietyChoice(
        label=_("Society"), required=False, help_text=_("For editors and approvers.")
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Ask for a society where the role needs one; refuse a role held already."""
        values: dict[str, Any] = super().clean() or {}
        role, society = values.get("role"), values.get("society")
        if role is None or "society" not in values:
            return values
        if role in SOCIETY_ROLES and society is None:
            self.add_error("society", _("Choose the society of this role."))
        elif RoleAssignment.objects.filter(
            person=self.person,
            role=role,
            society=society if role in SOCIETY_ROLES else None,
            ended_on__isnull=True,
        ).exists():
            self.add_error("role", _("The person holds this role already."))
        return values


class PersonCreateForm(PortfolioForm):
    """A new person with their first roles."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("For signing in; small letters, digits and . _ - are best."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Notifications and the password link go there."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    society = SocietyChoice(
        label=_("Society"), required=False, help_text=_("For editors and approvers.")
    )
    field_order = ("username", "name", "phone", "email", "roles", "society")

    def clean_username(self) -> str:
        """Keep user names in small letters and once only."""
        username = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."), code="taken")
        return username

    def clean(self) -> dict[str, Any]:
        """Ask for what the roles need, and for nothing they do not use."""
        values: dict[str, Any] = super().clean() or {}
        roles = set(values.get("roles", ()))
        if roles & set(SOCIETY_ROLES) and "society" in values and values["society"] is None:
            self.add_error("society", _("Choose the society of this role."))
        if Role.REVIEWER not in roles and (values.get("disciplines") or values.get("societies")):
            self.add_error("disciplines", _("Only a CAST reviewer has a portfolio."))
        return values


class DeactivateForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class FirstManagerForm(forms.Form):
    """The first manager of an empty portal."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not a common word, not digits alone."),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password, or two that differ."""
        values: dict[str, Any] = super().clean() or {}
        password = values.get("password", "")
        if password:
            person = User(username=values.get("username", ""), name=values.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        if password and values.get("password_again") and password != values["password_again"]:
            self.add_error("password_again", _("The two passwords differ."))
        return values
