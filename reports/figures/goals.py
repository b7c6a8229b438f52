"""How far what a society set itself has come: from its baseline towards its target. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class Outcome(enum.Enum):
    """What a measured value says beside baseline and target."""

    REACHED = "reached"
    BETTER = "better"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    NOT_MEASURED = "not_measured"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Goal:
    """A baseline, a target and the value measured last; what is unknown is None."""

    baseline: Decimal | None
    target: Decimal | None
    measured: Decimal | None
    lower_is_better: bool = False

    @property
    def outcome(self) -> Outcome:
        """Whether the target is reached, and if not, whether the baseline was left behind."""
        if self.measured is None:
            return Outcome.NOT_MEASURED
        if self.target is not None and self._gain(self.measured, self.target) >= 0:
            return Outcome.REACHED
        if self.baseline is None:
            return Outcome.UNKNOWN
        gain = self._gain(self.measured, self.baseline)
        if gain == 0:
            return Outcome.UNCHANGED
        return Outcome.BETTER if gain > 0 else Outcome.WORSE

    @property
    def share(self) -> Fraction | None:
        """Percent of the way from baseline to target, 0 to 100; None where there is no way."""
        if self.baseline is None or self.target is None or self.measured is None:
            return None
        way = Fraction(self.target) - Fraction(self.baseline)
        if way == 0:
            return None
        gone = (Fraction(self.measured) - Fraction(self.baseline)) / way * 100
        return min(max(gone, Fraction(0)), Fraction(100))

    def _gain(self, value: Decimal, since: Decimal) -> Decimal:
        """How much better a value is than another one."""
        return since - value if self.lower_is_better else value - since
