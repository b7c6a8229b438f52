"""Exact progress arithmetic: who owes which task, and how far each society and all of them are.

Pure: plain values in, plain values out; no database, no clock, no request. Percentages are
``fractions.Fraction`` on the scale 0 to 100, claimed and accepted percents are integers, ``None``
means "no data", and a month is an ordinal as in ``months``.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from reforms.enums import GroupKind

COMPLETE = 100
BAND_EDGES: tuple[int, ...] = tuple(range(0, 101, 10))


class TaskState(StrEnum):
    """How a task stands in a month, in the order in which the rules are tried."""

    DONE = "done"
    NO_DATA = "no_data"
    STALLED = "stalled"
    BEHIND = "behind"
    AHEAD = "ahead"
    ON_TRACK = "on_track"


@dataclass(frozen=True, slots=True)
class Margins:
    """A workplan's settings for states: percentage points, and months without movement."""

    behind: int = 10
    ahead: int = 10
    stalled_months: int = 3

    def __post_init__(self) -> None:
        if self.stalled_months < 2:
            raise ValueError("stalled_months must be at least 2: one month cannot stand still")


class TaskTerms(NamedTuple):
    """What a society is bound to for one task: its group, weight and due month (ordinal)."""

    number: int
    group: str
    weight: Decimal
    due: int


class TaskStanding(NamedTuple):
    """Percents of one task at a month: claimed, and accepted at m, m-1, m-2 … (newest first)."""

    claimed: int | None = None
    history: tuple[int | None, ...] = ()

    @property
    def accepted(self) -> int | None:
        """The accepted percent at the month itself."""
        return self.history[0] if self.history else None


NO_STANDING = TaskStanding()


class TaskFigure(NamedTuple):
    """One obliged task of one society at one month."""

    number: int
    group: str
    weight: Decimal
    accepted: int | None
    claimed: int | None
    expected: Fraction
    state: TaskState


@dataclass(frozen=True, slots=True)
class SocietyFigures:
    """A society at one month; ``groups`` holds only the groups in which it owes a task."""

    code: str
    discipline: str
    progress: Fraction | None
    groups: Mapping[str, Fraction | None]
    tasks: tuple[TaskFigure, ...]


@dataclass(frozen=True, slots=True)
class DisciplineFigures:
    """The mean progress of a discipline group and how many societies it is the mean of."""

    mean: Fraction | None
    societies: int


@dataclass(frozen=True, slots=True)
class NationalFigures:
    """All societies at one month; ``distribution`` counts societies per ten-point band."""

    mean: Fraction | None
    median: Fraction | None
    societies: int
    no_data: int
    groups: Mapping[str, Fraction | None]
    disciplines: Mapping[str, DisciplineFigures]
    distribution: tuple[int, ...]


def obliged(
    groups: Mapping[int, str], *, holds_reelection: bool, chosen: Iterable[int] = ()
) -> tuple[int, ...]:
    """Return the numbers of the tasks a society owes, in order.

    ``groups`` maps every task number to its group; ``chosen`` are the optional tasks of the
    accepted plan (none before one is accepted). Source: 2017 workplan notice, part 3.
    """
    owed = {GroupKind.BASIC, GroupKind.REELECTION} if holds_reelection else {GroupKind.BASIC}
    wanted = {number for number in chosen if groups.get(number) == GroupKind.OPTIONAL}
    return tuple(n for n, group in sorted(groups.items()) if group in owed or n in wanted)


def optional_choice_ok(count: int, minimum: int) -> bool:
    """Tell whether enough optional tasks are chosen; the minimum itself is enough."""
    return count >= minimum


@lru_cache(maxsize=4096)
def expected(month: int, *, first: int, due: int) -> Fraction:
    """Return the percent a task should have reached: an even pace from ``first`` to ``due``.

    Both ends count, so a task due in its first month is expected at 100 at once; 0 before
    the first month, 100 after the due month. ValueError when ``due`` lies before ``first``.
    """
    if due < first:
        raise ValueError("the due month lies before the first month")
    elapsed = min(max(month - first + 1, 0), due - first + 1)
    return Fraction(COMPLETE * elapsed, due - first + 1)


def task_state(
    *, history: tuple[int | None, ...], expected: Fraction, margins: Margins
) -> TaskState:
    """Return the state of a task from its accepted percents, newest first; None is no data.

    The first rule that applies: done, no_data, stalled, behind, ahead, on_track. Margins are
    exclusive: exactly ten points below the expected percent is still on track.
    """
    accepted = history[0] if history else None
    if accepted is None:
        return TaskState.NO_DATA
    if accepted >= COMPLETE:
        return TaskState.DONE
    # The distance to the expected percent, over its denominator: integers compare exactly.
    denominator = expected.denominator
    distance = accepted * denominator - expected.numerator
    window = history[: margins.stalled_months]
    if distance < 0 and window == (accepted,) * margins.stalled_months:
        return TaskState.STALLED
    if distance < -margins.behind * denominator:
        return TaskState.BEHIND
    if distance > margins.ahead * denominator:
        return TaskState.AHEAD
    return TaskState.ON_TRACK


def weighted_progress(items: Iterable[tuple[Decimal | Fraction, int | None]]) -> Fraction | None:
    """Return Σ weight·percent ÷ Σ weight; no data counts as 0, None when nothing has data."""
    pairs = list(items)
    if all(percent is None for _weight, percent in pairs):
        return None
    weights = {weight for weight, _percent in pairs}
    if len(weights) == 1:  # equal weights make no difference
        return Fraction(sum(percent or 0 for _weight, percent in pairs), len(pairs))
    parts = [(Fraction(weight), [p or 0 for w, p in pairs if w == weight]) for weight in weights]
    reached = sum((weight * sum(percents) for weight, percents in parts), Fraction(0))
    return reached / sum((weight * len(percents) for weight, percents in parts), Fraction(0))


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    """Return the mean; None counts as 0, and the mean of nothing is None."""
    count = 0
    # Added up by denominator first: few of them, and integers add faster than fractions.
    totals: dict[int, int] = {}
    for value in values:
        count += 1
        if value is not None:
            totals[value.denominator] = totals.get(value.denominator, 0) + value.numerator
    total = sum((Fraction(n, denominator) for denominator, n in totals.items()), Fraction(0))
    return total / count if count else None


def median(values: Iterable[Fraction | None]) -> Fraction | None:
    """Return the middle value, or the mean of the two middle ones; None counts as 0."""
    exact = [value or Fraction(0) for value in values]
    if not exact:
        return None
    # Over one denominator they sort as integers, many times faster than as fractions.
    over = lcm(*(value.denominator for value in exact))
    parts = sorted(value.numerator * (over // value.denominator) for value in exact)
    return Fraction(parts[(len(parts) - 1) // 2] + parts[len(parts) // 2], 2 * over)


def distribution(
    values: Iterable[Fraction | None], edges: Sequence[int] = BAND_EDGES
) -> tuple[int, ...]:
    """Count values per band between two edges; None counts as 0.

    A band holds its lower edge and not its upper one, except the last, which holds both.
    """
    counts = [0] * (len(edges) - 1)
    for value in values:
        exact = value or Fraction(0)
        whole, rest = divmod(exact.numerator, exact.denominator)
        if whole < edges[0] or (whole, rest) > (edges[-1], 0):
            raise ValueError(f"{exact} lies outside the bands")
        counts[min(bisect_right(edges, whole), len(counts)) - 1] += 1
    return tuple(counts)


def one_decimal(value: Fraction | None) -> str | None:
    """Return a percentage as text, rounded once to one decimal, halves away from zero."""
    return None if value is None else _one_decimal(value.numerator, value.denominator)


@lru_cache(maxsize=4096)
def _one_decimal(numerator: int, denominator: int) -> str:
    tenths = (20 * abs(numerator) + denominator) // (2 * denominator)
    sign = "-" if numerator < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def points_between(now: str | None, before: str | None) -> str | None:
    """Return the points between two published figures; None when either is missing."""
    if now is None or before is None:
        return None
    return one_decimal(Fraction(now) - Fraction(before))


def society_figures(
    *,
    code: str,
    discipline: str,
    month: int,
    first: int,
    terms: Sequence[TaskTerms],
    standings: Mapping[int, TaskStanding],
    margins: Margins,
) -> SocietyFigures:
    """Return a society's figures at a month from its obliged tasks and where each stands.

    ``terms`` are the obliged tasks only; a task without a standing has no data.
    """
    due = {on: expected(month, first=first, due=on) for on in {term.due for term in terms}}
    tasks = tuple(
        _task_figure(term, standings.get(term.number, NO_STANDING), due[term.due], margins)
        for term in sorted(terms)
    )
    by_group: dict[str, list[tuple[Decimal | Fraction, int | None]]] = {}
    for task in tasks:
        by_group.setdefault(task.group, []).append((task.weight, task.accepted))
    return SocietyFigures(
        code=code,
        discipline=discipline,
        progress=weighted_progress((task.weight, task.accepted) for task in tasks),
        groups={group: weighted_progress(items) for group, items in by_group.items()},
        tasks=tasks,
    )


def _task_figure(
    term: TaskTerms, standing: TaskStanding, expected: Fraction, margins: Margins
) -> TaskFigure:
    return TaskFigure(
        term.number,
        term.group,
        term.weight,
        standing.accepted,
        standing.claimed,
        expected,
        task_state(history=standing.history, expected=expected, margins=margins),
    )


def expected_progress(terms: Sequence[TaskTerms], *, month: int, first: int) -> Fraction | None:
    """Return the weighted percent a society's obliged tasks should have reached together."""
    dues = {term.due for term in terms}
    if not dues:
        return None
    if len(dues) == 1:  # all due together: the weights make no difference
        return expected(month, first=first, due=dues.pop())
    weights = dict.fromkeys(dues, Decimal(0))
    for term in terms:
        weights[term.due] += term.weight
    reached = sum(
        (
            Fraction(weight) * expected(month, first=first, due=due)
            for due, weight in weights.items()
        ),
        Fraction(0),
    )
    return reached / Fraction(sum(weights.values(), Decimal(0)))


def national_figures(societies: Sequence[SocietyFigures]) -> NationalFigures:
    """Return the figures over all societies; one without data counts as 0.

    A group's mean is taken over the societies that owe a task in it.
    """
    progresses = [society.progress for society in societies]
    by_group: dict[str, list[Fraction | None]] = {}
    by_discipline: dict[str, list[Fraction | None]] = {}
    for society in societies:
        by_discipline.setdefault(society.discipline, []).append(society.progress)
        for group, progress in society.groups.items():
            by_group.setdefault(group, []).append(progress)
    return NationalFigures(
        mean=mean(progresses),
        median=median(progresses),
        societies=len(societies),
        no_data=sum(progress is None for progress in progresses),
        groups={group: mean(values) for group, values in by_group.items()},
        disciplines={
            discipline: DisciplineFigures(mean(values), len(values))
            for discipline, values in by_discipline.items()
        },
        distribution=distribution(progresses),
    )
