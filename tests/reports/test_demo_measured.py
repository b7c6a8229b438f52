"""What the demo measures lies on the way to the target."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from reforms.models import Commitment
from reports.demo.measured import measured


@pytest.mark.parametrize(("percent", "low", "high"), [(0, 7, 11), (50, 13, 16), (100, 18, 21)])
def test_measured_values_follow_the_percent(percent: int, low: int, high: int) -> None:
    goal = Commitment(baseline=Decimal(10), target=Decimal(20))
    values = {measured(goal, percent, random.Random(seed)) for seed in range(100)}
    assert None not in values
    assert all(value is not None and low <= value <= high for value in values)
    assert len(values) > 1


def test_nothing_is_measured_without_a_goal_or_below_zero() -> None:
    assert measured(None, 50, random.Random(1)) is None
    assert measured(Commitment(baseline=None, target=Decimal(2)), 50, random.Random(1)) is None
    steep = Commitment(baseline=Decimal(1), target=Decimal(100))
    assert min(measured(steep, 0, random.Random(n)) or 0 for n in range(50)) == 0
