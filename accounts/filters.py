"""What the address of the audit trail may ask for."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import DateInput, TextInput
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent
from accounts.words import ACTIONS

_SEARCH = TextInput(attrs={"data-search": "", "type": "search"})


class _Day(DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AuditFilter(filters.FilterSet):
    """Events by who, what, which record, society and day."""

    who = filters.CharFilter(label=_("Who"), method="by_actor", widget=_SEARCH)
    action = filters.ChoiceFilter(
        label=_("What"),
        choices=lambda: sorted(ACTIONS.items(), key=lambda item: str(item[1])),
        empty_label=_("all"),
    )
    record = filters.CharFilter(
        label=_("Record"), field_name="subject_label", lookup_expr="icontains"
    )
    society = filters.CharFilter(label=_("Society code"), method="by_society")
    since = filters.DateFilter(
        label=_("From"), field_name="at", lookup_expr="date__gte", widget=_Day()
    )
    until = filters.DateFilter(
        label=_("To"), field_name="at", lookup_expr="date__lte", widget=_Day()
    )

    class Meta:
        model = AuditEvent
        fields = ("who", "action", "record", "society", "since", "until")

    def by_actor(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find any part of the name, at the time or now, or of the user name."""
        text = value.strip()
        return queryset.filter(
            Q(actor_label__icontains=text)
            | Q(actor__username__icontains=text)
            | Q(actor__name__icontains=text)
        )

    def by_society(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find what happened in one society."""
        return queryset.filter(scope__iexact=value.strip())
