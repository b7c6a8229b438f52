"""The terms of each society's council: when, how large, who sits where."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from reports.demo.registers.cases import TERM_YEARS, ElectionCase
from reports.demo.registers.chance import Story, dice, fate, subject_of
from reports.demo.registers.membership import Timeline
from reports.demo.registers.names import Crowd, Person
from societies.enums import Body, SeatRole
from societies.models import Society

SUPERVISORS = (("congress", 66), ("unknown", 10), ("council", 16), ("none", 8))


@dataclass
class TermPlan:
    """One term: its days, its sizes, and its people, the officers first."""

    number: int
    congress_on: dt.date
    ends_on: dt.date
    until: dt.date | None
    council: int
    standing: int
    previous: int | None
    supervisors: int
    supervisors_by: str
    grassroots: int
    standing_grassroots: int
    unknown: int = 0
    case: ElectionCase | None = None
    officers: list[tuple[SeatRole, Person]] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    board: list[Person] = field(default_factory=list)

    @property
    def council_people(self) -> list[tuple[SeatRole, Person]]:
        """Everybody in the council; the first `standing` of them sit in the standing council."""
        return [*self.officers, *((SeatRole.MEMBER, person) for person in self.others)]

    @property
    def standing_people(self) -> list[tuple[SeatRole, Person]]:
        """Everybody in the standing council."""
        return self.council_people[: self.standing]

    def is_in_office(self, on: dt.date) -> bool:
        """Whether the term runs on a day."""
        return self.congress_on <= on and (self.until is None or on <= self.until)


def plan_terms(
    society: Society,
    story: Story,
    congresses: list[dt.date],
    line: Timeline,
    cases: dict[tuple[int, int], ElectionCase],
) -> list[TermPlan]:
    """Return the society's terms, the oldest first, with everybody who sits in them."""
    rng = dice("terms", society.code)
    number = rng.randint(3, 12)
    size = rng.randint(80, 190)
    terms: list[TermPlan] = []
    for position, on in enumerate(congresses):
        case = cases.get((society.pk, on.year))
        following = congresses[position + 1] if position + 1 < len(congresses) else None
        upcoming = cases.get((society.pk, following.year)) if following else None
        term = _term(rng, society, line.at(story.declared_by(on)), on, size, case)
        if upcoming and upcoming.previous:
            _resize(term, upcoming.previous)
        term.until = following - dt.timedelta(days=1) if following else None
        if case and case.is_first:
            terms, number = [], 1
        terms.append(term)
        size = term.council
    for position, term in enumerate(terms):
        term.number = number + position
    _fill(society, terms)
    return terms


def _term(
    rng: random.Random,
    society: Society,
    members: int,
    on: dt.date,
    previous: int | None,
    case: ElectionCase | None,
) -> TermPlan:
    ends_on = dt.date(on.year + TERM_YEARS, on.month, min(on.day, 28))
    by = fate("supervisors", society.code, on.year, SUPERVISORS)
    board = 0 if by == "none" else rng.choice((3, 5, 5, 7))
    if case:
        previous = None if case.is_first else case.previous or previous
        council, standing = case.council, case.standing
        grassroots, of_standing = case.grassroots, case.standing_grassroots
    else:
        council = _council_size(rng, members, previous or 120)
        standing = council // 3 if rng.random() < 0.7 else council // 3 - rng.randint(-4, 8)
        grassroots = -(-council * rng.choice((68, 74, 76, 78, 80, 82)) // 100)
        of_standing = -(-standing * rng.choice((60, 66, 67, 70, 72)) // 100)
    return TermPlan(
        number=0,
        congress_on=on,
        ends_on=ends_on,
        until=None,
        council=council,
        standing=standing,
        previous=previous,
        supervisors=board,
        supervisors_by=by,
        grassroots=grassroots,
        standing_grassroots=of_standing,
        unknown=case.unknown if case else 0,
        case=case,
    )


def _resize(term: TermPlan, council: int) -> None:
    """Give a term another size, in the same proportions."""
    term.standing = term.standing * council // term.council
    term.grassroots = term.grassroots * council // term.council
    term.standing_grassroots = min(term.standing_grassroots, term.standing)
    term.council = council


def _council_size(rng: random.Random, members: int, previous: int) -> int:
    """Return a likely size: most keep to the usual limits, some do not."""
    usual = 150 if members < 20_000 else 180 if members <= 100_000 else 200
    if rng.random() < 0.15:
        return min(usual + rng.randint(1, 20), 210)
    if previous < usual:
        return max(45, previous + rng.randint(-12, 2))
    return rng.randint(usual * 2 // 3, usual)


def _fill(society: Society, terms: list[TermPlan]) -> None:
    """Seat people in the terms; about half of a council sat in the one before."""
    rng = dice("people", society.code)
    crowd = Crowd(rng, subject_of(society))
    before: list[Person] = []
    president = ""
    for position, term in enumerate(terms):
        is_last = position == len(terms) - 1
        year = term.congress_on.year
        stay = [person for person in before if year - person.birth_year < 70]
        rng.shuffle(stay)
        people = stay[: min(len(stay), term.council // 2)]
        if is_last and society.president not in {p.name for p in people}:
            people.insert(0, crowd.person(born=(year - 66, year - 54), name=society.president))
        while len(people) < term.council:
            people.append(crowd.person(born=(year - 68, year - 38)))
        people = people[: term.council]
        if is_last:
            people.sort(key=lambda person: person.name != society.president)
        _seat_officers(rng, term, people, president)
        president = term.officers[0][1].name
        term.board = [crowd.person(born=(year - 66, year - 45)) for _ in range(term.supervisors)]
        before = people


def _seat_officers(
    rng: random.Random, term: TermPlan, people: list[Person], president: str
) -> None:
    roles = [SeatRole.PRESIDENT, SeatRole.SECRETARY_GENERAL]
    roles += [SeatRole.VICE_PRESIDENT] * rng.randint(5, 11)
    rest = list(people)
    officers = [(SeatRole.PRESIDENT, rest.pop(0))]
    past = next((p for p in rest if p.name == president), None)
    if past and rng.random() < 0.5:
        rest.remove(past)
        officers.append((SeatRole.PAST_PRESIDENT, past))
    if rng.random() < 0.15:
        officers.append((SeatRole.PRESIDENT_ELECT, rest.pop(0)))
    officers += [(role, rest.pop(0)) for role in roles[1:]]
    term.officers, term.others = officers, rest


def elected_by(term: TermPlan) -> str:
    """Return which body the register says elected the supervisors; empty when it does not say."""
    return "" if term.supervisors_by == "unknown" else Body(term.supervisors_by)
