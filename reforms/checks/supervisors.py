"""Rules of the board of supervisors."""

from __future__ import annotations

import datetime as dt

from reforms.checks.council import no_term, seats_on
from reforms.checks.facts import SeatFact, SocietyFacts, TermFact, is_within
from reforms.checks.meetings import held_meetings
from reforms.checks.results import Finding, Inputs, Params, judge, not_applicable, remedy
from reforms.enums import Verdict
from societies.enums import Body, SeatBody


def supervisors_elected(facts: SocietyFacts, _params: Params) -> Finding:
    """The congress elected the supervisors.

    Where nobody entered who did, a seat that begins on the day of the congress counts as filled
    by it.
    """
    supervisors = seats_on(facts, SeatBody.SUPERVISORY, facts.as_of)
    term = facts.elected_term
    answers = [_by_congress(seat, term) for seat in supervisors]
    inputs: Inputs = {
        "supervisors": len(supervisors),
        "by_congress": answers.count(True),
        "by_others": answers.count(False),
        "by_unknown": answers.count(None),
    }
    if missing := no_term(facts, inputs):
        return missing
    if not facts.seats:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_seats"))
    if not supervisors:
        return Finding(Verdict.NOT_MET, inputs, remedy("elect_supervisors"))
    verdict = judge(answers)
    if verdict == Verdict.NOT_MET:
        return Finding(verdict, inputs, remedy("elect_by_congress", seats=answers.count(False)))
    if verdict == Verdict.NO_DATA:
        return Finding(verdict, inputs, remedy("enter_elected_by", seats=answers.count(None)))
    return Finding(verdict, inputs)


def supervisors_meetings(facts: SocietyFacts, params: Params) -> Finding:
    """So many meetings in each half-year that began after the election and is over."""
    term = facts.elected_term
    meetings = held_meetings(facts, Body.SUPERVISORY)
    inputs: Inputs = {"meetings": len(meetings)}
    if missing := no_term(facts, inputs):
        return missing
    halves = [
        (first, last)
        for first, last in _halves(facts.year)
        if last <= facts.as_of and first >= ((term and term.elected_on) or first)
    ]
    short = sum(
        1
        for first, last in halves
        if sum(first <= meeting.held_on <= last for meeting in meetings) < params["per_half_year"]
    )
    inputs |= {"half_years": len(halves), "half_years_short": short}
    if not halves:
        return not_applicable("no_half_year", inputs)
    if not facts.meetings:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_meetings"))
    if short:
        return Finding(Verdict.NOT_MET, inputs, remedy("supervisors_meet", half_years=short))
    return Finding(Verdict.MET, inputs)


def supervisors_separate(facts: SocietyFacts, _params: Params) -> Finding:
    """Nobody of the board sits in a council or works in the office."""
    supervisors = {seat.name for seat in seats_on(facts, SeatBody.SUPERVISORY, facts.as_of)}
    council = {
        seat.name
        for body in (SeatBody.COUNCIL, SeatBody.STANDING)
        for seat in seats_on(facts, body, facts.as_of)
    }
    staff = {one.name for one in facts.staff if is_within(facts.as_of, one.from_on, one.to_on)}
    overlap = len(supervisors & (council | staff))
    inputs: Inputs = {
        "supervisors": len(supervisors),
        "also_in_council": len(supervisors & council),
        "also_in_office": len(supervisors & staff),
    }
    if missing := no_term(facts, inputs):
        return missing
    if not supervisors:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_supervisors"))
    if overlap:
        return Finding(Verdict.NOT_MET, inputs, remedy("separate_supervisors", people=overlap))
    return Finding(Verdict.MET, inputs)


def _by_congress(seat: SeatFact, term: TermFact | None) -> bool | None:
    if seat.elected_by:
        return seat.elected_by == Body.CONGRESS
    is_from_congress = term and term.congress_on and seat.from_on == term.congress_on
    return True if is_from_congress else None


def _halves(year: int) -> tuple[tuple[dt.date, dt.date], ...]:
    return (
        (dt.date(year, 1, 1), dt.date(year, 6, 30)),
        (dt.date(year, 7, 1), dt.date(year, 12, 31)),
    )
