"""Thresholds of checks that a manager may change: those CAST set, and those the text leaves open.

Pure: the JSON that `Task.checks` keeps in, changed JSON or problems out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reforms.checks.params import Param, ParamError
from reforms.checks.registry import RULES
from reforms.checks.results import CAST
from reforms.checks.words import param_label

#: Pairs of thresholds of which the first must not be above the second.
_RISING = (("months", "longer_months"), ("members_middle", "members_large"))


@dataclass(frozen=True, slots=True)
class Threshold:
    """One value that a manager may change."""

    check: str
    name: str
    param: Param
    value: Any

    @property
    def key(self) -> str:
        """How a form and a problem name it."""
        return f"{self.check}-{self.name}"


class ThresholdError(ValueError):
    """Values that cannot be used; `problems` says why, by the thresholds' keys."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(problems.values()))


def adjustable(checks: Iterable[Mapping[str, Any]]) -> Iterator[Threshold]:
    """The thresholds of a task that a manager may change, in the order of its checks."""
    for check in checks:
        for name, param in RULES[check["check"]].params.items():
            if check["set_by"] == CAST or name in check.get("open", ()):
                yield Threshold(check["check"], name, param, check["params"][name])


def contradictions(params: Mapping[str, Any]) -> dict[str, str]:
    """What does not fit together among the values of one check, by name."""
    return {
        high: _("Not below “%(other)s”.") % {"other": param_label(low)}
        for low, high in _RISING
        if low in params and high in params and params[low] > params[high]
    }


def changed_checks(
    checks: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the checks with new values by key; raises ThresholdError.

    Only what may be changed is: other keys are ignored.
    """
    problems: dict[str, str] = {}
    found: dict[tuple[str, str], Any] = {}
    for threshold in adjustable(checks):
        if threshold.key not in values:
            continue
        try:
            found[threshold.check, threshold.name] = threshold.param.read(values[threshold.key])
        except ParamError as error:
            problems[threshold.key] = str(error)
    result = []
    for check in checks:
        name = check["check"]
        params = {key: found.get((name, key), value) for key, value in check["params"].items()}
        problems |= {f"{name}-{key}": text for key, text in contradictions(params).items()}
        result.append({**check, "params": params})
    if problems:
        raise ThresholdError(problems)
    return result
