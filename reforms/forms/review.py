"""What reviewers type: which reports to see, a decision, the end of a review."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reforms import months
from reforms.enums import Decision, ReportState
from reforms.flags import Flag
from reforms.forms.portfolio import ALL, PortfolioForm
from reforms.selectors.review import QueueChoice
from societies.enums import Discipline

_FLAGGED = {"clean": False, "flagged": True}
#: Reports that claim 100% where the registers say otherwise.
AGAINST = "registers"


class QueueForm(PortfolioForm):
    """The filters of the queue."""

    usual_state = ReportState.SUBMITTED

    month = forms.CharField(label=_("Month"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (ReportState.SUBMITTED, _("Awaiting review")),
            (ReportState.RETURNED, pgettext_lazy("reports", "Returned")),
            (ReportState.ACCEPTED, pgettext_lazy("reports", "Accepted")),
            (ALL, _("All states")),
        ],
    )
    discipline = forms.ChoiceField(
        label=_("Discipline group"),
        required=False,
        choices=[("", _("All disciplines")), *Discipline.choices],
    )
    flagged = forms.ChoiceField(
        label=_("Flags"),
        required=False,
        choices=[
            ("", _("With and without flags")),
            ("clean", _("Clean")),
            ("flagged", _("Flagged")),
            (AGAINST, _("Against the registers")),
        ],
    )
    late = forms.BooleanField(label=_("Late only"), required=False)

    def choice(self) -> QueueChoice:
        """Which reports are wanted; awaiting review in one's own portfolio by default."""
        flagged = self.cleaned_data.get("flagged") or ""
        return QueueChoice(
            state=self.wanted_state,
            is_own=self.is_own,
            discipline=self.cleaned_data.get("discipline") or "",
            flagged=_FLAGGED.get(flagged),
            is_late=bool(self.cleaned_data.get("late")),
            flag=Flag.AGAINST_REGISTERS if flagged == AGAINST else None,
        )

    @property
    def wanted_month(self) -> dt.date | None:
        """The month asked for, None when none or no month is."""
        try:
            return months.parse_month(self.cleaned_data.get("month") or "")
        except ValueError:
            return None


class DecisionForm(forms.Form):
    """A reviewer's decision on one task."""

    decision = forms.ChoiceField(
        choices=[c for c in Decision.choices if c[0] != Decision.PENDING],
        widget=forms.HiddenInput,
    )
    percent = forms.IntegerField(
        label=_("Accepted percent"),
        required=False,
        min_value=0,
        max_value=100,
        error_messages={"invalid": _("Give a whole number from 0 to 100.")},
    )
    reason = forms.CharField(
        label=_("Reason, which the society reads"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class FinishForm(forms.Form):
    """The end of a review."""

    returned_due_on = forms.DateField(
        label=_("Corrected report due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Remark to the society"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AgainForm(forms.Form):
    """Why an accepted report is reviewed again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
