"""Reads for the page of the office: staff now and a year-end ago, Party bodies, rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from societies.enums import SECRETARY_GENERAL_LEVEL, Employment, PartyLayer
from societies.models import PartyBody, Premises, Rule, Society, StaffMember
from societies.selectors.meetings import rules_in_force


@dataclass(frozen=True)
class StaffCount:
    """The staff of a society on a day."""

    on: date
    total: int
    full_time: int
    part_time: int
    head_level: int
    contract: int
    insured: int
    openly_recruited: int
    grades: dict[str, int]
    education: dict[str, int]


@dataclass(frozen=True)
class Office:
    """The office of a society as of a day, beside the last day of the year before."""

    now: StaffCount
    before: StaffCount
    premises: list[Premises]
    layers: list[tuple[str, list[PartyBody]]]
    rules: list[Rule]

    @property
    def kinds(self) -> list[tuple[str, list[Rule]]]:
        """The rules in force under the word of their kind, in the library's order."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.get_kind_display(), []).append(rule)
        return list(found.items())


def office_of(society: Society, on: date) -> Office:
    """Return what the office is made of on a day."""
    staff = list(StaffMember.objects.filter(society=society))
    year_end = date(on.year - 1, 12, 31)
    bodies = PartyBody.objects.filter(_existing(on), society=society)
    found = list(bodies.order_by("approved_on", "pk"))
    premises = Premises.objects.filter(society=society).filter(
        Q(from_on__isnull=True) | Q(from_on__lte=on), Q(to_on__isnull=True) | Q(to_on__gte=on)
    )
    rules = rules_in_force(Rule.objects.filter(society=society), on)
    return Office(
        now=_count(staff, on),
        before=_count(staff, year_end),
        premises=list(premises),
        layers=[
            (str(layer.label), [body for body in found if body.layer == layer])
            for layer in PartyLayer
        ],
        rules=list(rules),
    )


def _existing(on: date) -> Q:
    """Party bodies that exist on a day; on the day of its dissolution one no longer does."""
    approved = Q(approved_on__isnull=True) | Q(approved_on__lte=on)
    return approved & (Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on))


@dataclass(frozen=True)
class SocietyOffice:
    """One society in the national overview of offices; Party bodies are counted by layer."""

    society: Society
    now: StaffCount
    before: StaffCount
    layers: dict[str, int]

    @property
    def layer_words(self) -> list[tuple[str, int]]:
        """The layers that have a Party body, in the order of rank."""
        return [
            (str(layer.label), self.layers[layer]) for layer in PartyLayer if layer in self.layers
        ]


def offices_of_all(societies: Collection[Society], on: date) -> list[SocietyOffice]:
    """Return every society's office on a day; the same two queries for any number."""
    keys, year_end = [society.pk for society in societies], date(on.year - 1, 12, 31)
    staff: dict[int, list[StaffMember]] = defaultdict(list)
    for person in StaffMember.objects.filter(society__in=keys).order_by():
        staff[person.society_id].append(person)
    layers: dict[int, dict[str, int]] = defaultdict(dict)
    bodies = PartyBody.objects.filter(_existing(on), society__in=keys).order_by()
    for society_id, layer, number in bodies.values_list("society", "layer").annotate(Count("pk")):
        layers[society_id][layer] = number
    return [
        SocietyOffice(
            society,
            _count(staff[society.pk], on),
            _count(staff[society.pk], year_end),
            layers[society.pk],
        )
        for society in societies
    ]


def _count(staff: Iterable[StaffMember], on: date) -> StaffCount:
    """Count who is employed on a day; both the first and the last day belong to it."""
    people = [
        person
        for person in staff
        if (person.from_on is None or person.from_on <= on)
        and (person.to_on is None or person.to_on >= on)
    ]
    full_time = [person for person in people if person.employment == Employment.FULL_TIME]
    return StaffCount(
        on=on,
        total=len(people),
        full_time=len(full_time),
        part_time=len(people) - len(full_time),
        head_level=sum(person.grade in SECRETARY_GENERAL_LEVEL for person in full_time),
        contract=sum(person.has_contract is True for person in people),
        insured=sum(person.has_insurance is True for person in people),
        openly_recruited=sum(person.is_openly_recruited is True for person in people),
        grades=dict(Counter(person.get_grade_display() for person in people).most_common()),
        education=dict(Counter(person.get_education_display() for person in people).most_common()),
    )
