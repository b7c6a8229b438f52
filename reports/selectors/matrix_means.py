"""What each discipline, and the country, reached with each task: the lines above the societies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from accounts.templatetags.portal import signed
from reforms.enums import Verdict
from reforms.payload import Payload
from reforms.progress import TaskState, one_decimal
from reports.selectors.matrix_cells import Column, Earlier, heat_class

#: States that a line counts where the cells show states.
SLOW = (TaskState.STALLED.value, TaskState.BEHIND.value)


class MeanCell(NamedTuple):
    """One task over several societies: class, text, and over how many societies it goes."""

    css: str
    text: str
    societies: int


Line = tuple[MeanCell | None, ...]


@dataclass(slots=True)
class Tally:
    """Sum and number of one figure of each task, by the task's number."""

    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: Tally) -> None:
        """Take in what another one has counted."""
        for name, count in other.counts.items():
            self.sums[name] += other.sums[name]
            self.counts[name] += count


@dataclass(frozen=True, slots=True)
class Around:
    """What the figures of a society do not say themselves, by society code."""

    before: Mapping[str, Earlier]
    verdicts: Mapping[str, Mapping[int, str]]


Count = Callable[[Tally, Payload, Around], None]


def lines(
    elements: Iterable[Payload], columns: Sequence[Column], show: str, around: Around
) -> dict[str, Line]:
    """The line of each discipline by its name, and that of all societies by the empty name."""
    count = _COUNTS[show]
    tallies: dict[str, Tally] = defaultdict(Tally)
    for element in elements:
        count(tallies[element["discipline"]], element, around)
    country = Tally()
    for tally in tallies.values():
        country.add(tally)
    tallies[""] = country
    return {
        discipline: tuple(_cell(tally, str(column.number), show) for column in columns)
        for discipline, tally in tallies.items()
    }


def _count_progress(tally: Tally, element: Payload, _around: Around) -> None:
    sums, counts = tally.sums, tally.counts
    for name, figure in element["tasks"].items():
        sums[name] += figure["accepted"] or 0
        counts[name] += 1


def _count_state(tally: Tally, element: Payload, _around: Around) -> None:
    for name, figure in element["tasks"].items():
        tally.sums[name] += figure["state"] in SLOW
        tally.counts[name] += 1


def _count_change(tally: Tally, element: Payload, around: Around) -> None:
    before = around.before.get(element["code"], {})
    for name, figure in element["tasks"].items():
        was, accepted = before.get(name), figure["accepted"]
        if was is not None and accepted is not None:
            tally.sums[name] += accepted - was
            tally.counts[name] += 1


def _count_register(tally: Tally, element: Payload, around: Around) -> None:
    verdicts = around.verdicts.get(element["code"], {})
    for name in element["tasks"]:
        verdict = verdicts.get(int(name))
        if verdict is not None:
            tally.sums[name] += verdict == Verdict.NOT_MET
            tally.counts[name] += 1


_COUNTS: dict[str, Count] = {
    "progress": _count_progress,
    "state": _count_state,
    "change": _count_change,
    "register": _count_register,
}


def _cell(tally: Tally, name: str, show: str) -> MeanCell | None:
    societies = tally.counts.get(name, 0)
    if not societies:
        return None
    total = tally.sums[name]
    if show == "progress":
        mean = Fraction(total, societies)
        return MeanCell(heat_class(mean), one_decimal(mean) or "", societies)
    if show == "change":
        points = Fraction(total, societies)
        css = "change-up" if points > 0 else "change-down" if points else "change-none"
        return MeanCell(css, signed(points), societies)
    css = "line-none" if not total else "line-slow" if show == "state" else "line-unmet"
    return MeanCell(css, str(total), societies)
