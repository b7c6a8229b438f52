"""What is told in the chapters of an annual report, found for a test."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reports.annual.parts import Part

DAY = dt.date(2017, 12, 31)
ISO = DAY.isoformat()


def part_of(parts: tuple[Part, ...], code: str) -> Any:
    return next(part for part in parts if part.code == code)


def loose(parts: tuple[Part, ...]) -> tuple[Any, ...]:
    """The parts, whatever each of them is."""
    return parts


def figures_of(parts: tuple[Part, ...], code: str) -> dict[str, tuple[str | None, str | None]]:
    return {item.code: (item.value, item.before) for item in part_of(parts, code).items}
