"""What the addresses of lists of notices may ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.enums import NoticeState
from societies.filters.overviews import SocietyQuestions
from societies.models import Notice
from societies.models.notice import NoticeQuerySet
from societies.selectors.notices import SocietyReceipt

_SEARCH = forms.TextInput(attrs={"data-search": "", "type": "search"})


class _Searched(filters.FilterSet):
    """Notices by their words."""

    q = filters.CharFilter(label=_("Words of the title or text"), method="search", widget=_SEARCH)

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ("q",)

    def search(self, queryset: NoticeQuerySet, _name: str, value: str) -> NoticeQuerySet:
        """Find any part of title or text."""
        text = value.strip()
        return queryset.filter(Q(title__icontains=text) | Q(text__icontains=text))


class InboxFilter(_Searched):
    """One's own notices by what is still to be done with them."""

    state = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "State"),
        method="by_state",
        empty_label=_("all"),
        choices=(
            ("unread", pgettext_lazy("notice", "not read")),
            ("owed", pgettext_lazy("notice", "to be confirmed")),
            ("withdrawn", pgettext_lazy("notice", "withdrawn")),
        ),
    )

    class Meta(_Searched.Meta):
        fields = ("q", "state")

    def by_state(self, queryset: Any, _name: str, value: str) -> Any:
        """Show what is unread, owed or withdrawn."""
        if value == "withdrawn":
            return queryset.filter(state=NoticeState.WITHDRAWN)
        return (
            queryset.filter(is_read=False) if value == "unread" else queryset.filter(is_owed=True)
        )


class RegisterFilter(_Searched):
    """All notices by where they stand."""

    state = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "State"), empty_label=_("all"), choices=NoticeState.choices
    )

    class Meta(_Searched.Meta):
        fields = ("q", "state")


class ReceiptQuestions(SocietyQuestions):
    """Which societies of a notice are shown."""

    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "all")),
            ("unread", pgettext_lazy("notice", "not read")),
            ("read", pgettext_lazy("notice", "read")),
            ("owed", pgettext_lazy("notice", "to be confirmed")),
            ("confirmed", pgettext_lazy("notice", "confirmed")),
            ("nobody", pgettext_lazy("notice", "nobody to read it")),
        ],
    )
    field_order = ("q", "state", "discipline")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()

    def rows(self, rows: Iterable[SocietyReceipt]) -> list[SocietyReceipt]:
        """Return the societies asked for."""
        state = self.cleaned_data.get("state") or ""
        return [row for row in rows if self.fits(row.society) and _stands(row, state)]


def _stands(row: SocietyReceipt, state: str) -> bool:
    return {
        "": True,
        "unread": not row.is_read,
        "read": row.is_read,
        "owed": row.owes,
        "confirmed": row.is_confirmed,
        "nobody": row.has_nobody,
    }[state]
