"""Exact progress arithmetic: who owes which task, and how far each society and all of them are.

Pure: plain values in, plain values out; no database, no clock, no request. Percentages are
``fractions.Fraction`` on the scale 0 to 100, claimed and accepted percents are integers, ``None``
means "no data", and a month is an ordinal as in ``months``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class TaskTerms:
    """What a society is bound to for one task: its group, weight and due month (ordinal)."""

    number: int
    group: str
    weight: Decimal
    due: int


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """Percents of one task at a month: claimed, and accepted at m, m-1, m-2 … (newest first)."""

    claimed: int | None = None
    history: tuple[int | None, ...] = ()

    @property
    def accepted(self) -> int | None:
        """The accepted percent at the month itself."""
        return self.history[0] if self.history else None


@dataclass(frozen=True, slots=True)
class TaskFigure:
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
    wanted = frozenset(chosen)
    return tuple(
        number
        for number, group in sorted(groups.items())
        if group == GroupKind.BASIC
        or (group == GroupKind.REELECTION and holds_reelection)
        or (group == GroupKind.OPTIONAL and number in wanted)
    )


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


def task_state(*, history: Sequence[int | None], expected: Fraction, margins: Margins) -> TaskState:
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
    stands_still = len(window) == margins.stalled_months and set(window) == {accepted}
    if stands_still and distance < 0:
        return TaskState.STALLED
    if distance < -margins.behind * denominator:
        return TaskState.BEHIND
    if distance > margins.ahead * denominator:
        return TaskState.AHEAD
    return TaskState.ON_TRACK


def weighted_progress(items: Iterable[tuple[Decimal | Fraction, int | None]]) -> Fraction | None:
    """Return Σ weight·percent ÷ Σ weight; no data counts as 0, None when nothing has data."""
    totals: dict[Decimal | Fraction, int] = {}
    counts: dict[Decimal | Fraction, int] = {}
    has_data = False
    for weight, percent in items:
        counts[weight] = counts.get(weight, 0) + 1
        if percent is not None:
            has_data = True
            totals[weight] = totals.get(weight, 0) + percent
    if not has_data:
        return None
    if len(counts) == 1:
        [(weight, count)] = counts.items()
        return Fraction(totals[weight], count)
    reached = sum(Fraction(weight) * total for weight, total in totals.items())
    return Fraction(reached) / sum(Fraction(weight) * count for weight, count in counts.items())


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
    exact = sorted(value or Fraction(0) for value in values)
    if not exact:
        return None
    return (exact[(len(exact) - 1) // 2] + exact[len(exact) // 2]) / 2


def distribution(
    values: Iterable[Fraction | None], edges: Sequence[int] = BAND_EDGES
) -> tuple[int, ...]:
    """Count values per band between two edges; None counts as 0.

    A band holds its lower edge and not its upper one, except the last, which holds both.
    """
    counts = [0] * (len(edges) - 1)
    for value in values:
        exact = value or Fraction(0)
        if not edges[0] <= exact <= edges[-1]:
            raise ValueError(f"{exact} lies outside the bands")
        counts[max(at for at in range(len(counts)) if edges[at] <= exact)] += 1
    return tuple(counts)


def one_decimal(value: Fraction | None) -> str | None:
    """Return a percentage as text, rounded once to one decimal, halves away from zero."""
    if value is None:
        return None
    doubled = 20 * abs(value.numerator) + value.denominator
    tenths = doubled // (2 * value.denominator)
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


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
    tasks = tuple(
        _task_figure(term, standings.get(term.number, TaskStanding()), month, first, margins)
        for term in sorted(terms, key=lambda term: term.number)
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
    term: TaskTerms, standing: TaskStanding, month: int, first: int, margins: Margins
) -> TaskFigure:
    due = expected(month, first=first, due=term.due)
    return TaskFigure(
        number=term.number,
        group=term.group,
        weight=term.weight,
        accepted=standing.accepted,
        claimed=standing.claimed,
        expected=due,
        state=task_state(history=standing.history, expected=due, margins=margins),
    )


def expected_progress(terms: Sequence[TaskTerms], *, month: int, first: int) -> Fraction | None:
    """Return the weighted percent a society's obliged tasks should have reached together."""
    weights: dict[int, Decimal] = {}
    for term in terms:
        weights[term.due] = weights.get(term.due, Decimal(0)) + term.weight
    if not weights:
        return None
    if len(weights) == 1:  # all due together: the weights make no difference
        return expected(month, first=first, due=next(iter(weights)))
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
