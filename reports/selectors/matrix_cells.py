"""The cells of the matrix: class, text and figures, and the marks on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any, NamedTuple

from django.utils.translation import pgettext

from accounts.heat import heat_step
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
#: One sign per verdict of the registers; a task that asks for no check has none of them.
VERDICT_SIGNS: dict[str, str] = {
    "met": "✓",
    "not_met": "×",
    "justified": "△",
    "shown": "○",
    "no_data": "–",
    "not_applicable": "/",
}
NO_CHECK = "·"
_figures = itemgetter("accepted", "claimed", "expected", "state")
_STATES = {name: str(place) for place, name in enumerate(SIGNS)}
_VERDICTS: dict[str | None, str] = {n: str(place) for place, n in enumerate(VERDICT_SIGNS)}
#: Accepted percents of a society's tasks a month ago, by number.
Earlier = Mapping[str, int | None]


def heat_class(percent: int | Fraction) -> str:
    """The step of the heat scale, six equal ones from 0 to 100."""
    return f"heat-{heat_step(percent)}"


_HEAT = tuple(heat_class(percent) for percent in range(101))


class Told(NamedTuple):
    """What is known of a task beside its figures: last month's percent, and the verdict."""

    was: int | None = None
    verdict: str | None = None


Make = Callable[[Payload, Told], tuple[str, str]]


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

    `figures` is accepted|claimed|expected|state|before|verdict as the tip reads them: the claim
    where it is another, state and verdict as places in their lists. `corrected` is the percent
    that a correction gave the task since.
    """

    css: str
    text: str
    figures: str
    is_against: bool
    corrected: int | None


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
        self,
        tasks: Payload,
        before: Earlier,
        verdicts: Mapping[int, str],
        corrected: Payload | None,
    ) -> tuple[Cell | None, ...]:
        """A society's cells, one per column; None where it does not owe the task."""
        result: list[Cell | None] = []
        known = self.known
        for number, name in self.numbers:
            figure = tasks.get(name)
            if figure is None:
                result.append(None)
                continue
            now = corrected and corrected["tasks"].get(name, figure)["accepted"]
            key = (_figures(figure), before.get(name), verdicts.get(number), now)
            cell = known.get(key)
            if cell is None:
                cell = known[key] = self._cell(figure, key)
            result.append(cell)
        return tuple(result)

    def _cell(self, figure: Payload, key: tuple[Any, ...]) -> Cell:
        (accepted, claimed, expected, state), was, verdict, now = key
        css, text = self.make(figure, Told(was, verdict))
        if claimed != accepted:
            css += " is-claimed"
        is_against = disagrees(claimed, accepted, verdict)
        if is_against:
            css += " is-against"
        is_corrected = now is not None and now != accepted
        if is_corrected:
            css += " is-corrected"
        figures = (
            f"{'' if accepted is None else accepted}|{_claimed(accepted, claimed)}|{expected}|"
            f"{_STATES[state]}|{'' if was is None else was}|{_VERDICTS.get(verdict, '')}"
        )
        return Cell(css, text, figures, is_against, now if is_corrected else None)


def _claimed(accepted: int | None, claimed: int | None) -> str:
    """The claim where it is not what was accepted: `-` without one, nothing where both agree."""
    if claimed == accepted:
        return ""
    return "-" if claimed is None else str(claimed)


def cell_maker(show: str) -> Make:
    """What writes a cell for one of the four views: class and text."""
    if show == "state":
        return lambda figure, _told: (f"state-{figure['state']}", SIGNS[figure["state"]])
    if show == "change":
        new = pgettext("change", "new")
        return lambda figure, told: change_cell(figure["accepted"], told.was, new)
    if show == "register":
        return lambda _figure, told: verdict_cell(told.verdict)
    return lambda figure, _told: progress_cell(figure)


def progress_cell(figure: Payload) -> tuple[str, str]:
    """The accepted percent on its step of the heat scale."""
    accepted = figure["accepted"]
    if accepted is None:
        return "heat-nodata", "–"
    return _HEAT[accepted], "✓" if figure["state"] == TaskState.DONE else str(accepted)


def change_cell(accepted: int | None, was: int | None, new: str) -> tuple[str, str]:
    """The points gained since last month."""
    if accepted is None:
        return "heat-nodata", "–"
    if was is None:
        return "change-new", new
    points = accepted - was
    if points == 0:
        return "change-none", "0"
    return ("change-up", f"+{points}") if points > 0 else ("change-down", f"−{-points}")


def verdict_cell(verdict: str | None) -> tuple[str, str]:
    """What the registers say of the task."""
    if verdict is None:
        return "verdict-none", NO_CHECK
    return f"verdict-{verdict}", VERDICT_SIGNS[verdict]
