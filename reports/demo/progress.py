"""How the demo's societies progress: pure, from a random generator and a society's character."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Pace(Enum):
    """A society's character: how far it gets by the end, and how often it stands still."""

    LEADING = (1.45, 0.03)
    STEADY = (1.1, 0.08)
    SLOW = (0.8, 0.18)
    STALLED = (0.45, 0.45)


PACES = (
    [Pace.LEADING] * 4 + [Pace.STEADY] * 9 + [Pace.SLOW] * 5 + [Pace.STALLED] * 2
)  # of twenty societies


@dataclass(frozen=True)
class Step:
    """One month of one task: a new percent, or None where nothing moved."""

    percent: int | None
    accepted: int | None
    has_fallen: bool = False

    @property
    def is_lowered(self) -> bool:
        """Whether CAST accepted less than was claimed."""
        return self.percent is not None and self.accepted != self.percent


def ease(number: int, discipline: str) -> float:
    """How fast a task goes: some are done by summer, some wait; and fields differ a little."""
    return random.Random(f"ease {number}").uniform(0.65, 1.4) * random.Random(
        f"field {discipline}"
    ).uniform(0.86, 1.14)


def task_steps(rng: random.Random, pace: Pace, months: int, factor: float = 1.0) -> Iterator[Step]:
    """Yield a task's steps, month by month; percents mostly in fives, never beyond 100."""
    speed, standstill = pace.value
    factor *= speed * rng.uniform(0.7, 1.3)
    begins = rng.choice((1,) * 16 + (2, 2, 3, 4))
    claimed = 0
    for month in range(1, months + 1):
        if month < begins:
            yield Step(None, None)
            continue
        wanted = 100 * month / months * factor + rng.uniform(-6, 6)
        percent = min(100, max(0, round(wanted / 5) * 5 + rng.choice((0, 0, 0, 1, -2))))
        if claimed >= 100 or (month > begins and (rng.random() < standstill or percent == claimed)):
            yield Step(None, None)
            continue
        has_fallen = claimed > 20 and percent < claimed and rng.random() < 0.3
        if percent < claimed and not has_fallen:
            yield Step(None, None)
            continue
        accepted = percent
        if percent >= 20 and rng.random() < 0.015:
            accepted = percent - rng.choice((5, 10, 15))
        claimed = percent
        yield Step(percent, accepted, has_fallen)
