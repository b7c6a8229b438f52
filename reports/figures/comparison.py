"""Two moments beside each other: what rose and fell, what was done, stalled or judged anew.

Pure: payloads and verdicts in, values out. A change is the difference of the two figures as they
are published, to one decimal, so that everybody can reckon it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from reforms.payload import Payload
from reforms.progress import TaskState

#: The registers' verdict by society code and task number.
Verdicts = Mapping[str, Mapping[int, str]]
STATES = tuple(state.value for state in TaskState)


class Judged(NamedTuple):
    """A task whose verdict has changed."""

    number: int
    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """One figure at both moments; None where there is no data."""

    key: str
    before: str | None
    after: str | None

    @property
    def change(self) -> Fraction | None:
        """Points between the two; None without data at either."""
        if self.before is None or self.after is None:
            return None
        return Fraction(self.after) - Fraction(self.before)


@dataclass(frozen=True)
class Mover:
    """A society at both moments."""

    code: str
    discipline: str
    progress: Pair
    done: tuple[int, ...]
    undone: tuple[int, ...]
    stalled: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """An earlier and a later state of the same workplan."""

    before: Payload
    after: Payload

    @cached_property
    def national(self) -> list[Pair]:
        """Mean, median, what was expected, and the counts over all societies."""
        first, last = self.before["national"], self.after["national"]
        figures = [Pair(key, first[key], last[key]) for key in ("mean", "median", "expected")]
        return [
            *figures,
            Pair("silent", str(first["no_data"]), str(last["no_data"])),
            Pair("obliged", str(first["tasks"]["obliged"]), str(last["tasks"]["obliged"])),
            *(Pair(s, str(first["tasks"][s]), str(last["tasks"][s])) for s in STATES),
        ]

    @cached_property
    def groups(self) -> list[Pair]:
        """The task groups."""
        first, last = self.before["groups"], self.after["groups"]
        return [Pair(key, first.get(key), last[key]) for key in last]

    @cached_property
    def disciplines(self) -> list[Pair]:
        """The disciplines."""
        first, last = self.before["disciplines"], self.after["disciplines"]
        return [Pair(key, first.get(key, {}).get("mean"), last[key]["mean"]) for key in last]

    @cached_property
    def tasks(self) -> list[Pair]:
        """The tasks over all societies that owe them."""
        first, last = self.before["tasks"], self.after["tasks"]
        return [Pair(key, first.get(key, {}).get("mean"), last[key]["mean"]) for key in last]

    @cached_property
    def movers(self) -> list[Mover]:
        """Every society of the later moment that was there at the earlier one, by code."""
        first = {element["code"]: element for element in self.before["societies"]}
        last: Iterable[Payload] = self.after["societies"]
        return [self._mover(first[e["code"]], e) for e in last if e["code"] in first]

    def _mover(self, before: Payload, after: Payload) -> Mover:
        code = after["code"]
        done, was_done = in_state(after, TaskState.DONE), in_state(before, TaskState.DONE)
        stalled = in_state(after, TaskState.STALLED) - in_state(before, TaskState.STALLED)
        owed = {int(number) for number in after["tasks"]}
        return Mover(
            code,
            after["discipline"],
            Pair(code, before["progress"], after["progress"]),
            tuple(sorted(done - was_done)),
            tuple(sorted((was_done - done) & owed)),
            tuple(sorted(stalled)),
        )


def in_state(element: Payload, state: TaskState) -> set[int]:
    """Numbers of the tasks of a society that are in a state."""
    return {int(number) for number, task in element["tasks"].items() if task["state"] == state}


def risen(movers: Iterable[Mover]) -> list[Mover]:
    """Societies whose progress rose, the most first."""
    up = [mover for mover in movers if (mover.progress.change or 0) > 0]
    return sorted(up, key=lambda mover: (-(mover.progress.change or 0), mover.code))


def fallen(movers: Iterable[Mover]) -> list[Mover]:
    """Societies whose progress fell, the most first."""
    down = [mover for mover in movers if (mover.progress.change or 0) < 0]
    return sorted(down, key=lambda mover: (mover.progress.change or 0, mover.code))


def judged_anew(before: Verdicts, after: Verdicts) -> dict[str, tuple[Judged, ...]]:
    """Tasks whose verdict is another one now, by society code; those judged at both moments."""
    found = {
        code: tuple(
            Judged(number, str(before[code][number]), str(verdict))
            for number, verdict in sorted(verdicts.items())
            if number in before[code] and before[code][number] != verdict
        )
        for code, verdicts in after.items()
        if code in before
    }
    return {code: changed for code, changed in found.items() if changed}
