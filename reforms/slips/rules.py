"""What slips are issued for, from which numbers on and in how many days: data of the workplan.

Pure: the JSON that `Workplan.slip_rules` keeps in, terms or problems out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from reforms.enums import SLIP_RANKS, SlipLevel, SlipRuleCode, SlipStep

#: Whole numbers that a rule asks for, with their lowest and highest value.
DAYS = {
    "acknowledge_days": (0, 90),
    "answer_days": (1, 180),
    "approver_days": (0, 180),
    "reviewer_days": (0, 180),
    "manager_days": (0, 180),
}
#: The days, counted from issue or return, after which a slip without an answer goes on.
STEP_DAYS = {
    SlipStep.APPROVER: "approver_days",
    SlipStep.REVIEWER: "reviewer_days",
    SlipStep.MANAGER: "manager_days",
}
#: The highest threshold of a rule; what it counts is said in `reforms.slips.words`.
_HIGHEST = {SlipRuleCode.STALLED: 99, SlipRuleCode.BEHIND: 99}
_HIGHEST_DAYS = 366
#: Rules that name no levels, and the one that only raises slips that are there.
WITHOUT_LEVELS = (SlipRuleCode.BY_HAND,)
WITHOUT_DAYS = (SlipRuleCode.UNANSWERED,)
#: Days between which the first must not be above the second.
_RISING = (
    ("acknowledge_days", "answer_days"),
    ("approver_days", "reviewer_days"),
    ("reviewer_days", "manager_days"),
)


@dataclass(frozen=True, slots=True)
class SlipRule:
    """One rule of a workplan: the lowest amount of each level, and days for what follows."""

    code: SlipRuleCode
    levels: Mapping[SlipLevel, int]
    days: Mapping[str, int]
    closes_itself: bool

    def level_for(self, amount: Fraction | int) -> SlipLevel | None:
        """The gravest level whose threshold is reached; None below all of them.

        Reached means equal or above, except for points behind, which must be above.
        """
        found = None
        for level, threshold in self.levels.items():
            is_reached = (
                amount > threshold if self.code == SlipRuleCode.BEHIND else amount >= threshold
            )
            if is_reached and (found is None or SLIP_RANKS[level] > SLIP_RANKS[found]):
                found = level
        return found


def rules_of(raw: Iterable[Mapping[str, Any]]) -> dict[SlipRuleCode, SlipRule]:
    """The rules that a workplan keeps, by their code."""
    return {
        SlipRuleCode(one["code"]): SlipRule(
            SlipRuleCode(one["code"]),
            {SlipLevel(level): amount for level, amount in one["levels"].items()},
            {name: one[name] for name in DAYS if name in one},
            one["closes_itself"],
        )
        for one in raw
    }


def highest_of(code: str) -> int:
    """The highest threshold a level of the rule may have."""
    return _HIGHEST.get(SlipRuleCode(code), _HIGHEST_DAYS)


def problems_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """What does not fit together in one rule, by field; `levels.red` names one of the levels.

    Each value is within its bounds already; a level left out is not there or None.
    """
    code = rule["code"]
    levels = [
        (level, amount)
        for level in SlipLevel
        if (amount := rule["levels"].get(level.value)) is not None
    ]
    problems: dict[str, str] = {}
    if code not in WITHOUT_LEVELS and not levels:
        problems["levels"] = _("Give a threshold for one level at least.")
    for (_low, below), (level, amount) in pairwise(levels):
        if amount <= below:
            problems[f"levels.{level}"] = _("A graver level needs a higher threshold.")
    for low, high in _RISING:
        if low in rule and high in rule and rule[low] > rule[high]:
            problems[high] = _("Not fewer days than what comes before.")
    return problems
