"""Rules of activities: what can be counted, and which contracts must be on file."""

from __future__ import annotations

from reforms.checks.facts import SocietyFacts
from reforms.checks.results import Finding, Params, remedy
from reforms.enums import Verdict
from societies.activity_kinds import RECORDS


def activity_counts(facts: SocietyFacts, params: Params) -> Finding:
    """Each count that the workplan names for the task: shown, the goal is the society's own."""
    by_kind = {fact.kind: fact for fact in facts.activities}
    counts: list[list[str | int]] = []
    for count in params["counts"]:
        kind, measure = count["kind"], count["measure"]
        fact = by_kind.get(kind)
        total = 0
        if fact:
            total = fact.number if measure == RECORDS else fact.measures.get(measure, 0)
        counts.append([kind, measure, total])
    return Finding(Verdict.SHOWN, {"counts": counts})


def contracts_on_file(facts: SocietyFacts, params: Params) -> Finding:
    """Every activity of these kinds names its contract or approval."""
    found = [fact for fact in facts.activities if fact.kind in params["kinds"] and fact.number]
    number = sum(fact.number for fact in found)
    missing = sum(fact.without_approval for fact in found)
    inputs = {"activities": number, "contracts_missing": missing}
    if not number:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_activities"))
    if missing:
        return Finding(Verdict.NOT_MET, inputs, remedy("add_contracts", activities=missing))
    return Finding(Verdict.MET, inputs)
