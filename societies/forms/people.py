"""Forms of the people who work for societies and at CAST."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from societies.enums import SOCIETY_ROLES, Discipline, Role
from societies.forms.society import SocietyChoice, societies_by_discipline
from societies.models import RoleAssignment
from societies.services.people import Portfolio


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
