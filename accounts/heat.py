"""The scale of heat: six equal steps from 0 to 100 percent. Pure."""

from __future__ import annotations

from fractions import Fraction

STEPS = 6


def heat_step(percent: Fraction | int) -> int:
    """Return the step of a percent, 1 to 6; what lies outside takes the first or the last."""
    return min(max(int(percent * STEPS // 100), 0), STEPS - 1) + 1
