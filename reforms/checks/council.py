"""Rules of a newly elected council: how large it is, who sits in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reforms.checks.facts import SeatFact, SocietyFacts, TermFact, is_within, year_before
from reforms.checks.results import (
    Finding,
    Inputs,
    Params,
    ceil_div,
    iso,
    judge_share,
    not_applicable,
    parts,
    percent,
    reaches,
    remedy,
)
from reforms.enums import Verdict
from societies.enums import SeatBody, Sex

#: Which year's growth may waive the size of the previous council.
LAST_FULL_YEAR = "last_full_year"
TWELVE_MONTHS = "twelve_months"


def seats_on(facts: SocietyFacts, body: str, on: dt.date) -> list[SeatFact]:
    """The seats of a body that somebody held on a day; officers with a seat are among them."""
    return [
        seat
        for seat in facts.seats
        if seat.body == body and is_within(on, seat.from_on, seat.to_on)
    ]


def no_term(facts: SocietyFacts, inputs: Inputs) -> Finding | None:
    """What to answer when no term elected in the workplan's year is recorded."""
    if facts.elected_term:
        return None
    return Finding(Verdict.NO_DATA, inputs, remedy("enter_term", year=facts.year))


def council_size(facts: SocietyFacts, params: Params) -> Finding:
    """Seats of the council ≤ the cap that goes with the number of individual members."""
    size = len(seats_on(facts, SeatBody.COUNCIL, facts.as_of))
    inputs: Inputs = {"council": size}
    if missing := no_term(facts, inputs) or _no_seats(size, inputs):
        return missing
    inputs |= _cap(facts, params)
    cap = inputs["cap"]
    if cap is None:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_members_at_election"))
    if size <= cap:
        return Finding(Verdict.MET, inputs)
    return Finding(Verdict.NOT_MET, inputs, remedy("fewer_seats", seats=size - cap, cap=cap))


def council_not_larger(facts: SocietyFacts, params: Params) -> Finding:
    """A council that was below the cap does not grow, unless membership grew enough.

    The cap is that of the present number of members. A first council, or one whose predecessor
    was at the cap or above, has nothing to compare with. Growth waives the rule only where it is
    known: an exception must be shown by those who rely on it.
    """
    size = len(seats_on(facts, SeatBody.COUNCIL, facts.as_of))
    term = facts.elected_term
    previous = term.previous_council_size if term else None
    inputs: Inputs = {"council": size, "previous_council": previous}
    if missing := no_term(facts, inputs) or _no_seats(size, inputs):
        return missing
    if previous is None:
        if term and term.term == 1:
            return not_applicable("first_council", inputs)
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_previous_council"))
    inputs |= _cap(facts, params)
    if inputs["cap"] is None:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_members_at_election"))
    if previous >= inputs["cap"]:
        return not_applicable("previous_at_cap", inputs)
    if size <= previous:
        return Finding(Verdict.MET, inputs)
    grown = _growth(facts, term, params)
    inputs |= grown
    if grown["is_waived"]:
        return not_applicable("growth_waives", inputs)
    code = "no_larger_council" if grown["is_waived"] is False else "no_larger_or_growth"
    return Finding(Verdict.NOT_MET, inputs, remedy(code, seats=size - previous, previous=previous))


def standing_size(facts: SocietyFacts, params: Params) -> Finding:
    """Seats of the standing council ≤ a fraction of those of the council."""
    council = len(seats_on(facts, SeatBody.COUNCIL, facts.as_of))
    standing = len(seats_on(facts, SeatBody.STANDING, facts.as_of))
    inputs: Inputs = {"council": council, "standing": standing}
    if missing := no_term(facts, inputs) or _no_seats(council, inputs):
        return missing
    if not standing:
        return not_applicable("no_standing_council", inputs)
    numerator, denominator = parts(params["fraction"])
    if denominator * standing <= numerator * council:
        return Finding(Verdict.MET, inputs)
    most = numerator * council // denominator
    return Finding(
        Verdict.NOT_MET, inputs, remedy("smaller_standing", seats=standing - most, most=most)
    )


def council_grassroots(facts: SocietyFacts, params: Params) -> Finding:
    """At least a fraction of the council works at the grass roots."""
    return _grassroots(facts, SeatBody.COUNCIL, params)


def standing_grassroots(facts: SocietyFacts, params: Params) -> Finding:
    """At least a fraction of the standing council works at the grass roots."""
    return _grassroots(facts, SeatBody.STANDING, params)


def council_composition(facts: SocietyFacts, params: Params) -> Finding:
    """Party members, ages and women in the council: shown, the text names no number."""
    return _composition(facts, SeatBody.COUNCIL, params)


def standing_composition(facts: SocietyFacts, params: Params) -> Finding:
    """The same of the standing council."""
    return _composition(facts, SeatBody.STANDING, params)


def _no_seats(size: int, inputs: Inputs) -> Finding | None:
    return None if size else Finding(Verdict.NO_DATA, inputs, remedy("enter_seats"))


def _cap(facts: SocietyFacts, params: Params) -> dict[str, Any]:
    """The largest council allowed, by the individual members at the election.

    The text says nothing of exactly the number where the largest band begins.
    """
    term = facts.elected_term
    on = term.elected_on if term else None
    fact = facts.count_nearest(on) if on else None
    members = fact.individual if fact else None
    if fact is None or members is None:
        return {"members": None, "cap": None}
    if members < params["members_middle"]:
        cap = params["seats_small"]
    elif members < params["members_large"]:
        cap = params["seats_middle"]
    elif members == params["members_large"]:
        cap = params["seats_at_large"]
    else:
        cap = params["seats_large"]
    return {
        "members": members,
        "members_on": iso(fact.on),
        "members_source": fact.source,
        "cap": cap,
        "is_text_silent": members == params["members_large"],
    }


def _growth(facts: SocietyFacts, term: TermFact | None, params: Params) -> dict[str, Any]:
    """Whether membership grew by more than the percent that relaxes the rule; None: unknown."""
    end = facts.baseline_day
    start = year_before(end)
    elected_on = term.elected_on if term else None
    if params["growth_over"] == TWELVE_MONTHS and elected_on:
        start, end = year_before(elected_on), elected_on
    first, last = facts.count_on(start), facts.count_on(end)
    before = first.individual if first else None
    after = last.individual if last else None
    found: dict[str, Any] = {
        "growth_from": before,
        "growth_from_on": iso(start),
        "growth_to": after,
        "growth_to_on": iso(end),
        "is_waived": None,
    }
    if before and after is not None:
        found["growth_percent"] = percent(after - before, before)
        found["is_waived"] = 100 * (after - before) > params["growth_percent"] * before
    return found


def _grassroots(facts: SocietyFacts, body: str, params: Params) -> Finding:
    seats = seats_on(facts, body, facts.as_of)
    at_grassroots = sum(1 for seat in seats if seat.is_grassroots)
    unknown = sum(1 for seat in seats if seat.is_grassroots is None)
    numerator, denominator = parts(params["fraction"])
    needed = ceil_div(numerator * len(seats), denominator)
    inputs: Inputs = {
        "seats": len(seats),
        "grassroots": at_grassroots,
        "grassroots_unknown": unknown,
        "grassroots_needed": needed,
    }
    if missing := no_term(facts, inputs) or _no_seats(len(seats), inputs):
        return missing
    verdict = judge_share(at_grassroots, unknown, len(seats), params["fraction"])
    if reaches(at_grassroots, len(seats), params["fraction"]):
        return Finding(verdict, inputs)
    code = "mark_grassroots" if verdict == Verdict.NO_DATA else "more_grassroots"
    count = unknown if verdict == Verdict.NO_DATA else needed - at_grassroots
    return Finding(verdict, inputs, remedy(code, seats=count))


def _composition(facts: SocietyFacts, body: str, params: Params) -> Finding:
    seats = seats_on(facts, body, facts.as_of)
    ages = [facts.as_of.year - seat.birth_year for seat in seats if seat.birth_year]
    limits = params["ages"]
    bands = [sum(1 for age in ages if age <= limit) for limit in limits] + [len(ages)]
    inputs: Inputs = {
        "seats": len(seats),
        "party_members_seated": sum(1 for seat in seats if seat.is_party_member),
        "party_unknown": sum(1 for seat in seats if seat.is_party_member is None),
        "women": sum(1 for seat in seats if seat.sex == Sex.FEMALE),
        "sex_unknown": sum(1 for seat in seats if not seat.sex),
        "ages": [upper - lower for lower, upper in zip([0, *bands], bands, strict=False)],
        "age_unknown": len(seats) - len(ages),
    }
    return Finding(Verdict.SHOWN, inputs)
