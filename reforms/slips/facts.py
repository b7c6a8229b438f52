"""How a society stands on a day, as far as slips are concerned; pure and frozen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from reforms.enums import SlipLevel, SlipRuleCode, SlipState, SlipStep


@dataclass(frozen=True, slots=True)
class ReportFact:
    """The report of one month; days are days in Beijing."""

    month: dt.date
    due_on: dt.date
    submitted_on: dt.date | None = None
    #: The day a report sent back was due again; None unless it stands returned.
    returned_due_on: dt.date | None = None
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """A task claimed as done although its registers do not prove it."""

    task: int
    claimed_on: dt.date


@dataclass(frozen=True, slots=True)
class YearFact:
    """Where a society stands at the latest sealed month."""

    month: dt.date
    stalled: tuple[int, ...]
    progress: Fraction | None
    expected: Fraction | None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the rules ask of one society on one day."""

    society: int
    reports: tuple[ReportFact, ...]
    plan_due_on: dt.date
    plan_submitted_on: dt.date | None
    year: YearFact | None = None
    claims: tuple[ClaimFact, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSlip:
    """A slip that is there, open or not."""

    pk: int
    society: int
    rule: SlipRuleCode
    case: str
    month: dt.date | None
    level: SlipLevel
    state: SlipState
    answer_due_on: dt.date
    counted_from: dt.date
    is_ended_by_rule: bool = False
    days: dict[str, int] = field(default_factory=dict)
    steps: frozenset[SlipStep] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; `may_issue` is False where a slip could no longer be acted on."""

    society: int
    rule: SlipRuleCode
    case: str
    level: SlipLevel | None
    facts: dict[str, Any]
    month: dt.date | None = None
    task: int | None = None
    may_issue: bool = True
