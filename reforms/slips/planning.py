"""Which slips to issue, raise, close and escalate on a day: findings first, then actions.

Pure: frozen facts and a day in Beijing in, actions out. Doing them and asking again gives none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reforms.enums import (
    OPEN_SLIP_STATES,
    SLIP_RANKS,
    UNANSWERED_SLIP_STATES,
    SlipLevel,
    SlipRuleCode,
    SlipStep,
)
from reforms.progress import one_decimal
from reforms.slips.facts import Finding, KnownSlip, Situation
from reforms.slips.rules import STEP_DAYS, SlipRule

Rules = Mapping[SlipRuleCode, SlipRule]


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue a new slip for a finding."""

    finding: Finding
    level: SlipLevel


@dataclass(frozen=True, slots=True)
class Raise:
    """Raise a slip to a graver level, by the rule named."""

    slip: KnownSlip
    level: SlipLevel
    rule: SlipRuleCode
    facts: dict[str, Any]
    month: dt.date | None


@dataclass(frozen=True, slots=True)
class Close:
    """Close a slip whose cause is gone, because the workplan says so."""

    slip: KnownSlip


@dataclass(frozen=True, slots=True)
class Escalate:
    """Let a slip without an answer reach the next people."""

    slip: KnownSlip
    step: SlipStep
    days: int


Action = Issue | Raise | Close | Escalate


def findings(situation: Situation, rules: Rules, today: dt.date) -> Iterator[Finding]:
    """What stands against a society; a finding below all levels has none and issues nothing."""
    yield from _reports(situation, rules, today)
    yield from _plan(situation, rules, today)
    yield from _year(situation, rules)
    rule = rules.get(SlipRuleCode.CLAIM)
    for claim in situation.claims if rule else ():
        assert rule is not None  # noqa: S101 - else there is no claim to go through
        days = (today - claim.claimed_on).days
        yield Finding(
            situation.society,
            rule.code,
            f"task-{claim.task}",
            rule.level_for(days),
            {"days": days, "claimed_on": f"{claim.claimed_on}"},
            task=claim.task,
        )


def _reports(situation: Situation, rules: Rules, today: dt.date) -> Iterator[Finding]:
    late = rules.get(SlipRuleCode.REPORT_LATE)
    returned = rules.get(SlipRuleCode.RETURNED_OVERDUE)
    for report in situation.reports:
        if late and report.submitted_on is None and today > report.due_on:
            yield _overdue(situation, late, report.due_on, today, report.month, report.is_sealed)
        if returned and report.returned_due_on and today > report.returned_due_on:
            yield _overdue(
                situation, returned, report.returned_due_on, today, report.month, report.is_sealed
            )


def _overdue(
    situation: Situation,
    rule: SlipRule,
    due_on: dt.date,
    today: dt.date,
    month: dt.date | None = None,
    is_sealed: bool = False,
) -> Finding:
    days = (today - due_on).days
    return Finding(
        situation.society,
        rule.code,
        f"{month:%Y-%m}" if month else "",
        rule.level_for(days),
        {"days": days, "due_on": f"{due_on}"},
        month=month,
        may_issue=not is_sealed,
    )


def _plan(situation: Situation, rules: Rules, today: dt.date) -> Iterator[Finding]:
    rule = rules.get(SlipRuleCode.PLAN_LATE)
    if rule and situation.plan_submitted_on is None and today > situation.plan_due_on:
        yield _overdue(situation, rule, situation.plan_due_on, today)


def _year(situation: Situation, rules: Rules) -> Iterator[Finding]:
    """Tasks that stand still and points behind; without data nothing is judged."""
    year = situation.year
    if year is None:
        return
    stalled = rules.get(SlipRuleCode.STALLED)
    if stalled and year.stalled:
        yield Finding(
            situation.society,
            stalled.code,
            "",
            stalled.level_for(len(year.stalled)),
            {"count": len(year.stalled), "tasks": list(year.stalled)},
            month=year.month,
        )
    behind = rules.get(SlipRuleCode.BEHIND)
    if behind and year.progress is not None and year.expected is not None:
        points = year.expected - year.progress
        if points > 0:
            yield Finding(
                situation.society,
                behind.code,
                "",
                behind.level_for(points),
                {
                    "points": one_decimal(points),
                    "progress": one_decimal(year.progress),
                    "expected": one_decimal(year.expected),
                },
                month=year.month,
            )


def actions(
    situations: Iterable[Situation], known: Iterable[KnownSlip], rules: Rules, today: dt.date
) -> list[Action]:
    """What has to be done on a day, society by society in the order given."""
    by_society: dict[int, list[KnownSlip]] = {}
    for slip in known:
        by_society.setdefault(slip.society, []).append(slip)
    result: list[Action] = []
    for situation in situations:
        slips = by_society.get(situation.society, [])
        found = list(findings(situation, rules, today))
        raised = list(_of_findings(found, slips))
        levels = {action.slip.pk: action.level for action in raised if isinstance(action, Raise)}
        slips = [replace(s, level=levels[s.pk]) if s.pk in levels else s for s in slips]
        result += raised
        result += _of_slips(situation, found, slips, rules, today)
    return result


def _of_findings(found: list[Finding], slips: list[KnownSlip]) -> Iterator[Action]:
    for finding in found:
        if finding.level is None or not finding.may_issue:
            continue
        same = [s for s in slips if (s.rule, s.case) == (finding.rule, finding.case)]
        current = next((s for s in same if s.state in OPEN_SLIP_STATES), None)
        if current is not None:
            if _is_graver(finding.level, current.level):
                yield Raise(current, finding.level, finding.rule, finding.facts, finding.month)
        elif not same or _is_new(finding, finding.level, max(same, key=lambda slip: slip.pk)):
            yield Issue(finding, finding.level)


def _is_graver(level: SlipLevel, than: SlipLevel) -> bool:
    return SLIP_RANKS[level] > SLIP_RANKS[than]


def _is_new(finding: Finding, level: SlipLevel, last: KnownSlip) -> bool:
    """Whether what a person has ended comes up anew: graver, of a later month, or after a rule."""
    is_later = bool(finding.month and last.month and finding.month > last.month)
    return last.is_ended_by_rule or is_later or _is_graver(level, last.level)


def _of_slips(
    situation: Situation,
    found: list[Finding],
    slips: list[KnownSlip],
    rules: Rules,
    today: dt.date,
) -> Iterator[Action]:
    """Close what has no cause any more; let the rest go up, by level and by people."""
    standing = {(finding.rule, finding.case) for finding in found}
    for slip in slips:
        if slip.state not in OPEN_SLIP_STATES:
            continue
        rule = rules.get(slip.rule)
        is_gone = (slip.rule, slip.case) not in standing and _is_judged(situation, slip)
        if rule is not None and rule.closes_itself and is_gone:
            yield Close(slip)
        elif slip.state in UNANSWERED_SLIP_STATES:
            yield from _unanswered(slip, rules, today)


def _is_judged(situation: Situation, slip: KnownSlip) -> bool:
    """Whether the day's facts say anything of what the slip is about."""
    if slip.rule == SlipRuleCode.BEHIND:
        return situation.year is not None and situation.year.progress is not None
    if slip.rule == SlipRuleCode.STALLED:
        return situation.year is not None
    if slip.rule in (SlipRuleCode.REPORT_LATE, SlipRuleCode.RETURNED_OVERDUE):
        return any(report.month == slip.month for report in situation.reports)
    return slip.rule != SlipRuleCode.BY_HAND


def _unanswered(slip: KnownSlip, rules: Rules, today: dt.date) -> Iterator[Action]:
    rule = rules.get(SlipRuleCode.UNANSWERED)
    days = (today - slip.answer_due_on).days
    level = rule.level_for(days) if rule and days > 0 else None
    if level is not None and _is_graver(level, slip.level):
        facts = {"days": days, "due_on": f"{slip.answer_due_on}"}
        yield Raise(slip, level, SlipRuleCode.UNANSWERED, facts, slip.month)
    waited = (today - slip.counted_from).days
    for step, name in STEP_DAYS.items():
        if step not in slip.steps and name in slip.days and waited >= slip.days[name]:
            yield Escalate(slip, step, waited)
