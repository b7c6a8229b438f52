"""What CAST types of a notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.enums import SOCIETY_ROLES, Discipline, NoticeAudience, Role
from societies.forms.society import societies_by_discipline
from societies.models import Notice, Society
from societies.models.notice import MAX_TEXT
from societies.services.notices import WRITTEN
from societies.uploads import ACCEPT, MAX_BYTES
from societies.widgets import DateInput


class NoticeForm(forms.Form):
    """A draft: what it says, to whom, and whether societies must confirm it."""

    title = forms.CharField(label=pgettext_lazy("notice", "Title"), max_length=120)
    text = forms.CharField(
        label=pgettext_lazy("notice", "Text"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line begins a new paragraph. Lines that begin with “- ” or “1. ” make a list."
        ),
    )
    audience = forms.ChoiceField(
        label=pgettext_lazy("notice", "For"),
        choices=NoticeAudience.choices,
        initial=NoticeAudience.ALL,
        widget=forms.RadioSelect,
        help_text=_("Which societies these are is settled when the notice is sent."),
    )
    disciplines = forms.MultipleChoiceField(
        label=_("Discipline groups"),
        choices=Discipline.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chosen = forms.TypedMultipleChoiceField(
        label=_("Societies"),
        choices=societies_by_discipline,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("Whom in the society"),
        choices=[(role.value, role.label) for role in SOCIETY_ROLES],
        initial=[role.value for role in SOCIETY_ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these people see the notice, also those who join later."),
    )
    confirm_by = forms.DateField(
        label=_("To be confirmed by"),
        required=False,
        widget=DateInput(),
        help_text=_("Somebody confirms on behalf of the society. Left empty, nobody has to."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def values_of(notice: Notice) -> dict[str, Any]:
        """Return what a form for a draft begins with."""
        held = {name: getattr(notice, name) for name in WRITTEN}
        return {
            **held,
            "roles": [role.value for role in notice.roles],
            "chosen": [society.pk for society in notice.chosen.all()],
            "seen": notice.version,
        }

    def draft(self) -> dict[str, Any]:
        """Return what is to be written, as the services take it."""
        data, roles = self.cleaned_data, self.cleaned_data["roles"]
        values = {name: data[name] for name in WRITTEN if name in data}
        values |= {"to_editors": Role.EDITOR in roles, "to_approvers": Role.APPROVER in roles}
        is_chosen = data["audience"] == NoticeAudience.SOCIETIES
        keys = data["chosen"] if is_chosen else []
        return {"values": values, "chosen": list(Society.objects.filter(pk__in=keys))}

    def add_problems(self, error: ValidationError) -> None:
        """Show a service's refusal beside the fields it speaks of."""
        for name, problems in getattr(error, "error_dict", {None: error}).items():
            self.add_error(name if name in self.fields else None, problems)


class AttachForm(forms.Form):
    """One file that goes out with a notice."""

    file = forms.FileField(
        label=pgettext_lazy("notice", "Attachment"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            _("One file: PDF, picture or Office document, at most {limit} MB."),
            limit=MAX_BYTES // 1024**2,
        ),
    )


class WithdrawNoticeForm(forms.Form):
    """Why a notice is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who received the notice reads it."),
    )
