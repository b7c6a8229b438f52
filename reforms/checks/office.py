"""Rules of the office, the Party body, and the annual report."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from reforms.checks.facts import (
    PartyBodyFact,
    PublicationFact,
    SocietyFacts,
    StaffFact,
    is_within,
)
from reforms.checks.results import Finding, Params, iso, judge, not_applicable, remedy
from reforms.enums import Verdict
from societies.enums import Employment

#: Of several records, the one that comes closest to what is asked for is judged.
_BEST_FIRST = (Verdict.MET, Verdict.NO_DATA, Verdict.NOT_MET)
#: The heads of an annual report, as the facts name them.
HEADS: Final = ("development", "internal", "activities", "members", "finance")


def full_time_leader(facts: SocietyFacts, params: Params) -> Finding:
    """So many full-time staff are of one of the grades that count as secretary-general level."""
    staff = _staff_on(facts, facts.as_of)
    full_time = [one for one in staff if one.employment == Employment.FULL_TIME]
    found = sum(1 for one in full_time if one.grade in params["grades"])
    unknown = sum(1 for one in full_time if not one.grade)
    inputs = {
        "full_time": len(full_time),
        "part_time": len(staff) - len(full_time),
        "leaders": found,
        "grade_unknown": unknown,
    }
    missing = params["minimum"] - found
    if missing <= 0:
        return Finding(Verdict.MET, inputs)
    if not facts.staff:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_staff"))
    if unknown >= missing:
        return Finding(Verdict.NO_DATA, inputs, remedy("grade_staff", people=unknown))
    return Finding(Verdict.NOT_MET, inputs, remedy("appoint_leaders", people=missing))


def staff_growth(facts: SocietyFacts, _params: Params) -> Finding:
    """More staff than on 31 December of the year before; equal is not more."""
    now = len(_staff_on(facts, facts.until))
    before = _staff_on(facts, facts.baseline_day)
    unknown = sum(1 for one in before if one.from_on is None)
    inputs = {
        "staff": now,
        "staff_on": iso(facts.until),
        "staff_before": len(before) - unknown,
        "staff_before_on": iso(facts.baseline_day),
        "start_unknown": unknown,
    }
    if not facts.staff:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_staff"))
    if now > len(before):
        return Finding(Verdict.MET, inputs)
    if now > len(before) - unknown:
        return Finding(Verdict.NO_DATA, inputs, remedy("date_staff", people=unknown))
    return Finding(
        Verdict.NOT_MET, inputs, remedy("more_staff", people=len(before) - unknown + 1 - now)
    )


def premises(facts: SocietyFacts, _params: Params) -> Finding:
    """The office has rooms to work in."""
    used = [one for one in facts.premises if is_within(facts.as_of, one.from_on, one.to_on)]
    inputs = {"premises": len(used)}
    if used:
        return Finding(Verdict.MET, inputs)
    verdict = Verdict.NOT_MET if facts.premises else Verdict.NO_DATA
    return Finding(verdict, inputs, remedy("enter_premises"))


def party_body(facts: SocietyFacts, params: Params) -> Finding:
    """A Party body at the layer asked for: approved, every member with a duty, with procedures."""
    bodies = [
        body
        for body in facts.party_bodies
        if body.layer == params["layer"]
        and not (body.dissolved_on and body.dissolved_on <= facts.as_of)
        and not (body.approved_on and body.approved_on > facts.as_of)
    ]
    if not bodies:
        verdict = Verdict.NOT_MET if facts.party_bodies else Verdict.NO_DATA
        return Finding(verdict, {"party_bodies": 0}, remedy("set_up_party_body"))
    best = min(bodies, key=lambda body: _BEST_FIRST.index(_judge_body(body)))
    inputs = {
        "party_bodies": len(bodies),
        "approved_on": iso(best.approved_on),
        "party_members": best.members,
        "party_members_with_duty": best.members_with_duty,
        "has_procedure": best.has_procedure,
    }
    verdict = _judge_body(best)
    missing = [] if verdict == Verdict.MET else _body_gaps(best, verdict)
    fix = remedy("complete_party_body", gaps=missing) if missing else {}
    return Finding(verdict, inputs, fix)


def _body_answers(body: PartyBodyFact) -> dict[str, bool | None]:
    """What is asked of a Party body, each answered by yes, no or nobody knows."""
    duties: bool | None = None
    if body.members == 0:
        duties = False
    elif body.members is not None and body.members_with_duty is not None:
        duties = body.members_with_duty >= body.members
    return {
        "approval": True if body.approved_on else None,
        "duties": duties,
        "procedure": body.has_procedure,
    }


def _judge_body(body: PartyBodyFact) -> Verdict:
    return judge(_body_answers(body).values())


def _body_gaps(body: PartyBodyFact, verdict: Verdict) -> list[str]:
    """What stands in the way of the verdict: what is missing, else what is unknown."""
    wanted = False if verdict == Verdict.NOT_MET else None
    return [gap for gap, answer in _body_answers(body).items() if answer is wanted]


def annual_report_published(facts: SocietyFacts, params: Params) -> Finding:
    """The report of the workplan's year stands openly somewhere, with all heads asked for."""
    reports = [one for one in facts.publications if one.year == facts.year]
    due_on = iso(facts.report_due_on)
    inputs: dict[str, Any] = {"report_year": facts.year, "publications": len(reports)}
    if not reports:
        return Finding(Verdict.NOT_MET, inputs, _publish(facts))
    judged = {one: _judge_report(facts, one, params) for one in reports}
    best = min(reports, key=lambda one: _BEST_FIRST.index(judged[one]))
    heads = {head: getattr(best, f"has_{head}") for head in params["heads"]}
    inputs |= {
        "published_on": iso(best.published_on),
        "is_open": bool(best.url or best.channel),
        "heads_required": len(heads),
        "heads_present": sum(1 for present in heads.values() if present),
        "heads_missing": [head for head, present in heads.items() if present is False],
        "heads_unknown": [head for head, present in heads.items() if present is None],
    }
    verdict = judged[best]
    if verdict == Verdict.MET:
        return Finding(verdict, inputs)
    if best.published_on and best.published_on > facts.as_of:
        return Finding(verdict, inputs, _publish(facts))
    if verdict == Verdict.NOT_MET:
        return Finding(verdict, inputs, remedy("add_heads", heads=inputs["heads_missing"]))
    return Finding(verdict, inputs, remedy("complete_publication", day=due_on))


def annual_report_in_time(facts: SocietyFacts, _params: Params) -> Finding:
    """The report of the workplan's year was out by the day that CAST set."""
    due_on = facts.report_due_on
    used = {"due_on": iso(due_on)}
    days = [
        one.published_on
        for one in facts.publications
        if one.year == facts.year and one.published_on and (one.url or one.channel)
    ]
    first = min((day for day in days if day <= facts.as_of), default=None)
    inputs = {"report_year": facts.year, "published_on": iso(first)}
    if due_on is None:
        return not_applicable("no_day_set", inputs)
    if first is None and facts.as_of <= due_on:
        inputs["why"] = "not_yet_due"
        return Finding(Verdict.NOT_APPLICABLE, inputs, used=used)
    if first and first <= due_on:
        return Finding(Verdict.MET, inputs, used=used)
    return Finding(Verdict.NOT_MET, inputs, remedy("published_late", day=iso(due_on)), used)


def _judge_report(facts: SocietyFacts, report: PublicationFact, params: Params) -> Verdict:
    """A report without a place or a day may be public or not: nobody knows."""
    is_out = report.published_on <= facts.as_of if report.published_on else None
    is_open = True if report.url or report.channel else None
    return judge([is_out, is_open, *(getattr(report, f"has_{head}") for head in params["heads"])])


def _publish(facts: SocietyFacts) -> dict[str, Any]:
    if facts.report_due_on and facts.as_of <= facts.report_due_on:
        return remedy("publish_report_by", year=facts.year, day=iso(facts.report_due_on))
    return remedy("publish_report", year=facts.year)


def _staff_on(facts: SocietyFacts, on: dt.date) -> list[StaffFact]:
    return [one for one in facts.staff if is_within(on, one.from_on, one.to_on)]
