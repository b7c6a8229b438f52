"""The cells of the matrix: class, text and figures, and the mark of a claim against registers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import pgettext

from reforms.enums import Verdict
from reforms.payload import Payload
from reforms.progress import TaskState
from reforms.selectors.checks import disagrees

#: One sign per state, so that the picture can be read without its colours.
SIGNS: dict[str, str] = {
    "done": "✓",
    "no_data": "–",
    "stalled": "‖",
    "behind": "▼",
    "ahead": "▲",
    "on_track": "●",
}
_HEAT = tuple(f"heat-{1 + min(percent * 6 // 100, 5)}" for percent in range(101))
Make = Callable[[Payload, Payload | None], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One task: its number, its words, and whether its group begins here."""

    number: int
    group: str
    short: str
    title: str
    begins_group: bool


class Cell(NamedTuple):
    """What a cell shows; equal cells are one object.

    `figures` is accepted|claimed|expected|state|before.
    """

    css: str
    text: str
    figures: str
    is_against: bool


def against(element: Payload, unmet: Collection[int]) -> tuple[int, ...]:
    """Tasks of a society that are claimed or accepted as done against the registers."""
    tasks = element["tasks"]
    return tuple(
        number
        for number in sorted(unmet)
        for figure in [tasks.get(str(number))]
        if figure and disagrees(figure["claimed"], figure["accepted"], Verdict.NOT_MET)
    )


class Cells:
    """Makes the cells of a table; most of its thousands are equal to one made before."""

    def __init__(self, columns: Iterable[Column], make: Make) -> None:
        self.numbers = [(column.number, str(column.number)) for column in columns]
        self.make = make
        self.known: dict[tuple[Any, ...], Cell] = {}

    def row(
        self, tasks: Payload, before: Payload, unmet: Collection[int]
    ) -> tuple[Cell | None, ...]:
        """A society's cells, one per column; None where it does not owe the task."""
        result: list[Cell | None] = []
        for number, name in self.numbers:
            figure = tasks.get(name)
            if figure is None:
                result.append(None)
                continue
            earlier, is_unmet = before.get(name), number in unmet
            key = (
                figure["accepted"],
                figure["claimed"],
                figure["expected"],
                figure["state"],
                earlier and earlier["accepted"],
                earlier is None,
                is_unmet,
            )
            cell = self.known.get(key)
            if cell is None:
                cell = self.known[key] = self._cell(figure, earlier, is_unmet)
            result.append(cell)
        return tuple(result)

    def _cell(self, figure: Payload, earlier: Payload | None, is_unmet: bool) -> Cell:
        css, text = self.make(figure, earlier)
        accepted, claimed = figure["accepted"], figure["claimed"]
        if claimed != accepted:
            css += " is-claimed"
        is_against = is_unmet and disagrees(claimed, accepted, Verdict.NOT_MET)
        if is_against:
            css += " is-against"
        was = None if earlier is None else earlier["accepted"]
        figures = (
            f"{'' if accepted is None else accepted}|{'' if claimed is None else claimed}|"
            f"{figure['expected']}|{figure['state']}|{'' if was is None else was}"
        )
        return Cell(css, text, figures, is_against)


def cell_maker(show: str) -> Make:
    """What writes a cell for one of the three views: class and text."""
    if show == "state":
        return lambda figure, _before: (f"state-{figure['state']}", SIGNS[figure["state"]])
    if show == "change":
        new = pgettext("change", "new")
        return lambda figure, before: change_cell(figure, before, new)
    return lambda figure, _before: progress_cell(figure)


def progress_cell(figure: Payload) -> tuple[str, str]:
    """The accepted percent on its step of the heat scale."""
    accepted = figure["accepted"]
    if accepted is None:
        return "heat-nodata", "–"
    return _HEAT[accepted], "✓" if figure["state"] == TaskState.DONE else str(accepted)


def change_cell(figure: Payload, before: Payload | None, new: str) -> tuple[str, str]:
    """The points gained since last month."""
    accepted = figure["accepted"]
    was = None if before is None else before["accepted"]
    if accepted is None:
        return "heat-nodata", "–"
    if was is None:
        return "change-new", new
    points = accepted - was
    if points == 0:
        return "change-none", "0"
    return ("change-up", f"+{points}") if points > 0 else ("change-down", f"−{-points}")
