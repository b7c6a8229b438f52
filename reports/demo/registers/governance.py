"""Terms, congresses, seats and the secretary-general's appointment of the demo."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from reports.demo.registers.chance import Story, dice, fate
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan, elected_by
from societies.enums import Body, Fraction, SeatBody, SeatRole, Sector
from societies.models import Society

#: How a secretary-general came into office, in shares of a hundred.
APPOINTMENTS = (
    ("in order", 66),
    ("before the vote", 8),
    ("vote short", 6),
    ("exactly enough", 8),
    ("not yet voted", 6),
    ("no nomination", 3),
    ("none", 3),
)
#: Seats that ended before their term did, by (term, name).
Ended = Mapping[tuple[int, str], dt.date]
_POSTS = ("教授", "研究员", "高级工程师", "主任医师", "副教授", "一线教师")
_OFFICES = ("司长", "院长", "局长", "董事长", "校长")


def add_governance(
    society: Society,
    story: Story,
    terms: list[TermPlan],
    ended: Ended,
    tables: dict[str, Table],
) -> None:
    """Write the terms of a society; `ended` are seats that ended before their term."""
    for position, term in enumerate(terms):
        rng = dice("term", society.code, term.number)
        _add_term(rng, society, term, tables)
        is_full = position == len(terms) - 1 or term.congress_on.year in story.years
        is_full = is_full or (is_sampled(society) and _is_told(story, term))
        _add_seats(rng, society, term, ended, tables["seats"], is_full=is_full)
        _add_appointment(rng, society, term, tables["appointments"])


def is_sampled(society: Society) -> bool:
    """Whether everybody's attendance is told of this society; of others, the officers'."""
    return dice("sample", society.code).random() < 0.15 or society.code in ("A-01", "A-02", "B-20")


def _is_told(story: Story, term: TermPlan) -> bool:
    return any(
        term.congress_on.year <= year and (term.until is None or year <= term.until.year)
        for year in story.years
    )


def _add_term(
    rng: random.Random, society: Society, term: TermPlan, tables: dict[str, Table]
) -> None:
    from_charter = rng.random() < 0.5
    tables["council_terms"].add(
        society_id=society.pk,
        term=term.number,
        starts_on=term.congress_on,
        ends_on=term.ends_on,
        congress_on=term.congress_on,
        previous_council_size=term.previous,
        council_quorum=Fraction.TWO_THIRDS if from_charter else "",
        council_majority=rng.choice((Fraction.HALF, Fraction.TWO_THIRDS)) if from_charter else "",
    )
    due = rng.randint(150, 420)
    filed = [
        term.congress_on - dt.timedelta(days=rng.choice((200, 190, 183, 150))),
        term.congress_on - dt.timedelta(days=rng.choice((75, 66, 62, 40))),
        term.congress_on + dt.timedelta(days=rng.choice((12, 25, 38, 60))),
    ]
    is_slow = rng.random() < 0.1
    tables["congresses"].add(
        society_id=society.pk,
        held_on=term.congress_on,
        term=term.number,
        delegates_due=due,
        delegates_present=due * rng.randint(70, 96) // 100,
        plan_filed_on=filed[0],
        requested_on=filed[1],
        result_filed_on=None if is_slow else filed[2],
    )


def _add_seats(
    rng: random.Random,
    society: Society,
    term: TermPlan,
    ended: Ended,
    table: Table,
    *,
    is_full: bool,
) -> None:
    """Write the seats of a term, everybody's or only those of officers and supervisors."""
    marks = _grassroots(rng, term)
    for position, (role, person) in enumerate(term.council_people):
        ended_on = ended.get((term.number, person.name))
        if not is_full and role == SeatRole.MEMBER and ended_on is None:
            continue
        bodies = [SeatBody.COUNCIL]
        if position < term.standing:
            bodies.append(SeatBody.STANDING)
        mark = marks[position]
        values = {
            "society_id": society.pk,
            "term": term.number,
            "name": person.name,
            "role": role,
            "is_grassroots": mark,
            "grassroots_basis": _basis(rng, person.employer, mark),
            "is_party_member": person.is_party_member,
            "birth_year": person.birth_year,
            "sex": person.sex,
            "sector": Sector.GOVERNMENT if mark is False else person.sector,
            "employer": person.employer,
            "from_on": term.congress_on,
            "to_on": ended_on or term.until,
        }
        for body in bodies:
            by = Body.CONGRESS if body == SeatBody.COUNCIL else Body.COUNCIL
            table.add(**values, body=body, elected_by=by)
    _add_supervisors(society, term, table)


def _add_supervisors(society: Society, term: TermPlan, table: Table) -> None:
    people = [(SeatRole.MEMBER, person) for person in term.board]
    if people:
        people[0] = (SeatRole.CHIEF_SUPERVISOR, people[0][1])
    overlaps = fate("overlap", society.code, term.number, (("yes", 6), ("no", 94))) == "yes"
    if people and overlaps:
        people[-1] = (SeatRole.MEMBER, term.council_people[-1][1])
    for role, person in people:
        table.add(
            society_id=society.pk,
            term=term.number,
            body=SeatBody.SUPERVISORY,
            name=person.name,
            role=role,
            is_party_member=person.is_party_member,
            birth_year=person.birth_year,
            sex=person.sex,
            sector=person.sector,
            employer=person.employer,
            elected_by=elected_by(term),
            from_on=term.congress_on,
            to_on=term.until,
        )


def _grassroots(rng: random.Random, term: TermPlan) -> list[bool | None]:
    """Return everybody's mark: so many in the standing council, so many in all."""
    rest = max(0, term.council - term.standing)
    of_rest = min(rest, max(0, term.grassroots - term.standing_grassroots))
    standing: list[bool | None] = [True] * term.standing_grassroots
    standing += [False] * (term.standing - len(standing))
    others: list[bool | None] = [True] * of_rest
    others += [False] * (rest - of_rest)
    for position in range(min(term.unknown, len(others) - of_rest)):
        others[-1 - position] = None
    rng.shuffle(standing)
    rng.shuffle(others)
    return standing[: term.standing] + others


def _basis(rng: random.Random, employer: str, mark: bool | None) -> str:
    if mark is None:
        return ""
    return f"{employer}{rng.choice(_POSTS if mark else _OFFICES)}"


def _add_appointment(rng: random.Random, society: Society, term: TermPlan, table: Table) -> None:
    outcome = fate("appointment", society.code, term.congress_on.year, APPOINTMENTS)
    if outcome == "none":
        return
    name = next(p.name for role, p in term.officers if role == SeatRole.SECRETARY_GENERAL)
    nominated = term.congress_on + dt.timedelta(days=rng.randint(0, 20))
    voted = nominated + dt.timedelta(days=rng.randint(0, 15))
    appointed = voted + dt.timedelta(days=rng.randint(0, 12))
    present = -(-term.council * rng.randint(68, 92) // 100)
    votes = present * rng.randint(85, 100) // 100
    if outcome == "before the vote":
        appointed = voted - dt.timedelta(days=3)
    elif outcome == "vote short":
        votes = present * 2 // 5
    elif outcome == "exactly enough":
        present = -(-term.council * 2 // 3)
        votes = -(-present * 2 // 3)
    against = (present - votes) // 2
    is_open = outcome == "not yet voted"
    table.add(
        society_id=society.pk,
        term=term.number,
        name=name,
        nominated_by="" if outcome == "no nomination" else term.officers[0][1].name,
        nominated_on=None if outcome == "no nomination" else nominated,
        voted_on=None if is_open else voted,
        votes_for=None if is_open else votes,
        votes_against=None if is_open else against,
        votes_abstain=None if is_open else present - votes - against,
        voters_present=None if is_open else present,
        appointed_on=None if is_open else appointed,
        is_full_time=rng.random() < 0.8,
        left_on=term.until,
    )
