"""Rules of which documents must be in force."""

from __future__ import annotations

from collections.abc import Sequence

from reforms.checks.facts import SocietyFacts
from reforms.checks.results import Finding, Params, remedy
from reforms.enums import Verdict


def rules_in_force(facts: SocietyFacts, params: Params) -> Finding:
    """Every kind of document that is asked for is adopted and not repealed."""
    return _in_force(facts, params["kinds"])


def meeting_rules(facts: SocietyFacts, params: Params) -> Finding:
    """Every level of meetings has rules of procedure in force."""
    return _in_force(facts, [f"procedure_{level}" for level in params["levels"]])


def _in_force(facts: SocietyFacts, kinds: Sequence[str]) -> Finding:
    """A document of an unknown day of adoption proves nothing, but is not missing either."""
    adopted = {r.kind for r in facts.rules if r.adopted_on and r.adopted_on <= facts.as_of}
    undated = {r.kind for r in facts.rules if r.adopted_on is None} - adopted
    missing = [kind for kind in kinds if kind not in adopted | undated]
    unknown = [kind for kind in kinds if kind in undated]
    inputs = {
        "required": len(kinds),
        "in_force": len(kinds) - len(missing) - len(unknown),
        "rules_missing": missing,
        "rules_undated": unknown,
    }
    if not facts.rules:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_rules", kinds=missing))
    if missing:
        return Finding(Verdict.NOT_MET, inputs, remedy("adopt_rules", kinds=missing))
    if unknown:
        return Finding(Verdict.NO_DATA, inputs, remedy("date_rules", kinds=unknown))
    return Finding(Verdict.MET, inputs)
