"""Rules of individual membership and its dues."""

from __future__ import annotations

from reforms.checks.facts import DuesFact, MembershipFact, SocietyFacts
from reforms.checks.results import Finding, Inputs, Params, ceil_div, iso, percent, remedy
from reforms.enums import Verdict


def individual_growth(facts: SocietyFacts, params: Params) -> Finding:
    """100 × members now ≥ (100 + percent) × members on 31 December of the year before."""
    baseline = facts.count_on(facts.baseline_day)
    current = facts.latest_count(after=facts.baseline_day, until=facts.until)
    inputs = {**_count("baseline", baseline), **_count("current", current)}
    before = baseline.individual if baseline else None
    if not before:
        return Finding(
            Verdict.NO_DATA, inputs, remedy("enter_baseline", day=iso(facts.baseline_day))
        )
    target = ceil_div((100 + params["percent"]) * before, 100)
    inputs["target"] = target
    now = current.individual if current else None
    if now is None:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_count", day=iso(facts.last_day)))
    inputs["growth_percent"] = percent(now - before, before)
    if now >= target:
        return Finding(Verdict.MET, inputs)
    is_over = facts.as_of > facts.last_day
    code = "members_were_missing" if is_over else "more_members"
    return Finding(
        Verdict.NOT_MET, inputs, remedy(code, members=target - now, day=iso(facts.last_day))
    )


def dues_collection(facts: SocietyFacts, _params: Params) -> Finding:
    """A larger share of those owing has paid than a year before; equal is not larger."""
    now, before = _dues(facts, facts.year), _dues(facts, facts.year - 1)
    inputs = {**_collected("dues", now), **_collected("previous_dues", before)}
    if now is None or before is None:
        missing = [
            year for year, fact in ((facts.year - 1, before), (facts.year, now)) if fact is None
        ]
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_dues", years=missing))
    (owing, paid), (owing_before, paid_before) = _pair(now), _pair(before)
    if paid * owing_before > paid_before * owing:
        return Finding(Verdict.MET, inputs)
    enough = paid_before * owing // owing_before + 1
    if enough > owing:
        return Finding(Verdict.NOT_MET, inputs, remedy("dues_full_before", year=facts.year - 1))
    return Finding(Verdict.NOT_MET, inputs, remedy("collect_dues", members=enough - paid))


def _dues(facts: SocietyFacts, year: int) -> DuesFact | None:
    """The dues of a year, if both numbers are known and somebody owed any."""
    return next((f for f in facts.dues if f.year == year and f.owing and f.paid is not None), None)


def _pair(fact: DuesFact) -> tuple[int, int]:
    return fact.owing or 0, fact.paid or 0


def _collected(prefix: str, fact: DuesFact | None) -> Inputs:
    if fact is None:
        return {f"{prefix}_owing": None, f"{prefix}_paid": None, f"{prefix}_percent": None}
    owing, paid = _pair(fact)
    return {
        f"{prefix}_owing": owing,
        f"{prefix}_paid": paid,
        f"{prefix}_percent": percent(paid, owing),
        f"{prefix}_source": fact.source,
    }


def _count(prefix: str, fact: MembershipFact | None) -> Inputs:
    """A number of members with its day and where it comes from."""
    if fact is None:
        return {prefix: None}
    return {prefix: fact.individual, f"{prefix}_on": iso(fact.on), f"{prefix}_source": fact.source}
