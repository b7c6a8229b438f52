"""What the address of a register's list may ask for, made from what the register says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import BooleanField, F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from societies.registers import BESIDE, Flag, Register
from societies.registers.display import choices_of, field_at, label_of, references_of, related_model
from societies.widgets import DateInput

#: Numbers that lists are cut by as by a choice.
_NUMBERS = ("year", "term")
_BOOLEAN = {"1": True, "0": False, "unknown": None}


class RegisterFilterForm(forms.Form):
    """The questions a list answers; a wrong one says so and leaves the others standing."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"data-search": "", "type": "search"}),
    )

    def __init__(
        self, data: QueryDict, *, register: Register, societies: Sequence[tuple[str, Any]]
    ) -> None:
        super().__init__(data)
        found = ", ".join(label_of(register, path) for path in register.searched)
        self.fields["q"].help_text = ""
        self.fields["q"].widget.attrs["title"] = found
        if societies:
            self.fields["society"] = _choice(_("Society"), societies)
        for path in register.filtered:
            self.fields[path] = _choice(label_of(register, path), _options(register, path))
        for name in _NUMBERS:
            if name in register.fields:
                self.fields[name] = forms.IntegerField(
                    label=label_of(register, name), required=False, min_value=1, max_value=2200
                )
        if register.dated:
            label = label_of(register, register.dated)
            for name, words in (
                ("since", pgettext("filter", "%(date)s: from")),
                ("until", pgettext("filter", "%(date)s: to")),
            ):
                self.fields[name] = forms.DateField(
                    label=words % {"date": label}, required=False, widget=DateInput()
                )
        if register.flags:
            self.fields["flagged"] = forms.BooleanField(label=_("Only flagged"), required=False)
        for field in references_of(register):
            self.fields[field] = _reference(register, field)
        self.fields["sort"] = forms.CharField(required=False, widget=forms.HiddenInput)


def _reference(register: Register, field: str) -> forms.ModelChoiceField[Any]:
    """Keep a list to what hangs on one record; a link brings this, nobody types it."""
    target: Any = related_model(register.model._meta.get_field(field))
    return forms.ModelChoiceField(
        label=label_of(register, field),
        queryset=target.objects.all(),
        required=False,
        widget=forms.HiddenInput,
    )


def _choice(label: Any, options: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", pgettext("filter", "all")), *options]
    )


def _options(register: Register, path: str) -> list[tuple[str, str]]:
    """Return the answers to a question: choices, or yes, no and unknown."""
    field = field_at(register.model, path)
    if isinstance(field, BooleanField):
        options = [("1", gettext("yes")), ("0", gettext("no"))]
        return [*options, ("unknown", gettext("unknown"))] if field.null else options
    options = [(str(value), word) for value, word in choices_of(register, path).items() if value]
    return [*options, ("unknown", gettext("unknown"))] if field.blank else options


@dataclass(frozen=True)
class SortLink:
    """A column's head: its words, the address part that sorts by it, and how it sorts now."""

    field: str
    label: str
    sort: str
    state: str
    is_number: bool


class RegisterFilter:
    """A register's records, as searched, filtered and sorted in the address."""

    def __init__(
        self,
        data: QueryDict,
        *,
        register: Register,
        records: QuerySet[Any],
        societies: Sequence[tuple[str, Any]],
        today: date,
    ) -> None:
        self.register = register
        self.today = today
        self._data = data
        self._records = records
        self.form = RegisterFilterForm(data, register=register, societies=societies)
        self.form.is_valid()
        self._asked = {
            name: value
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "", False) and name != "sort"
        }

    @property
    def is_everything(self) -> bool:
        """Whether no record is left out, but for those of other societies."""
        return not self._asked.keys() - {"society"}

    def _where(self) -> Iterator[Q]:
        for name, value in self._asked.items():
            if name == "q":
                yield self._search(str(value).strip())
            elif name == "society":
                yield Q(society__code=value)
            elif name == "since":
                yield Q(**{f"{self.register.dated}__gte": value})
            elif name == "until":
                yield Q(**{f"{self.register.dated}__lte": value})
            elif name in _NUMBERS:
                yield Q(**{name: value})
            elif name in self.register.filtered:
                yield self._equals(name, str(value))
            elif name in references_of(self.register):
                yield Q(**{name: value})

    def _search(self, text: str) -> Q:
        found = Q()
        for path in self.register.searched:
            found |= Q(**{f"{path}__icontains": text})
        return found

    def _equals(self, path: str, value: str) -> Q:
        field = field_at(self.register.model, path)
        if isinstance(field, BooleanField):
            answer = _BOOLEAN[value]
            return Q(**{f"{path}__isnull": True}) if answer is None else Q(**{path: answer})
        return Q(**{path: "" if value == "unknown" else value})

    @cached_property
    def _sorted_by(self) -> tuple[str, bool]:
        """The listed field that sorts, and whether downwards; ("", False) for the usual order."""
        asked = self._data.get("sort", "")
        field = asked.removeprefix("-")
        return (field, asked.startswith("-")) if field in self.register.listed else ("", False)

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """The records asked for, in the order asked for, before flags are looked at."""
        found = self._records.filter(*self._where())
        field, is_down = self._sorted_by
        if not field:
            return found.order_by(*self.register.ordering) if self.register.ordering else found
        if field_at(self.register.model, field).is_relation:
            # the order of what is referred to, such as the day of a meeting
            return found.order_by(f"-{field}" if is_down else field, "pk")
        by = F(field).desc(nulls_last=True) if is_down else F(field).asc(nulls_last=True)
        return found.order_by(by, "pk")

    @cached_property
    def records(self) -> QuerySet[Any] | list[Any]:
        """The records asked for; a list when flags had to be looked at one by one."""
        if not (self._asked.get("flagged") and self.register.flags):
            return self.queryset
        return [record for record in beside(self.register, self.queryset) if self.flags_of(record)]

    @property
    def exported(self) -> QuerySet[Any]:
        """The same records as a query, for tables that are written row by row."""
        if isinstance(self.records, list):
            return self.queryset.filter(pk__in=[record.pk for record in self.records])
        return self.queryset

    def flags_of(self, record: Model) -> Sequence[Flag]:
        """Return what in a record breaks a rule of practice."""
        return self.register.flags(record, self.today) if self.register.flags else ()

    def heads(self) -> list[SortLink]:
        """Return the heads of the list's columns; one sorted by turns round at the next click."""
        by, is_down = self._sorted_by
        return [self._head(field, field == by, is_down) for field in self.register.listed]

    def _head(self, field: str, is_sorted: bool, is_down: bool) -> SortLink:
        state = ("descending" if is_down else "ascending") if is_sorted else "none"
        return SortLink(
            field,
            label_of(self.register, field),
            f"-{field}" if is_sorted and not is_down else field,
            state,
            is_number(self.register, field),
        )

    def words(self) -> str:
        """Say which filters applied, for people."""
        colon = pgettext("between a word and what follows", ": ")
        parts = []
        for name, value in self._asked.items():
            field = self.form.fields[name]
            words = dict(_flat(field.choices)) if type(field) is forms.ChoiceField else {}
            text = words.get(str(value), str(value))
            parts.append(str(field.label) if value is True else f"{field.label}{colon}{text}")
        return pgettext("between several values", "; ").join(parts)

    @property
    def is_asked(self) -> bool:
        """Whether anything but a society narrows the list."""
        return bool(self._asked.keys() - {"society"})


def beside(register: Register, records: Iterable[Any]) -> list[Any]:
    """Return records with that beside them which their flags compare with."""
    found = list(records)
    if register.kind in BESIDE:
        BESIDE[register.kind](found)
    return found


def is_number(register: Register, path: str) -> bool:
    """Whether a field's values stand to the right, as figures do."""
    kind = field_at(register.model, path).get_internal_type()
    return (kind.endswith("IntegerField") or kind == "DecimalField") and path not in _NUMBERS


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, word in choices:
        if isinstance(word, list | tuple):
            yield from _flat(word)
        else:
            yield str(value), str(word)
