"""Delegates, elections and candidates of some of the demo's societies."""

from __future__ import annotations

import random

from reports.demo.people import SOCIETIES_WITH_ACCOUNTS
from reports.demo.registers.chance import dice, subject_of
from reports.demo.registers.names import REGIONS, Crowd
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan
from societies.enums import Body, DelegateMethod, SeatBody, SeatRole
from societies.models import Society


def add_elections(society: Society, terms: list[TermPlan], tables: dict[str, Table]) -> None:
    """Tell how the running term came about, of every seventh society or so."""
    is_told = dice("elections", society.code).random() < 0.15
    is_told = is_told or society.code in SOCIETIES_WITH_ACCOUNTS
    if not terms or not is_told:
        return
    term = terms[-1]
    rng = dice("election", society.code, term.number)
    crowd = Crowd(rng, subject_of(society))
    crowd.taken |= {person.name for _role, person in term.council_people}
    delegates = rng.randint(90, 160)
    _add_delegates(rng, society, term, crowd, delegates, tables["delegates"])
    present = delegates * rng.randint(75, 96) // 100
    council = [person.name for _role, person in term.council_people]
    extra = [crowd.person(born=(1950, 1980)).name for _ in range(rng.choice((0, 3, 8, 15)))]
    _add(
        rng, society, term, tables,
        SeatBody.COUNCIL, SeatRole.MEMBER, Body.CONGRESS, council, extra, (delegates, present),
    )  # fmt: skip
    if term.standing:
        _add(
            rng, society, term, tables,
            SeatBody.STANDING, SeatRole.MEMBER, Body.COUNCIL,
            council[: term.standing], council[term.standing :][: rng.choice((0, 4))],
            (len(council), len(council) * 9 // 10),
        )  # fmt: skip
    _add(
        rng, society, term, tables,
        SeatBody.COUNCIL, SeatRole.PRESIDENT, Body.COUNCIL,
        council[:1], council[2 : 2 + rng.choice((0, 1))], (len(council), len(council) * 9 // 10),
    )  # fmt: skip
    if term.board:
        by = Body.COUNCIL if term.supervisors_by == "council" else Body.CONGRESS
        _add(
            rng, society, term, tables,
            SeatBody.SUPERVISORY, SeatRole.MEMBER, by,
            [person.name for person in term.board], [], (delegates, present),
        )  # fmt: skip


def _add_delegates(
    rng: random.Random, society: Society, term: TermPlan, crowd: Crowd, count: int, table: Table
) -> None:
    for _ in range(count):
        method = rng.choice([DelegateMethod.ELECTED] * 7 + [DelegateMethod.RECOMMENDED] * 3)
        by = f"{rng.choice(REGIONS)}会员" if method == DelegateMethod.ELECTED else "单位会员"
        table.add(
            society_id=society.pk,
            term=term.number,
            name=crowd.person(born=(1950, 1985)).name,
            method=method,
            constituency=by,
            from_on=term.congress_on,
            to_on=term.until,
        )


def _add(
    rng: random.Random,
    society: Society,
    term: TermPlan,
    tables: dict[str, Table],
    body: SeatBody,
    role: SeatRole,
    by: Body,
    elected: list[str],
    others: list[str],
    voters: tuple[int, int],
) -> None:
    """Add an election; its candidates wait for its number."""
    due, present = voters
    tables["elections"].add(
        society_id=society.pk,
        term=term.number,
        body=body,
        role=role,
        held_on=term.congress_on,
        elected_by=by,
        seats=len(elected),
        voters_due=due,
        voters_present=present,
    )
    link = society.pk, term.number, str(body), str(role)
    for name in elected + others:
        is_elected = name in elected
        lowest, highest = (70, 100) if is_elected else (10, 48)
        tables["candidates"].add(
            link=link,
            society_id=society.pk,
            name=name,
            votes_for=present * rng.randint(lowest, highest) // 100,
            is_elected=is_elected,
        )
