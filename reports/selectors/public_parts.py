"""Parts of the country for everybody: one discipline, one task, as sealed with an issue.

No scoped model is read here, as in `reports.selectors.public`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from reforms.enums import Verdict
from reforms.models import MonthlyIssue, Task
from reforms.payload import Payload
from reforms.progress import TaskState, distribution, mean, one_decimal
from reforms.selectors.check_pages import JUDGED
from reforms.selectors.checks import sealed_marks
from reports.selectors.public import IssueFigures, League
from societies.enums import Discipline
from societies.models import Society


@dataclass(frozen=True)
class TaskPart:
    """A task among some societies: their mean beside the country's, and how many have done it."""

    task: Task
    mean: str | None
    national: str | None
    societies: int
    done: int


@dataclass(frozen=True)
class DisciplineFigures:
    """A discipline group in an issue."""

    issue: MonthlyIssue
    discipline: Discipline

    @cached_property
    def figures(self) -> IssueFigures:
        """The whole issue."""
        return IssueFigures(self.issue)

    @cached_property
    def elements(self) -> list[Payload]:
        """The figures of the group's societies."""
        every: list[Payload] = self.figures.payload["societies"]
        return [each for each in every if each["discipline"] == self.discipline]

    @property
    def mean(self) -> str | None:
        """Mean progress of the group's societies."""
        return self._mean_in(self.figures.payload)

    def _mean_in(self, payload: Payload) -> str | None:
        found: str | None = payload["disciplines"].get(self.discipline.value, {}).get("mean")
        return found

    @property
    def previous(self) -> str | None:
        """The mean of the issue before."""
        before = self.figures.previous
        return self._mean_in(before) if before else None

    @cached_property
    def expected(self) -> str | None:
        """What the calendar expects of the group's societies on average."""
        return one_decimal(mean(Fraction(each["expected"]) for each in self.elements))

    @property
    def means(self) -> dict[str, str | None]:
        """The group's mean by sealed month."""
        return {each["month"]: self._mean_in(each) for each in self.figures.series}

    @cached_property
    def tasks(self) -> list[TaskPart]:
        """Every task that one of the societies owes."""
        found = []
        for task in self.issue.workplan.ordered_tasks:
            number = str(task.number)
            owed = [e["tasks"][number] for e in self.elements if number in e["tasks"]]
            if owed:
                national = self.figures.payload["tasks"][number]["mean"]
                found.append(TaskPart(task, task_mean(owed), national, len(owed), done_of(owed)))
        return found

    @cached_property
    def reports(self) -> Counter[str]:
        """How the group's reports of the month came."""
        return Counter(arrival(each) for each in self.elements)

    @cached_property
    def states(self) -> Counter[str]:
        """How many tasks of its societies stand how."""
        return Counter(task["state"] for e in self.elements for task in e["tasks"].values())

    @cached_property
    def league(self) -> list[League]:
        """The group's societies by progress, each with its rank in the country."""
        wanted = self.discipline.value
        return [each for each in self.figures.league if each.element["discipline"] == wanted]


@dataclass(frozen=True)
class Part:
    """A discipline group within a task."""

    discipline: Discipline
    mean: str | None
    societies: int
    done: int


@dataclass(frozen=True)
class Bound:
    """A society that owes a task, and where it stands."""

    society: Society
    figure: Payload
    verdict: Verdict | None


@dataclass(frozen=True)
class TaskFigures:
    """A task in an issue, over all societies that owe it."""

    issue: MonthlyIssue
    task: Task

    @cached_property
    def figures(self) -> IssueFigures:
        """The whole issue."""
        return IssueFigures(self.issue)

    @property
    def national(self) -> Payload | None:
        """Mean, societies and done ones; None when nobody owes the task."""
        found: Payload | None = self._in(self.figures.payload)
        return found

    def _in(self, payload: Payload) -> Payload | None:
        found: Payload | None = payload["tasks"].get(str(self.task.number))
        return found

    @property
    def previous(self) -> Payload | None:
        """The same of the issue before."""
        before = self.figures.previous
        return self._in(before) if before else None

    @property
    def means(self) -> dict[str, str | None]:
        """The national mean by sealed month."""
        series = {each["month"]: self._in(each) for each in self.figures.series}
        return {month: known["mean"] if known else None for month, known in series.items()}

    @cached_property
    def owed(self) -> list[tuple[Payload, Payload]]:
        """The societies that owe the task, each with its figures of it."""
        number = str(self.task.number)
        every = self.figures.payload["societies"]
        return [(each, each["tasks"][number]) for each in every if number in each["tasks"]]

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """How many societies with data stand in each band of ten points."""
        given = (task["accepted"] for _, task in self.owed)
        return distribution(Fraction(each) for each in given if each is not None)

    @cached_property
    def states(self) -> list[tuple[str, int]]:
        """How many societies stand in each state, in the order of the rules."""
        counts = Counter(task["state"] for _, task in self.owed)
        return [(state.value, counts[state.value]) for state in TaskState if counts[state.value]]

    @cached_property
    def parts(self) -> list[Part]:
        """The discipline groups."""
        by_group: dict[str, list[Payload]] = {}
        for element, task in self.owed:
            by_group.setdefault(element["discipline"], []).append(task)
        return [
            Part(group, task_mean(tasks), len(tasks), done_of(tasks))
            for group in Discipline
            if (tasks := by_group.get(group.value))
        ]

    @cached_property
    def marks(self) -> dict[int, Verdict]:
        """What the registers said of the task at the seal, by the society's id."""
        number = self.task.number
        marks = sealed_marks(self.issue)
        return {pk: tasks[number] for pk, tasks in marks.items() if number in tasks}

    @cached_property
    def verdicts(self) -> list[tuple[str, int]]:
        """How many societies that owe the task have which verdict, those that judge only."""
        counts = Counter(each.verdict for each in self.bound)
        return [(verdict.value, counts[verdict]) for verdict in JUDGED if counts[verdict]]

    @cached_property
    def bound(self) -> list[Bound]:
        """The societies that owe the task, the furthest first."""
        found = []
        for element, figure in self.owed:
            society = self.figures.societies[element["code"]]
            found.append(Bound(society, figure, self.marks.get(society.pk)))
        return sorted(found, key=lambda each: (-_reached(each.figure), each.society.code))


def _reached(figure: Payload) -> int:
    return -1 if figure["accepted"] is None else int(figure["accepted"])


def task_mean(tasks: Sequence[Payload]) -> str | None:
    """Return the mean of accepted percents, no data counting as 0 as everywhere."""
    return one_decimal(mean(Fraction(task["accepted"] or 0) for task in tasks))


def done_of(tasks: Iterable[Payload]) -> int:
    """Return how many are done."""
    return sum(task["state"] == TaskState.DONE for task in tasks)


def arrival(element: Payload) -> str:
    """How a society's report of a sealed month came: on_time, late, unknown or missing."""
    report = element["report"]
    if report["late"] is not None:
        return "late" if report["late"] else "on_time"
    return "unknown" if report["state"] in ("accepted", "submitted") else "missing"
