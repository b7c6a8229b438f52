"""Rules of branches: managed by somebody, lawful, alive or dealt with."""

from __future__ import annotations

import datetime as dt

from reforms.checks.facts import BranchFact, SocietyFacts, is_within
from reforms.checks.results import Finding, Inputs, Params, add_months, remedy
from reforms.enums import Verdict
from societies.enums import StaffDuty


def branch_manager(facts: SocietyFacts, _params: Params) -> Finding:
    """Somebody of the staff has the management of branches as a duty."""
    staff = [one for one in facts.staff if is_within(facts.as_of, one.from_on, one.to_on)]
    managers = sum(1 for one in staff if one.duty == StaffDuty.BRANCHES)
    unknown = sum(1 for one in staff if not one.duty)
    inputs = {"staff": len(staff), "branch_managers": managers, "duty_unknown": unknown}
    if managers:
        return Finding(Verdict.MET, inputs)
    if not facts.staff or unknown:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_branch_manager"))
    return Finding(Verdict.NOT_MET, inputs, remedy("name_branch_manager"))


def branches_lawful(facts: SocietyFacts, _params: Params) -> Finding:
    """No branch stands under a branch, none is regional."""
    branches = _open(facts)
    under = [branch.name for branch in branches if branch.parent]
    regional = [branch.name for branch in branches if branch.is_regional]
    inputs: Inputs = {
        "branches": len(branches),
        "branches_under_branches": under,
        "regional_branches": regional,
    }
    if not branches:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_branches"))
    if under or regional:
        names = sorted({*under, *regional})
        return Finding(Verdict.NOT_MET, inputs, remedy("put_branches_right", branches=names))
    return Finding(Verdict.MET, inputs)


def branches_independent(facts: SocietyFacts, _params: Params) -> Finding:
    """No branch has a charter of its own, none is a legal person."""
    branches = _open(facts)
    charter = [branch.name for branch in branches if branch.has_own_charter]
    legal = [branch.name for branch in branches if branch.is_legal_person]
    unknown = sum(
        1 for branch in branches if None in (branch.has_own_charter, branch.is_legal_person)
    )
    inputs: Inputs = {
        "branches": len(branches),
        "branches_with_charter": charter,
        "branches_as_legal_persons": legal,
        "branches_unknown": unknown,
    }
    if not branches:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_branches"))
    if names := sorted({*charter, *legal}):
        return Finding(Verdict.NOT_MET, inputs, remedy("put_branches_right", branches=names))
    if unknown:
        return Finding(Verdict.NO_DATA, inputs, remedy("mark_branches", branches=unknown))
    return Finding(Verdict.MET, inputs)


def dormant_branches(facts: SocietyFacts, params: Params) -> Finding:
    """Every branch without activity for so many months has a decision taken since.

    A branch without any known activity is not dormant before it has stood that long; after that
    nobody knows. Both numbers of months are shown, the first one is judged.
    """
    branches, months = _open(facts), params["months"]
    dormant = {
        branch: on
        for branch in branches
        if branch.last_activity_on
        and (on := add_months(branch.last_activity_on, months)) <= facts.as_of
    }
    left = [branch.name for branch, on in dormant.items() if not _is_decided(branch, on, facts)]
    unknown = sum(1 for branch in branches if _is_unknown(branch, months, facts.as_of))
    inputs = {
        "branches": len(branches),
        "dormant": len(dormant),
        "dormant_longer": sum(
            1
            for branch in dormant
            if branch.last_activity_on
            and add_months(branch.last_activity_on, params["longer_months"]) <= facts.as_of
        ),
        "dormant_decided": len(dormant) - len(left),
        "dormant_undecided": sorted(left),
        "activity_unknown": unknown,
        "closed_in_year": _closed_in_year(facts),
    }
    if not facts.branches:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_branches"))
    if left:
        return Finding(Verdict.NOT_MET, inputs, remedy("decide_branches", branches=sorted(left)))
    if unknown:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_activity", branches=unknown))
    return Finding(Verdict.MET, inputs)


def _open(facts: SocietyFacts) -> list[BranchFact]:
    return [branch for branch in facts.branches if branch.is_open(facts.as_of)]


def _is_decided(branch: BranchFact, dormant_on: dt.date, facts: SocietyFacts) -> bool:
    on = branch.decided_on
    return on is not None and dormant_on <= on <= facts.as_of


def _is_unknown(branch: BranchFact, months: int, as_of: dt.date) -> bool:
    """Whether nobody knows if the branch is dormant."""
    if branch.last_activity_on:
        return False
    return branch.set_up_on is None or add_months(branch.set_up_on, months) <= as_of


def _closed_in_year(facts: SocietyFacts) -> int:
    return sum(
        1
        for branch in facts.branches
        if branch.closed_on and facts.first_day <= branch.closed_on <= facts.until
    )
