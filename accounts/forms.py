"""The forms of one's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import Delivery, Topic
from accounts.models import ApiToken, User
from accounts.scopes import scopes_open_to


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """Name, telephone and e-mail address; a new address needs the password."""

    current_password = forms.CharField(
        label=_("Current password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Only to change the e-mail address: password links go there."),
    )

    class Meta:
        model = User
        fields = ("name", "phone", "email")
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})}

    def clean(self) -> dict[str, Any]:
        """Whoever finds an open session must not redirect the person's mail."""
        values: dict[str, Any] = super().clean() or {}
        if "email" in self.changed_data and "email" in values:
            stored = User.objects.get(pk=self.instance.pk)
            if not stored.check_password(values.get("current_password") or ""):
                self.add_error(
                    "current_password", _("Give your password to change the e-mail address.")
                )
        return values

    def contact(self) -> dict[str, str]:
        """Return what is to be saved."""
        return {name: self.cleaned_data[name] for name in ("name", "phone", "email")}


#: What each topic is about, for those who choose how it reaches them.
_ABOUT = {
    Topic.DEADLINES: _("What is due or late and not done yet; more time; months opened again."),
    Topic.REPORTS: _("Plans, monthly and annual reports submitted, accepted or returned."),
    Topic.SLIPS: _("Slips issued, raised, answered or closed, and answers that are due."),
    Topic.NOTICES: _("What CAST writes to the societies."),
    Topic.ISSUES: _("Monthly issues and corrections."),
    Topic.JOBS: _("Imports, files and seals that have ended."),
}


class DeliveryForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """How each topic reaches a person, on which day the weekly digest comes, in which language."""

    class Meta:
        model = User
        fields = ("digest_weekday", "mail_language")
        labels = {
            "digest_weekday": _("Day of the weekly digest"),
            "mail_language": _("Language of e-mails"),
        }

    def __init__(self, *args: Any, delivery: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[f"delivery_{topic}"] = forms.ChoiceField(
                label=topic.label,
                help_text=_ABOUT[topic],
                choices=Delivery.choices,
                initial=delivery[topic],
            )

    @property
    def topics(self) -> list[forms.BoundField]:
        """The fields of the topics, in their order."""
        return [self[f"delivery_{topic}"] for topic in Topic]

    def wish(self) -> dict[str, Any]:
        """Return what is to be saved."""
        given = dict(self.cleaned_data)
        delivery = {topic.value: given.pop(f"delivery_{topic}") for topic in Topic}
        return {**given, "delivery": delivery}

    def _post_clean(self) -> None:
        """Leave the record alone, which the service judges and writes."""


class CalendarForm(forms.Form):
    """Asks for the password before an address is made under which one's deadlines can be read."""

    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean_current_password(self) -> str:
        """Whoever finds an open session must not take a key along."""
        given: str = self.cleaned_data["current_password"]
        if not self.owner.check_password(given):
            raise ValidationError(_("This is not your password."))
        return given


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """What a token is for, what it may read and for how long; making one needs the password."""

    scopes = forms.MultipleChoiceField(
        label=_("May read"), widget=forms.CheckboxSelectMultiple, required=True
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year"))],
    )
    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    class Meta:
        model = ApiToken
        fields = ("name",)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        choices = [(scope.name, scope.label) for scope in scopes_open_to(owner)]
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = choices

    def clean_current_password(self) -> str:
        """Whoever finds an open session must not take a key along."""
        given: str = self.cleaned_data["current_password"]
        if not self.owner.check_password(given):
            raise ValidationError(_("This is not your password."))
        return given

    def wish(self) -> dict[str, Any]:
        """Return what is to be made."""
        return {name: self.cleaned_data[name] for name in ("name", "scopes", "days")}
