"""What societies and CAST type about exceptions to checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reforms.checks import words
from reforms.enums import ExceptionState
from reforms.forms.fields import DateInput
from reforms.forms.portfolio import ALL, PortfolioForm
from reforms.selectors.exceptions import SoftCheck
from reforms.services.exceptions import MAX_WORDS, MIN_REASON

APPROVE, REFUSE = "approve", "refuse"


class RequestForm(forms.Form):
    """Ask for an exception to one soft check."""

    check = forms.ChoiceField(
        label=_("Check"), help_text=_("Only checks whose rule is soft can be excused.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=MIN_REASON,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why the rule cannot or should not be kept, and until when. CAST reads it."),
    )

    def __init__(self, data: Any = None, *, soft: Sequence[SoftCheck], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.soft = {item.value: item for item in soft if not item.is_taken}
        field = self.fields["check"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a check"))] + [
                (value, _label(item)) for value, item in self.soft.items()
            ]

    @property
    def chosen(self) -> SoftCheck:
        """The check of a valid form."""
        return self.soft[self.cleaned_data["check"]]


def _label(item: SoftCheck) -> str:
    """Task, check, and how it stands now."""
    label = f"{item.task} · {words.title(item.check)}"
    if item.view is None:
        return label
    return f"{label} · {item.view.verdict.label}"


class DecisionForm(forms.Form):
    """CAST's answer to a request."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve the exception")), (REFUSE, _("Refuse the exception"))],
        widget=forms.RadioSelect,
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DateInput(),
        help_text=_("The last day; left empty the exception holds until it is withdrawn."),
    )
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a refusal. The society reads it."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What the service wants to know."""
        data = self.cleaned_data
        return {
            "is_approved": data["decision"] == APPROVE,
            "note": data["note"],
            "valid_until": data["valid_until"],
        }


class QueueForm(PortfolioForm):
    """The filters of CAST's list."""

    usual_state = ExceptionState.REQUESTED

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Awaiting a decision")),
            *((s.value, s.label) for s in ExceptionState if s != ExceptionState.REQUESTED),
            (ALL, _("All states")),
        ],
    )


def add_problems(form: forms.BaseForm, error: ValidationError) -> None:
    """Show a service's refusal beside the fields it speaks of."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
