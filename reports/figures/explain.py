"""What a published figure is made of, exactly enough to reckon it again.

Pure: a month's payload in, inputs with exact values out. The payload may be sealed or live; the
arithmetic is that of `reforms.progress`, from the same accepted percents, weights and due months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from reforms import months
from reforms.payload import Payload, SocietyFacts, facts_of, terms_of
from reforms.progress import TaskState, expected_progress, median, one_decimal

ZERO = Fraction(0)
REPORTS = ("on_time", "late", "unknown", "missing")


class UnknownFigureError(LookupError):
    """The month has no such figure, part or task."""


@dataclass(frozen=True)
class Input:
    """What one society adds to a figure; `exact` is None without data, which counts as 0."""

    code: str
    exact: Fraction | None
    tasks: tuple[int, ...] = ()
    submitted_on: str = ""
    is_middle: bool = False

    @property
    def counted(self) -> Fraction:
        """The value that goes into the figure."""
        return self.exact or ZERO


@dataclass(frozen=True)
class Explained:
    """A figure as published, the inputs, their sum and what it is divided by."""

    rule: str
    value: str | None
    inputs: tuple[Input, ...]

    @property
    def total(self) -> Fraction:
        """The sum of the inputs."""
        return sum((each.counted for each in self.inputs), ZERO)

    @property
    def again(self) -> str | None:
        """The figure reckoned anew from the inputs alone."""
        values = [each.counted for each in self.inputs]
        if self.rule in ("count_states", "count_reports"):
            return str(self.total)
        if self.rule == "median":
            return one_decimal(median(values))
        return one_decimal(self.total / len(values)) if values else None


@dataclass(frozen=True)
class Part:
    """One task in a society's progress."""

    number: int
    group: str
    weight: Fraction
    accepted: int | None
    claimed: int | None
    expected: str
    state: str

    @property
    def product(self) -> Fraction:
        """Weight times percent; no data counts as 0."""
        return self.weight * (self.accepted or 0)


@dataclass(frozen=True)
class SocietyExplained:
    """A society's progress: its tasks, Σ weight × percent and Σ weight."""

    value: str | None
    parts: tuple[Part, ...]

    @property
    def total(self) -> Fraction:
        """Σ weight × accepted percent."""
        return sum((part.product for part in self.parts), ZERO)

    @property
    def weights(self) -> Fraction:
        """Σ weight."""
        return sum((part.weight for part in self.parts), ZERO)

    @property
    def again(self) -> str | None:
        """The figure reckoned anew from the tasks alone; none where no task has data."""
        if all(part.accepted is None for part in self.parts):
            return None
        return one_decimal(self.total / self.weights)


def explain_figure(payload: Payload, figure: str, *, first: int) -> Explained:
    """Explain a national figure; UnknownFigureError for one that the month does not have.

    `figure` is mean, median or expected; group-…, discipline-… or task-… with the key of the part;
    state-… with a task's state; or reports-… with how they came.
    """
    kind, _, key = figure.partition("-")
    explainers: dict[str, Callable[[Payload, str, int], Explained]] = {
        "mean": _mean,
        "median": _median,
        "expected": _expected,
        "group": _group,
        "discipline": _discipline,
        "task": _task,
        "state": _state,
        "reports": _reports,
    }
    has_key = kind not in ("mean", "median", "expected")
    if kind not in explainers or bool(key) != has_key:
        raise UnknownFigureError(figure)
    found = explainers[kind](payload, key, first)
    if not found.inputs and kind in ("group", "discipline", "task"):
        raise UnknownFigureError(figure)
    return found


def _exact(payload: Payload, first: int) -> list[tuple[Payload, SocietyFacts]]:
    ordinal = months.month_ordinal(months.parse_month(payload["month"]))
    return [(e, facts_of(e, first=first, ordinal=ordinal)) for e in payload["societies"]]


def _progresses(payload: Payload, first: int, discipline: str = "") -> list[Input]:
    return [
        Input(element["code"], facts.figures.progress)
        for element, facts in _exact(payload, first)
        if not discipline or element["discipline"] == discipline
    ]


def _mean(payload: Payload, _key: str, first: int) -> Explained:
    return Explained("mean", payload["national"]["mean"], tuple(_progresses(payload, first)))


def _median(payload: Payload, _key: str, first: int) -> Explained:
    ordered = sorted(_progresses(payload, first), key=lambda each: (each.counted, each.code))
    middle = {(len(ordered) - 1) // 2, len(ordered) // 2}
    marked = (
        Input(each.code, each.exact, is_middle=at in middle) for at, each in enumerate(ordered)
    )
    return Explained("median", payload["national"]["median"], tuple(marked))


def _expected(payload: Payload, _key: str, first: int) -> Explained:
    ordinal = months.month_ordinal(months.parse_month(payload["month"]))
    inputs = (
        Input(e["code"], expected_progress(terms_of(e), month=ordinal, first=first))
        for e in payload["societies"]
    )
    return Explained("expected_progress", payload["national"]["expected"], tuple(inputs))


def _group(payload: Payload, key: str, first: int) -> Explained:
    inputs = (
        Input(element["code"], facts.figures.groups[key])
        for element, facts in _exact(payload, first)
        if key in facts.figures.groups
    )
    return Explained("mean", payload["groups"].get(key), tuple(inputs))


def _discipline(payload: Payload, key: str, first: int) -> Explained:
    inputs = tuple(_progresses(payload, first, key))
    value = payload["disciplines"].get(key, {}).get("mean")
    return Explained("mean", value, inputs)


def _task(payload: Payload, key: str, _first: int) -> Explained:
    owing = [e for e in payload["societies"] if key in e["tasks"]]
    inputs = []
    for element in owing:
        accepted = element["tasks"][key]["accepted"]
        exact = None if accepted is None else Fraction(accepted)
        inputs.append(Input(element["code"], exact, (int(key),)))
    value = payload["tasks"].get(key, {}).get("mean")
    return Explained("mean", value, tuple(inputs))


def _state(payload: Payload, key: str, _first: int) -> Explained:
    if key not in set(TaskState):
        raise UnknownFigureError(key)
    inputs = []
    for element in payload["societies"]:
        tasks = tuple(int(n) for n, task in element["tasks"].items() if task["state"] == key)
        if tasks:
            inputs.append(Input(element["code"], Fraction(len(tasks)), tuple(sorted(tasks))))
    value = str(payload["national"]["tasks"][key])
    return Explained("count_states", value, tuple(inputs))


def _reports(payload: Payload, key: str, first: int) -> Explained:
    if key not in REPORTS:
        raise UnknownFigureError(key)
    inputs = (
        Input(e["code"], Fraction(1), submitted_on=e["report"]["submitted_on"] or "")
        for e, facts in _exact(payload, first)
        if facts.report.standing == key
    )
    value = str(payload["national"]["reports"][key])
    return Explained("count_reports", value, tuple(inputs))


def explain_society(element: Payload, group: str = "") -> SocietyExplained:
    """Explain a society's progress, over all its tasks or those of a group."""
    value = element["groups"].get(group) if group else element["progress"]
    parts = [
        Part(
            int(number),
            task["group"],
            Fraction(task["weight"]),
            task["accepted"],
            task["claimed"],
            task["expected"],
            task["state"],
        )
        for number, task in element["tasks"].items()
        if not group or task["group"] == group
    ]
    if group and not parts:
        raise UnknownFigureError(group)
    return SocietyExplained(value, tuple(sorted(parts, key=lambda part: part.number)))


def written(value: Fraction | None) -> str:
    """An exact value as people write it: 46, 46.25, or 1245/16 where decimals would not end."""
    if value is None:
        return ""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    scaled = value
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
