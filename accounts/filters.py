"""What the addresses of the audit trail and of the notifications may ask for."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django.core.validators import MinValueValidator
from django.db.models import Q, QuerySet
from django.forms import DateInput, HiddenInput, TextInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.enums import Topic
from accounts.models import AuditEvent, Notification, NotificationQuerySet, User
from accounts.words import ACTIONS, SUBJECTS, Words

_FIRST_DAY = date(1970, 1, 1)


class _Day(DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _sorted(words: Words) -> list[tuple[str, Any]]:
    return sorted(words.items(), key=lambda item: str(item[1]))


class HistoryFilter(filters.FilterSet):
    """Events by words, who, what, kind of record and day; newest first."""

    q = filters.CharFilter(
        label=_("Record or reason"),
        method="by_words",
        widget=TextInput(attrs={"data-search": "", "type": "search"}),
    )
    who = filters.CharFilter(label=_("Who"), method="by_actor")
    action = filters.ChoiceFilter(
        label=_("What"), choices=lambda: _sorted(ACTIONS), empty_label=_("all")
    )
    kind = filters.ChoiceFilter(
        label=_("Kind of record"),
        field_name="subject_type",
        choices=lambda: _sorted(SUBJECTS),
        empty_label=_("all"),
    )
    since = filters.DateFilter(
        label=_("From"),
        method="from_day",
        widget=_Day(),
        validators=[MinValueValidator(_FIRST_DAY)],
    )
    until = filters.DateFilter(
        label=_("To"),
        method="to_day",
        widget=_Day(),
        validators=[MinValueValidator(_FIRST_DAY)],
    )
    subject = filters.CharFilter(
        label=pgettext_lazy("history", "One record"), method="by_subject", widget=HiddenInput()
    )

    class Meta:
        model = AuditEvent
        fields = ("q", "who", "action", "kind", "since", "until", "subject")

    def filter_queryset(self, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Sort as the index on time can serve when days are asked for."""
        found: QuerySet[AuditEvent] = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        by_time = given.get("since") or given.get("until")
        return found.order_by("-at", "-pk") if by_time else found.order_by("-pk")

    def by_words(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find any part of a record's name or of a reason."""
        text = value.strip()
        return queryset.filter(Q(subject_label__icontains=text) | Q(reason__icontains=text))

    def by_actor(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find any part of a name, now or earlier, or of the user name; or the portal itself."""
        text = value.strip()
        if text in ("system", pgettext("actor", "the portal")):
            return queryset.filter(actor__isnull=True)
        now = User.objects.filter(Q(username__icontains=text) | Q(name__icontains=text))
        earlier = AuditEvent.objects.filter(
            action="person.changed", before__name__icontains=text
        ).values_list("subject_id", flat=True)
        people = {*now.values_list("pk", flat=True), *map(int, earlier)}
        return queryset.filter(actor__in=people)

    def from_day(
        self, queryset: QuerySet[AuditEvent], _name: str, value: date
    ) -> QuerySet[AuditEvent]:
        """Begin with the first moment of a day here."""
        return queryset.filter(at__gte=timezone.make_aware(datetime.combine(value, time.min)))

    def to_day(
        self, queryset: QuerySet[AuditEvent], _name: str, value: date
    ) -> QuerySet[AuditEvent]:
        """End with the last moment of a day here."""
        return queryset.filter(at__lte=timezone.make_aware(datetime.combine(value, time.max)))

    def by_subject(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find what happened to one record, written as `kind:number`."""
        kind, _colon, number = value.partition(":")
        return queryset.filter(subject_type=kind, subject_id=number)


class NotificationFilter(filters.FilterSet):
    """What one was told, by topic and by whether it is read."""

    topic = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Topic"), choices=Topic.choices, empty_label=_("all")
    )
    state = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "State"),
        choices=[("unread", pgettext_lazy("notification", "not read yet"))],
        method="by_state",
        empty_label=_("all"),
    )

    class Meta:
        model = Notification
        fields = ("topic", "state")

    def by_state(
        self, queryset: NotificationQuerySet, _name: str, _value: str
    ) -> NotificationQuerySet:
        """Find what is not read yet."""
        return queryset.unread()


class AuditFilter(HistoryFilter):
    """Events of the whole portal: also by society."""

    society = filters.CharFilter(label=_("Society code"), method="by_society")

    def by_society(
        self, queryset: QuerySet[AuditEvent], _name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Find what happened in one society."""
        return queryset.filter(scope=value.strip().upper())
