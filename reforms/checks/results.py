"""What goes into a check beside the facts, what comes out, and the arithmetic they share.

All arithmetic is of whole numbers; a share is compared by multiplying across.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reforms.enums import Verdict

#: Who named a threshold.
TEXT: Final = "text"
CAST: Final = "cast"

Params = Mapping[str, Any]
Inputs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckTerms:
    """A check as a workplan asks for it; a soft one can be excused by CAST."""

    task: int
    check: str
    params: Params
    set_by: str
    is_soft: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: `used` are terms it took from elsewhere than the workplan."""

    verdict: Verdict
    inputs: Inputs
    remedy: dict[str, Any] = field(default_factory=dict)
    used: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check's verdict with its numbers; every value can be written as JSON.

    `remedy` is empty or a `code` with `params`: what would make the check met.
    """

    task: int
    check: str
    verdict: Verdict
    inputs: Inputs
    threshold: dict[str, Any]
    remedy: dict[str, Any]


#: The worst of a task's verdicts is the task's own; the others are not judged.
_WORST_FIRST = (Verdict.NOT_MET, Verdict.NO_DATA, Verdict.JUSTIFIED, Verdict.MET)


def task_verdict(verdicts: Iterable[str]) -> Verdict:
    """One verdict for a task: not met, else no data, else justified, else met.

    What is only shown or does not apply has no say; where nothing else is left, `SHOWN` stands
    for checks that show something and `NOT_APPLICABLE` for a task without any.
    """
    found = set(verdicts)
    for verdict in _WORST_FIRST:
        if verdict in found:
            return verdict
    return Verdict.SHOWN if Verdict.SHOWN in found else Verdict.NOT_APPLICABLE


def remedy(code: str, **params: Any) -> dict[str, Any]:
    """What would make a check met, for `words.remedy` to say."""
    return {"code": code, "params": params}


def not_applicable(why: str, inputs: Inputs | None = None) -> Finding:
    """The rule does not apply, and why."""
    return Finding(Verdict.NOT_APPLICABLE, {"why": why, **(inputs or {})})


def judge(answers: Iterable[bool | None]) -> Verdict:
    """All must be true: one that is plainly false decides, else one that is unknown."""
    found = list(answers)
    if any(answer is False for answer in found):
        return Verdict.NOT_MET
    return Verdict.NO_DATA if None in found else Verdict.MET


def judge_share(part: int, unknown: int, whole: int, fraction: str) -> Verdict:
    """Whether `part` is at least a fraction of `whole`, when `unknown` more might belong to it."""
    if reaches(part, whole, fraction):
        return Verdict.MET
    return Verdict.NO_DATA if reaches(part + unknown, whole, fraction) else Verdict.NOT_MET


def parts(fraction: str) -> tuple[int, int]:
    """Numerator and denominator of a fraction such as `3/4`."""
    numerator, denominator = fraction.split("/")
    return int(numerator), int(denominator)


def reaches(part: int, whole: int, fraction: str) -> bool:
    """Whether a part is at least a fraction of the whole."""
    numerator, denominator = parts(fraction)
    return denominator * part >= numerator * whole


def carries(votes: int, whole: int, fraction: str) -> bool:
    """Whether votes suffice: one half means more than half, any other fraction at least."""
    return 2 * votes > whole if fraction == "1/2" else reaches(votes, whole, fraction)


def ceil_div(dividend: int, divisor: int) -> int:
    """The quotient rounded up."""
    return -(-dividend // divisor)


def percent(part: int, whole: int) -> str:
    """A percentage with two decimals, cut off towards zero so that none looks reached."""
    hundredths = 10_000 * abs(part) // whole
    sign = "-" if part < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def iso(on: dt.date | None) -> str | None:
    """A day as JSON keeps it."""
    return on.isoformat() if on else None


def add_months(on: dt.date, months: int) -> dt.date:
    """The same day some months later; the last day of a month that is too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(on.day, last))
