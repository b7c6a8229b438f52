"""The one shape in which figures leave the portal: sealed, digested, printed and shown.

Pure: exact figures in, JSON-ready values out. Percentages are strings with one decimal, claimed
and accepted percents integers, null where there is no data; see docs/formats.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from reforms import months
from reforms.enums import GroupKind
from reforms.progress import (
    SocietyFigures,
    TaskFigure,
    TaskState,
    TaskTerms,
    expected,
    expected_progress,
    mean,
    national_figures,
    one_decimal,
    weighted_progress,
)

Payload = dict[str, Any]
GROUPS = tuple(GroupKind.values)


@dataclass(frozen=True, slots=True)
class ReportFact:
    """How a society's report of the month stands; `is_late` is None when it is not known.

    `extended_to` is the day until which this society alone had more time, if it had.
    """

    state: str
    submitted_on: dt.date | None
    is_late: bool | None
    extended_to: dt.date | None = None

    @property
    def standing(self) -> str:
        """Counted as on_time, late, unknown (imported) or missing."""
        if self.is_late is not None:
            return "late" if self.is_late else "on_time"
        return "unknown" if self.state in ("accepted", "submitted") else "missing"


NO_REPORT = ReportFact("none", None, None)


@dataclass(frozen=True, slots=True)
class SocietyFacts:
    """All that is told of one society in one month."""

    figures: SocietyFigures
    terms: tuple[TaskTerms, ...]
    report: ReportFact


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(payload: Payload) -> str:
    """SHA-256 (hex) of the canonical JSON of a payload without its own `digest`."""
    content = {key: value for key, value in payload.items() if key != "digest"}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def build_payload(
    *, year: int, month: dt.date, first: int, societies: Sequence[SocietyFacts]
) -> Payload:
    """Return a month's payload, not yet numbered; `first` is the workplan's first ordinal."""
    ordinal = months.month_ordinal(month)
    reached = _reached(societies, ordinal=ordinal, first=first)
    return {
        "workplan": year,
        "month": f"{month:%Y-%m}",
        "number": None,
        "digest": None,
        "as_of": None,
        **_nationally(societies, reached),
        "societies": [_society(*each) for each in zip(societies, reached, strict=True)],
    }


def national_part(
    societies: Sequence[SocietyFacts], *, ordinal: int, first: int
) -> dict[str, Payload]:
    """Return everything of a payload that is a figure over all societies."""
    return _nationally(societies, _reached(societies, ordinal=ordinal, first=first))


def _reached(
    societies: Iterable[SocietyFacts], *, ordinal: int, first: int
) -> list[Fraction | None]:
    return [expected_progress(each.terms, month=ordinal, first=first) for each in societies]


def _nationally(
    societies: Sequence[SocietyFacts], reached: Iterable[Fraction | None]
) -> dict[str, Payload]:
    figures = [society.figures for society in societies]
    national = national_figures(figures)
    states = Counter(task.state for each in figures for task in each.tasks)
    standings = Counter(society.report.standing for society in societies)
    return {
        "national": {
            "mean": one_decimal(national.mean),
            "median": one_decimal(national.median),
            "expected": one_decimal(mean(reached)),
            "societies": national.societies,
            "no_data": national.no_data,
            "distribution": list(national.distribution),
            "reports": {
                kind: standings[kind] for kind in ("on_time", "late", "unknown", "missing")
            },
            "tasks": {
                "obliged": sum(states.values()),
                **{state.value: states[state] for state in TaskState},
            },
        },
        "groups": {group: one_decimal(national.groups.get(group)) for group in GROUPS},
        "disciplines": {
            discipline: {"mean": one_decimal(part.mean), "societies": part.societies}
            for discipline, part in national.disciplines.items()
        },
        "tasks": _tasks_nationally(figures),
    }


def _tasks_nationally(societies: Sequence[SocietyFigures]) -> Payload:
    by_number: dict[int, list[TaskFigure]] = {}
    for society in societies:
        for task in society.tasks:
            by_number.setdefault(task.number, []).append(task)
    return {
        str(number): {
            "mean": one_decimal(Fraction(sum(t.accepted or 0 for t in tasks), len(tasks))),
            "societies": len(tasks),
            "done": sum(task.state is TaskState.DONE for task in tasks),
        }
        for number, tasks in sorted(by_number.items())
    }


def _society(society: SocietyFacts, reached: Fraction | None) -> Payload:
    figures, report = society.figures, society.report
    dues = {term.number: term.due for term in society.terms}
    return {
        "code": figures.code,
        "discipline": figures.discipline,
        "progress": one_decimal(figures.progress),
        "expected": one_decimal(reached),
        "groups": {group: one_decimal(figures.groups.get(group)) for group in GROUPS},
        "report": {
            "state": report.state,
            "late": report.is_late,
            "submitted_on": report.submitted_on and report.submitted_on.isoformat(),
            "extended_to": report.extended_to and report.extended_to.isoformat(),
        },
        "tasks": {str(task.number): _task(task, dues[task.number]) for task in figures.tasks},
    }


def _task(task: TaskFigure, due: int) -> Payload:
    return {
        "accepted": task.accepted,
        "claimed": task.claimed,
        "expected": one_decimal(task.expected),
        "state": task.state.value,
        "group": task.group,
        "weight": _weight(task.weight),
        "due": _month_text(due),
    }


@lru_cache(maxsize=1024)
def _month_text(ordinal: int) -> str:
    return f"{months.month_start(ordinal):%Y-%m}"


@lru_cache(maxsize=1024)
def _weight(weight: Decimal) -> str:
    """Write a weight without needless zeros: 1, 1.5, 0.25."""
    return f"{weight.normalize():f}"


def terms_of(element: Payload) -> tuple[TaskTerms, ...]:
    """Return the obligations a society's element was made with."""
    return tuple(
        TaskTerms(
            int(number),
            task["group"],
            Decimal(task["weight"]),
            months.month_ordinal(months.parse_month(task["due"])),
        )
        for number, task in element["tasks"].items()
    )


def facts_of(element: Payload, *, first: int, ordinal: int) -> SocietyFacts:
    """Return the exact figures behind a sealed element, to compute with it again."""
    terms = tuple(sorted(terms_of(element), key=lambda term: term.number))
    tasks = tuple(
        TaskFigure(
            term.number,
            term.group,
            term.weight,
            element["tasks"][str(term.number)]["accepted"],
            element["tasks"][str(term.number)]["claimed"],
            expected(ordinal, first=first, due=term.due),
            TaskState(element["tasks"][str(term.number)]["state"]),
        )
        for term in terms
    )
    groups = {
        group: weighted_progress((t.weight, t.accepted) for t in tasks if t.group == group)
        for group in {task.group for task in tasks}
    }
    figures = SocietyFigures(
        element["code"],
        element["discipline"],
        weighted_progress((task.weight, task.accepted) for task in tasks),
        groups,
        tasks,
    )
    report = element["report"]
    fact = ReportFact(
        report["state"],
        _day(report["submitted_on"]),
        report["late"],
        _day(report["extended_to"]),
    )
    return SocietyFacts(figures, terms, fact)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
