"""The form of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


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
