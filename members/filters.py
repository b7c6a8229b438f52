"""What the address of a list of members may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import django_filters as filters
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.forms import NumberInput, TextInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.days import member_on
from members.enums import MemberGrade, MemberKind
from members.models import Member
from members.selectors.growth import SocietyMembership
from societies.enums import Discipline, Sector, Sex
from societies.forms import DateInput
from societies.models import Society
from societies.models.society import SocietyQuerySet

_SEARCH = TextInput(attrs={"data-search": "", "type": "search"})
_ALL = pgettext_lazy("filter", "all")
_UNKNOWN = ("unknown", pgettext_lazy("filter", "not recorded"))

#: What a list may be sorted by; each has an index that begins with the society.
SORTS = ("registration_no", "name", "joined_on")


def _with_day(data: QueryDict, today: date) -> QueryDict:
    """Let the field show the day that applies, today's unless another is asked for."""
    asked = data.copy()
    if not asked.get("on"):
        asked["on"] = today.isoformat()
    return asked


class MemberFilter(filters.FilterSet):
    """Members by name, number, kind, grade and the like; as of a day, today unless told."""

    q = filters.CharFilter(label=_("Name or registration number"), method="search", widget=_SEARCH)
    on = filters.DateFilter(label=_("As of"), method="as_of", widget=DateInput())
    status = filters.ChoiceFilter(
        label=_("Membership"),
        choices=(
            ("left", _("had left")),
            ("later", _("joined later")),
            ("any", _("everybody recorded")),
        ),
        method="as_of",
        empty_label=_("members on that day"),
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=MemberKind.choices, empty_label=_ALL)
    grade = filters.ChoiceFilter(
        label=pgettext_lazy("member", "Grade"),
        choices=(*MemberGrade.choices, _UNKNOWN),
        method="equals",
        empty_label=_ALL,
    )
    sector = filters.ChoiceFilter(
        label=_("Sector"), choices=(*Sector.choices, _UNKNOWN), method="equals", empty_label=_ALL
    )
    region = filters.CharFilter(label=_("Region"), lookup_expr="startswith")
    gender = filters.ChoiceFilter(
        label=_("Sex"), choices=(*Sex.choices, _UNKNOWN), method="equals", empty_label=_ALL
    )
    joined = filters.NumberFilter(
        label=_("Joined in year"),
        method="by_year",
        widget=NumberInput(attrs={"inputmode": "numeric"}),
        decimal_places=0,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )

    class Meta:
        model = Member
        fields = ("q", "on", "status", "kind", "grade", "sector", "region", "gender", "joined")

    def __init__(self, data: QueryDict, members: QuerySet[Any], *, today: date) -> None:
        super().__init__(_with_day(data, today), members)
        self.today = today
        self.form.is_valid()

    @property
    def day(self) -> date:
        """The day the list is as of."""
        return self.form.cleaned_data.get("on") or self.today

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Cut down to the members asked for; without a word on it, to those of the day."""
        found: QuerySet[Any] = super().filter_queryset(queryset)
        match self.form.cleaned_data.get("status"):
            case "any":
                return found
            case "left":
                return found.filter(left_on__lte=self.day)
            case "later":
                return found.filter(joined_on__gt=self.day)
        return found.filter(member_on(self.day))

    def as_of(self, queryset: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """Leave day and state to the end, where both are known."""
        return queryset

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Find any part of the name or of the registration number."""
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | Q(registration_no__icontains=text))

    def equals(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Show one value, or those without any."""
        return queryset.filter(**{name: "" if value == "unknown" else value})

    def by_year(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Show who joined in a year; between two days, so that an index helps."""
        year = int(value)
        return queryset.filter(joined_on__range=(date(year, 1, 1), date(year, 12, 31)))

    def ordered(self) -> QuerySet[Any]:
        """Return the members in the order of the address, the registration number's unless told."""
        downwards = "-" if self.data.get("sort", "").startswith("-") else ""
        found: QuerySet[Any] = self.qs
        return found.order_by(f"{downwards}{self.sorted_by}", f"{downwards}pk")

    @property
    def sorted_by(self) -> str:
        """The field that sorts the list."""
        asked: str = self.data.get("sort", "").removeprefix("-")
        return asked if asked in SORTS else SORTS[0]

    def asked(self) -> list[tuple[str, str]]:
        """What cuts the list down, by field, so that equal lists are known as such."""
        asked = self.form.cleaned_data | {"on": self.day}
        return sorted((name, str(value)) for name, value in asked.items())

    def sort_state(self, field: str) -> str:
        """How a column sorts the list now, in the words of `aria-sort`."""
        if field != self.sorted_by:
            return "none"
        return "descending" if self.data.get("sort", "").startswith("-") else "ascending"

    def words(self) -> Iterator[tuple[str, str]]:
        """Name every filter that applies and what it asks for, the day always."""
        for bound in self.form:
            value = self.form.cleaned_data.get(bound.name)
            if bound.name == "on":
                yield str(bound.label), self.day.isoformat()
            elif value not in (None, "") or bound.name == "status":
                choices = dict(getattr(bound.field, "choices", ()))
                yield str(bound.label), str(choices.get(value or "", value))


class SummaryFilter(filters.FilterSet):
    """Societies by name, discipline group and where their figures come from; as of a day."""

    q = filters.CharFilter(label=_("Name or code"), method="search", widget=_SEARCH)
    discipline = filters.ChoiceFilter(
        label=_("Discipline group"), choices=Discipline.choices, empty_label=_ALL
    )
    on = filters.DateFilter(label=_("As of"), method="later", widget=DateInput())
    source = filters.ChoiceFilter(
        label=pgettext_lazy("figures", "Source"),
        choices=(
            ("register", _("register of members")),
            ("declared", _("declared")),
            ("unknown", _("no figures")),
            ("contradicted", _("contradicted by the register")),
        ),
        method="later",
        empty_label=_ALL,
    )

    class Meta:
        model = Society
        fields = ("q", "discipline", "on", "source")

    def __init__(self, data: QueryDict, societies: QuerySet[Society], *, today: date) -> None:
        super().__init__(_with_day(data, today), societies)
        self.today = today
        self.form.is_valid()

    @property
    def day(self) -> date:
        """The day the figures are as of."""
        return self.form.cleaned_data.get("on") or self.today

    def search(self, queryset: SocietyQuerySet, _name: str, value: str) -> SocietyQuerySet:
        """Find by part of a name, by code, pinyin or initials."""
        return queryset.called(value)

    def later(self, queryset: QuerySet[Society], _name: str, _value: Any) -> QuerySet[Society]:
        """Leave to `chosen` what only the figures tell."""
        return queryset

    def chosen(self, rows: list[SocietyMembership]) -> list[SocietyMembership]:
        """Keep the societies whose figures come from where was asked, in the order asked."""
        source = self.form.cleaned_data.get("source")
        if source == "contradicted":
            rows = [row for row in rows if row.contradictions]
        elif source:
            wanted = "" if source == "unknown" else source
            rows = [row for row in rows if row.now.source == wanted]
        return sorted(rows, key=_SUMMARY_ORDERS.get(self.sorted_by, _SUMMARY_ORDERS["code"]))

    @property
    def sorted_by(self) -> str:
        """The column that sorts the societies."""
        asked: str = self.data.get("sort", "")
        return asked if asked in _SUMMARY_ORDERS else "code"


def _known(number: int | None) -> int:
    return -1 if number is None else number


#: Where there is no figure the society comes last.
_SUMMARY_ORDERS: dict[str, Callable[[SocietyMembership], tuple[Any, ...]]] = {
    "code": lambda row: (row.society.code,),
    "individual": lambda row: (-_known(row.now.individual), row.society.code),
    "growth": lambda row: (row.growth is None, -(row.growth or 0), row.society.code),
    "unit": lambda row: (-_known(row.now.unit), row.society.code),
}
