"""A society in the matrix: its report, its cells, and what lies behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from reforms.payload import Payload
from reports.selectors.matrix_before import Before
from reports.selectors.matrix_cells import Cell


class Report(NamedTuple):
    """How a society's report of the month stands: a badge, with its look and its word."""

    state: str
    tone: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """One society in the month.

    `points` are tenths of a point gained since last month; `unmet` counts its tasks whose checks
    are not met.
    """

    code: str
    name: str
    reading: str
    url: str
    society_url: str
    report: Report
    late_days: int | None
    progress: str
    points: int | None
    change: str
    cells: tuple[Cell | None, ...]
    element: Payload
    before: Before
    verdicts: Mapping[int, str]
    unmet: int = 0
    against: tuple[int, ...] = ()
    corrected: Payload | None = None

    def points_of(self, name: str) -> int | None:
        """Points that a task has gained since last month; None without a figure in either."""
        was = self.before.accepted.get(name)
        now = self.element["tasks"].get(name, {}).get("accepted")
        return None if was is None or now is None else int(now) - was
