"""All rules by name, what each must be told, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reforms.checks import (
    activities,
    branches,
    council,
    library,
    meetings,
    members,
    office,
    secretary_general,
    supervisors,
)
from reforms.checks.facts import SocietyFacts
from reforms.checks.params import (
    CHOICE,
    CHOICES,
    COUNTS,
    FRACTION,
    WHOLE,
    WHOLES,
    Param,
)
from reforms.checks.results import (
    TEXT,
    CheckResult,
    CheckTerms,
    Finding,
    Params,
    not_applicable,
)
from reforms.enums import Verdict
from societies.activity_kinds import activity_kinds
from societies.enums import Body, Fraction, PartyLayer, RuleKind, StaffGrade

#: The check that shows the counts which a workplan names for a task.
ACTIVITY_COUNTS: Final = "activity_counts"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what it must be told.

    `is_soft` follows the wording of the text; `is_reelection` rules apply only to societies that
    hold their re-election in the year; `shares` is a check of the same task whose params the
    rule reads as well.
    """

    function: Callable[[SocietyFacts, Params], Finding]
    params: Mapping[str, Param] = field(default_factory=dict)
    is_soft: bool = False
    is_reelection: bool = False
    shares: str = ""


def _whole(low: int, high: int) -> Param:
    return Param(WHOLE, low=low, high=high)


_LEVELS = Param(CHOICES, tuple(Body.values))
_KINDS = Param(CHOICES, tuple(RuleKind.values))
_MAJORITY = Param(CHOICE, tuple(Fraction.values))
_SHARE = Param(FRACTION)
_SEATS = _whole(1, 10_000)
_MEMBERS = _whole(1, 10_000_000)
_AGES = Param(WHOLES, low=1, high=120)

RULES: Final[Mapping[str, Rule]] = {
    "meeting_rules": Rule(library.meeting_rules, {"levels": _LEVELS}),
    "meetings_documented": Rule(
        meetings.meetings_documented,
        {"marks": Param(CHOICES, ("notice", "attendance", "record", "minutes"))},
    ),
    "resolutions_done": Rule(meetings.resolutions_done),
    "attendance_rate": Rule(meetings.attendance_rate),
    "individual_growth": Rule(members.individual_growth, {"percent": _whole(0, 1000)}),
    "dues_collection": Rule(members.dues_collection),
    "membership_rules": Rule(library.rules_in_force, {"kinds": _KINDS}),
    "branch_rules": Rule(library.rules_in_force, {"kinds": _KINDS}),
    "branch_manager": Rule(branches.branch_manager),
    "branches_lawful": Rule(branches.branches_lawful),
    "branches_independent": Rule(branches.branches_independent),
    "dormant_branches": Rule(
        branches.dormant_branches,
        {"months": _whole(1, 120), "longer_months": _whole(1, 240)},
        is_soft=True,
    ),
    "conduct_code": Rule(library.rules_in_force, {"kinds": _KINDS}),
    "absentees_adjusted": Rule(
        meetings.absentees_adjusted, {"levels": _LEVELS, "in_a_row": _whole(1, 20)}, is_soft=True
    ),
    "party_body": Rule(office.party_body, {"layer": Param(CHOICE, tuple(PartyLayer.values))}),
    "party_meetings": Rule(meetings.party_meetings),
    "annual_report_published": Rule(
        office.annual_report_published, {"heads": Param(CHOICES, office.HEADS)}
    ),
    "annual_report_in_time": Rule(office.annual_report_in_time, is_soft=True),
    "full_time_secretary_general_level": Rule(
        office.full_time_leader,
        {"grades": Param(CHOICES, tuple(StaffGrade.values)), "minimum": _whole(1, 100)},
    ),
    "staff_growth": Rule(office.staff_growth),
    "staff_rules": Rule(library.rules_in_force, {"kinds": _KINDS}),
    "premises": Rule(office.premises),
    "nomination_vote_appointment": Rule(
        secretary_general.nomination_vote_appointment, is_reelection=True
    ),
    "vote_passed": Rule(
        secretary_general.vote_passed,
        {"quorum": _MAJORITY, "majority": _MAJORITY},
        is_reelection=True,
    ),
    "secretary_general_full_time": Rule(
        secretary_general.secretary_general_full_time, is_reelection=True
    ),
    "council_size": Rule(
        council.council_size,
        {
            "seats_small": _SEATS,
            "members_middle": _MEMBERS,
            "seats_middle": _SEATS,
            "members_large": _MEMBERS,
            "seats_at_large": _SEATS,
            "seats_large": _SEATS,
        },
        is_soft=True,
        is_reelection=True,
    ),
    "council_not_larger": Rule(
        council.council_not_larger,
        {
            "growth_percent": _whole(0, 1000),
            "growth_over": Param(CHOICE, (council.LAST_FULL_YEAR, council.TWELVE_MONTHS)),
        },
        is_soft=True,
        is_reelection=True,
        shares="council_size",
    ),
    "standing_size": Rule(council.standing_size, {"fraction": _SHARE}, is_reelection=True),
    "council_grassroots": Rule(
        council.council_grassroots, {"fraction": _SHARE}, is_reelection=True
    ),
    "standing_grassroots": Rule(
        council.standing_grassroots, {"fraction": _SHARE}, is_reelection=True
    ),
    "council_composition": Rule(council.council_composition, {"ages": _AGES}, is_reelection=True),
    "standing_composition": Rule(council.standing_composition, {"ages": _AGES}, is_reelection=True),
    "supervisors_elected": Rule(supervisors.supervisors_elected, is_reelection=True),
    "supervisors_rules": Rule(library.rules_in_force, {"kinds": _KINDS}, is_reelection=True),
    "supervisors_meetings": Rule(
        supervisors.supervisors_meetings,
        {"per_half_year": _whole(1, 12)},
        is_soft=True,
        is_reelection=True,
    ),
    "supervisors_separate": Rule(
        supervisors.supervisors_separate, is_soft=True, is_reelection=True
    ),
    ACTIVITY_COUNTS: Rule(activities.activity_counts, {"counts": Param(COUNTS)}),
    "contracts_on_file": Rule(
        activities.contracts_on_file, {"kinds": Param(CHOICES, tuple(activity_kinds().kinds))}
    ),
}


def terms_of(
    task: int, checks: Iterable[Mapping[str, Any]], counts: Sequence[Mapping[str, str]] = ()
) -> list[CheckTerms]:
    """The terms of one task from what its workplan keeps of checks and counts."""
    terms = [
        CheckTerms(task, one["check"], one.get("params") or {}, one["set_by"], one["soft"])
        for one in checks
    ]
    if counts:
        terms.append(CheckTerms(task, ACTIVITY_COUNTS, {"counts": list(counts)}, TEXT, False))
    return terms


def run_checks(facts: SocietyFacts, terms: Sequence[CheckTerms]) -> list[CheckResult]:
    """Run every check that the workplan asks for, in its order."""
    told = {(one.task, one.check): one.params for one in terms}
    return [_run(facts, one, told) for one in terms]


def _run(
    facts: SocietyFacts, terms: CheckTerms, told: Mapping[tuple[int, str], Params]
) -> CheckResult:
    rule = RULES[terms.check]
    params = {**(told[terms.task, rule.shares] if rule.shares else {}), **terms.params}
    if rule.is_reelection and not facts.holds_reelection:
        finding = not_applicable("no_reelection")
    else:
        finding = rule.function(facts, params)
    verdict, remedy = finding.verdict, finding.remedy
    is_excepted = terms.is_soft and (terms.task, terms.check) in facts.exceptions
    if is_excepted and verdict == Verdict.NOT_MET:
        verdict, remedy = Verdict.JUSTIFIED, {}
    shown = {name: value for name, value in params.items() if name != "counts"}
    threshold = {"set_by": terms.set_by, "soft": terms.is_soft, **shown, **finding.used}
    return CheckResult(terms.task, terms.check, verdict, finding.inputs, threshold, remedy)
