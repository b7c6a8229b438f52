"""Rules of how the council appoints the secretary-general."""

from __future__ import annotations

from typing import Any

from reforms.checks.council import no_term, seats_on
from reforms.checks.facts import AppointmentFact, SocietyFacts
from reforms.checks.results import Finding, Inputs, Params, carries, iso, judge, remedy
from reforms.enums import Verdict
from societies.enums import SeatBody

#: Where the majorities of a council come from.
CHARTER = "charter"
MODEL_CHARTER = "model_charter"


def nomination_vote_appointment(facts: SocietyFacts, _params: Params) -> Finding:
    """The president nominated, then the council voted, then the appointment followed.

    Two steps may fall on one day.
    """
    appointment = _current(facts)
    if missing := no_term(facts, {}) or _not_recorded(appointment):
        return missing
    one = appointment or _NOBODY
    inputs: Inputs = {
        "nominated_by_president": bool(one.nominated_by),
        "nominated_on": iso(one.nominated_on),
        "voted_on": iso(one.voted_on),
        "appointed_on": iso(one.appointed_on),
    }
    steps = [one.nominated_on, one.voted_on, one.appointed_on]
    known = [day for day in steps if day]
    verdict = judge(
        [
            True if one.nominated_by else None,
            *(day <= facts.as_of if day else None for day in steps),
            known == sorted(known),
        ]
    )
    if verdict == Verdict.MET:
        return Finding(verdict, inputs)
    if known != sorted(known):
        return Finding(verdict, inputs, remedy("right_order"))
    gaps = [] if one.nominated_by else ["nominated_by"]
    gaps += [
        step
        for step in ("nominated_on", "voted_on", "appointed_on")
        if (day := getattr(one, step)) is None or day > facts.as_of
    ]
    return Finding(verdict, inputs, remedy("complete_appointment", gaps=gaps))


def vote_passed(facts: SocietyFacts, params: Params) -> Finding:
    """Enough of the council were present, and enough of those were in favour."""
    appointment = _current(facts)
    if missing := no_term(facts, {}) or _not_recorded(appointment):
        return missing
    one, term = appointment or _NOBODY, facts.elected_term
    quorum = (term and term.quorum) or params["quorum"]
    majority = (term and term.majority) or params["majority"]
    used = {
        "quorum": quorum,
        "majority": majority,
        "quorum_from": CHARTER if term and term.quorum else MODEL_CHARTER,
        "majority_from": CHARTER if term and term.majority else MODEL_CHARTER,
    }
    council = len(seats_on(facts, SeatBody.COUNCIL, one.voted_on or facts.as_of))
    present = one.voters_present
    has_quorum = carries(present, council, quorum) if present is not None and council else None
    has_majority = (
        carries(one.votes_for, present, majority) if one.votes_for is not None and present else None
    )
    inputs: Inputs = {
        "council": council,
        "voters_present": present,
        "votes_for": one.votes_for,
        "votes_against": one.votes_against,
        "votes_abstain": one.votes_abstain,
        "has_quorum": has_quorum,
        "has_majority": has_majority,
    }
    if one.voted_on and one.voted_on > facts.as_of:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_votes"), used)
    cast = sum(votes or 0 for votes in (one.votes_for, one.votes_against, one.votes_abstain))
    if present is not None and cast > present:
        return Finding(Verdict.NO_DATA, inputs, remedy("right_votes", votes=cast - present), used)
    verdict = judge([has_quorum, has_majority])
    return Finding(verdict, inputs, _vote_remedy(verdict, has_quorum=has_quorum), used)


def secretary_general_full_time(facts: SocietyFacts, _params: Params) -> Finding:
    """Whether the secretary-general works full time: shown."""
    appointment = _current(facts)
    return Finding(
        Verdict.SHOWN, {"is_full_time": appointment.is_full_time if appointment else None}
    )


_NOBODY = AppointmentFact("", None, None, None, None, None, None, None, None, None)


def _current(facts: SocietyFacts) -> AppointmentFact | None:
    """The appointment of whoever is in office, else the latest one; the latest of several."""
    return max(
        facts.appointments,
        key=lambda one: (
            one.left_on is None or one.left_on > facts.as_of,
            one.appointed_on or one.voted_on or one.nominated_on or facts.baseline_day,
        ),
        default=None,
    )


def _not_recorded(appointment: AppointmentFact | None) -> Finding | None:
    return None if appointment else Finding(Verdict.NO_DATA, {}, remedy("enter_appointment"))


def _vote_remedy(verdict: Verdict, *, has_quorum: bool | None) -> dict[str, Any]:
    if verdict == Verdict.MET:
        return {}
    if verdict == Verdict.NO_DATA:
        return remedy("enter_votes")
    return remedy("vote_again_quorum" if has_quorum is False else "vote_again_majority")
