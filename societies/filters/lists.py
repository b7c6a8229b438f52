"""What the addresses of the lists of societies and people may ask for."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from societies.enums import Discipline, Role
from societies.models import RoleAssignment, Society
from societies.models.society import SocietyQuerySet

_SEARCH = TextInput(attrs={"data-search": "", "type": "search"})


class SocietyFilter(filters.FilterSet):
    """Societies by name, code, discipline group and state."""

    q = filters.CharFilter(label=_("Name or code"), method="search", widget=_SEARCH)
    discipline = filters.ChoiceFilter(
        label=_("Discipline group"), choices=Discipline.choices, empty_label=_("all")
    )
    state = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "State"),
        choices=(("active", _("takes part")), ("inactive", _("does not take part"))),
        method="by_state",
        empty_label=_("all"),
    )

    class Meta:
        model = Society
        fields = ("q", "discipline", "state")

    def search(self, queryset: SocietyQuerySet, _name: str, value: str) -> SocietyQuerySet:
        """Find by part of a name, by code, pinyin or initials."""
        return queryset.called(value)

    def by_state(self, queryset: QuerySet[Society], _name: str, value: str) -> QuerySet[Society]:
        """Show those that take part, or the others."""
        return queryset.filter(is_active=value == "active")


class PersonFilter(filters.FilterSet):
    """People by name, role, society and state."""

    q = filters.CharFilter(label=_("Name or user name"), method="search", widget=_SEARCH)
    role = filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, method="by_role", empty_label=_("all")
    )
    society = filters.CharFilter(label=_("Society (name or code)"), method="by_society")
    state = filters.ChoiceFilter(
        label=pgettext_lazy("filter", "State"),
        choices=(("active", _("active")), ("inactive", pgettext_lazy("account", "closed"))),
        method="by_state",
        empty_label=_("all"),
    )

    class Meta:
        model = User
        fields = ("q", "role", "society", "state")

    def search(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Find any part of the name, user name or e-mail address."""
        text = value.strip()
        return queryset.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text)
        )

    def by_role(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Show who holds the role now."""
        return queryset.filter(Exists(_held().filter(role=value)))

    def by_society(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Show who works for a society now."""
        return queryset.filter(Exists(_held().filter(society__in=Society.objects.called(value))))

    def by_state(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Show open or closed accounts."""
        return queryset.filter(is_active=value == "active")


def _held() -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(person=OuterRef("pk"), ended_on__isnull=True)
