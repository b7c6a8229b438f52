"""The governance calendar: what a society's terms, congresses and officers make due, and when.

Pure: frozen facts in, entries out; the day is an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.bilingual import pick
from societies.calendar_days import months_after, working_days_after
from societies.enums import OFFICER_ROLES

#: Years of a term, and months by which a re-election may be put off (model charter).
TERM_YEARS, DELAY_MONTHS = 5, 12
#: Months before the term ends by which the plan, and before the congress the request, go to CAST.
PLAN_MONTHS, REQUEST_MONTHS = 6, 2
#: Working days after the congress within which its result is filed.
FILING_DAYS = 30
#: Officers are no older than this (不超过70周岁), and hold a post for at most so many terms.
OLDEST, MOST_TERMS = 70, 2


class EntryKind(TextChoices):
    """What the calendar knows of."""

    REELECTION = "reelection", _("re-election")
    PLAN = "plan", _("plan of the re-election to CAST")
    REQUEST = "request", _("request to hold the congress")
    FILING = "filing", _("filing of the congress's result")
    LONG_TERM = "long_term", _("term too long")
    DELAY = "delay", _("re-election put off too long")
    AGE = "age", _("age limit of officers")
    TERMS = "terms", _("number of terms of officers")
    FULL_TIME = "full_time", _("full-time secretary-general")


class Urgency(TextChoices):
    """How soon something is due; a breach has no day to wait for."""

    BREACH = "breach", pgettext_lazy("calendar", "Breaks a rule")
    OVERDUE = "overdue", pgettext_lazy("state", "Overdue")
    MONTHS_3 = "within_3", pgettext_lazy("calendar", "Within 3 months")
    MONTHS_6 = "within_6", pgettext_lazy("calendar", "Within 6 months")
    MONTHS_12 = "within_12", pgettext_lazy("calendar", "Within 12 months")
    LATER = "later", pgettext_lazy("calendar", "Later")


_HUNDRED_QUESTIONS = (
    "《学会工作百问》第106问",
    "One Hundred Questions on the Work of Societies, question 106",
)
_MODEL_CHARTER = (
    "《社会团体章程示范文本》，以本会章程为准",
    "Model charter of social organisations; the society's own charter prevails",
)
SOURCES = {
    EntryKind.REELECTION: _HUNDRED_QUESTIONS,
    EntryKind.PLAN: _HUNDRED_QUESTIONS,
    EntryKind.REQUEST: _HUNDRED_QUESTIONS,
    EntryKind.FILING: _HUNDRED_QUESTIONS,
    EntryKind.LONG_TERM: _MODEL_CHARTER,
    EntryKind.DELAY: _MODEL_CHARTER,
    EntryKind.AGE: _MODEL_CHARTER,
    EntryKind.TERMS: _MODEL_CHARTER,
    EntryKind.FULL_TIME: _MODEL_CHARTER,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the council."""

    number: int
    starts_on: date | None = None
    ends_on: date | None = None
    congress_on: date | None = None

    @property
    def began_on(self) -> date | None:
        """The day it began: its own, else that of its congress."""
        return self.starts_on or self.congress_on

    @property
    def due_to_end_on(self) -> date | None:
        """The day it ends: its own, else as long after its beginning as a term may last."""
        if self.ends_on or self.began_on is None:
            return self.ends_on
        return months_after(self.began_on, 12 * TERM_YEARS)


@dataclass(frozen=True, slots=True)
class CongressFact:
    """One congress, held or planned, and what went to CAST when."""

    held_on: date
    plan_filed_on: date | None = None
    requested_on: date | None = None
    result_filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """One post of one person in one term."""

    term: int
    name: str
    role: str
    birth_year: int | None = None
    from_on: date | None = None
    to_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether the post is held on a day."""
        return (self.from_on is None or self.from_on <= today) and (
            self.to_on is None or self.to_on >= today
        )


@dataclass(frozen=True, slots=True)
class SecretaryGeneral:
    """An appointment of a secretary-general."""

    term: int
    name: str
    is_full_time: bool | None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class GovernanceFacts:
    """What the calendar must know of one society."""

    terms: Sequence[Term] = ()
    congresses: Sequence[CongressFact] = ()
    #: Posts of the present term at least, with their days.
    officers: Sequence[Officer] = ()
    #: Who held which post in which term: name, role, term.
    served: Collection[tuple[str, str, int]] = ()
    secretaries_general: Sequence[SecretaryGeneral] = ()
    #: From the society's profile, where the register has no terms.
    profile_term: Term | None = None

    def current_term(self, today: date) -> Term | None:
        """The highest term that has begun; that of the profile when the register has none."""
        begun = [term for term in self.terms if term.began_on is None or term.began_on <= today]
        return max(begun, key=lambda term: term.number) if begun else self.profile_term


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar."""

    kind: EntryKind
    urgency: Urgency
    due_on: date | None = None
    #: The officer it is about, with their post; empty when it is about the society.
    name: str = ""
    role: str = ""
    #: Numbers and days that the sentence of the entry says.
    facts: dict[str, int | date] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The document it comes from, in the reader's language."""
        return pick(*SOURCES[self.kind])


def urgency_of(due_on: date, today: date) -> Urgency:
    """Say how soon a day comes; on the day itself nothing is overdue yet."""
    if today > due_on:
        return Urgency.OVERDUE
    for months, urgency in (
        (3, Urgency.MONTHS_3),
        (6, Urgency.MONTHS_6),
        (12, Urgency.MONTHS_12),
    ):
        if due_on <= months_after(today, months):
            return urgency
    return Urgency.LATER


def calendar_of(facts: GovernanceFacts, today: date) -> list[Entry]:
    """Return what is due or wrong in a society, the most urgent first."""
    term = facts.current_term(today)
    entries = [*_filing(facts, today)]
    if term:
        entries += _reelection(facts, term, today)
        entries += _length(facts, term, today)
        entries += _officers(facts, term, today)
    order = list(Urgency)
    return sorted(entries, key=lambda e: (order.index(e.urgency), e.due_on or today, e.kind))


def _due(kind: EntryKind, due_on: date, today: date, **facts: int | date) -> Entry:
    return Entry(kind, urgency_of(due_on, today), due_on, facts=facts)


def _reelection(facts: GovernanceFacts, term: Term, today: date) -> Iterator[Entry]:
    ends_on = term.due_to_end_on
    if ends_on is None:
        return
    coming = _coming(facts, term, today)
    yield _due(EntryKind.REELECTION, ends_on, today, term=term.number, ends_on=ends_on)
    if not (coming and coming.plan_filed_on):
        yield _due(EntryKind.PLAN, months_after(ends_on, -PLAN_MONTHS), today, ends_on=ends_on)
    congress_on = coming.held_on if coming else ends_on
    if not (coming and coming.requested_on):
        due_on = months_after(congress_on, -REQUEST_MONTHS)
        yield _due(EntryKind.REQUEST, due_on, today, congress_on=congress_on)


def _coming(facts: GovernanceFacts, term: Term, today: date) -> CongressFact | None:
    """Return the congress that is planned for the re-election after a term."""
    began_on = term.began_on
    ahead = [
        congress
        for congress in facts.congresses
        if congress.held_on > today and (began_on is None or congress.held_on > began_on)
    ]
    return min(ahead, key=lambda congress: congress.held_on) if ahead else None


def _filing(facts: GovernanceFacts, today: date) -> Iterator[Entry]:
    """Ask for the result of the latest congress only: of older ones nobody files any more."""
    held = [congress for congress in facts.congresses if congress.held_on <= today]
    latest = max(held, key=lambda congress: congress.held_on) if held else None
    if latest and latest.result_filed_on is None:
        due_on = working_days_after(latest.held_on, FILING_DAYS)
        yield _due(EntryKind.FILING, due_on, today, congress_on=latest.held_on)


def _length(facts: GovernanceFacts, term: Term, today: date) -> Iterator[Entry]:
    began_on, ends_on = term.began_on, term.due_to_end_on
    if ends_on is None:
        return
    if began_on:
        longest = months_after(began_on, 12 * TERM_YEARS)
        if ends_on > longest:
            yield Entry(
                EntryKind.LONG_TERM,
                Urgency.BREACH,
                facts={"began_on": began_on, "ends_on": ends_on, "longest": longest},
            )
        ends_on = min(ends_on, longest)
    yield from _delay(ends_on, today)
    before = next((other for other in facts.terms if other.number == term.number - 1), None)
    if before and before.due_to_end_on and began_on:
        yield from _delay(before.due_to_end_on, term.congress_on or began_on)


def _delay(ends_on: date, held_on: date) -> Iterator[Entry]:
    """Judge a re-election that is or was still to come on a day."""
    latest = months_after(ends_on, DELAY_MONTHS)
    if held_on > latest:
        yield Entry(
            EntryKind.DELAY, Urgency.BREACH, latest, facts={"ends_on": ends_on, "latest": latest}
        )


def _officers(facts: GovernanceFacts, term: Term, today: date) -> Iterator[Entry]:
    held = {
        (officer.name, officer.role): officer
        for officer in facts.officers
        if officer.term == term.number and officer.role in OFFICER_ROLES and officer.holds(today)
    }
    served = {*facts.served, *((o.name, o.role, o.term) for o in facts.officers)}
    for officer in held.values():
        yield from _age(officer, today)
        yield from _terms(served, officer)
    for person in facts.secretaries_general:
        is_in_office = person.left_on is None or person.left_on >= today
        if person.term == term.number and is_in_office and person.is_full_time is False:
            yield Entry(EntryKind.FULL_TIME, Urgency.BREACH, name=person.name)


def _age(officer: Officer, today: date) -> Iterator[Entry]:
    """By the year of birth alone: from 1 January of the year in which they grow too old."""
    if officer.birth_year is None:
        return
    due_on = date(officer.birth_year + OLDEST + 1, 1, 1)
    urgency = Urgency.BREACH if today >= due_on else urgency_of(due_on, today)
    if urgency != Urgency.LATER:
        yield Entry(
            EntryKind.AGE,
            urgency,
            due_on,
            officer.name,
            officer.role,
            {"birth_year": officer.birth_year, "oldest": OLDEST},
        )


def _terms(served: Collection[tuple[str, str, int]], officer: Officer) -> Iterator[Entry]:
    """Count the terms in a row in the same post, the present one included, by name."""
    number = 0
    while (officer.name, officer.role, officer.term - number) in served:
        number += 1
    if number >= MOST_TERMS:
        urgency = Urgency.BREACH if number > MOST_TERMS else Urgency.LATER
        yield Entry(
            EntryKind.TERMS,
            urgency,
            name=officer.name,
            role=officer.role,
            facts={"number": number, "most": MOST_TERMS},
        )
