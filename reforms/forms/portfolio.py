"""Filters of a reviewer's queue, all of them in the address."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

#: The choice of everything, of whatever it is the choice.
ALL = "all"
#: The choice of one's own portfolio.
OWN = "own"


class PortfolioForm(forms.Form):
    """Whose societies, and in which state; what is not a choice counts as not given."""

    portfolio = forms.ChoiceField(
        label=_("Societies"),
        required=False,
        choices=[(OWN, _("My portfolio")), (ALL, _("All societies"))],
    )

    #: The state that is meant when none is named.
    usual_state: ClassVar[str]

    def __init__(self, *args: Any, has_portfolio: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_portfolio:
            del self.fields["portfolio"]
        self.is_valid()  # fills `cleaned_data` with what can be used

    @property
    def is_own(self) -> bool:
        """Whether only the reviewer's portfolio is wanted."""
        return "portfolio" in self.fields and self.cleaned_data.get("portfolio") != ALL

    @property
    def wanted_state(self) -> str:
        """The state wanted; empty for all."""
        state = self.cleaned_data.get("state") or self.usual_state
        return "" if state == ALL else state
