"""The matrix: societies × tasks of one month, filtered and sorted as the address asks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from accounts.badges import BADGES
from accounts.templatetags.portal import NO_DATA, local_filter, one_decimal, signed
from reforms import months
from reforms.models import Task
from reforms.payload import Payload
from reports.selectors.checks import Unmet
from reports.selectors.figures import is_behind, late_days
from reports.selectors.matrix_cells import (
    Cell,
    Cells,
    Column,
    against,
    cell_maker,
)
from societies.enums import Discipline
from societies.models import Society

SHOWS = ("progress", "state", "change")
SORTS = ("code", "progress", "late", "change")
TASK_SORT = re.compile(r"t([1-9][0-9]{0,3})")
#: How a report of the month can stand, beyond the states a report has itself.
REPORT_STATES = (
    "accepted",
    "submitted",
    "returned",
    "in_society_review",
    "draft",
    "overdue",
    "not_submitted",
)
_UNSENT = ("none", "draft", "in_society_review")


@dataclass(frozen=True, slots=True)
class MatrixQuery:
    """What the address asks for; `codes` narrows to a reviewer's portfolio."""

    show: str = "progress"
    sort: str = "code"
    is_descending: bool = False
    discipline: str = ""
    state: str = ""
    report: str = ""
    is_late: bool = False
    is_behind: bool = False
    is_against: bool = False
    text: str = ""
    codes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """The query as text: equal queries give equal tables."""
        codes = "" if self.codes is None else ",".join(sorted(self.codes))
        return repr((*astuple(self)[:-1], codes, self.codes is None))

    @property
    def is_filtered(self) -> bool:
        """Whether societies may be left out."""
        return bool(
            self.discipline
            or self.state
            or self.report
            or self.is_late
            or self.is_behind
            or self.is_against
            or self.text
            or self.codes is not None
        )


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """A heading over columns."""

    title: str
    span: int


class Report(NamedTuple):
    """How a society's report of the month stands: a badge, with its look and its word."""

    state: str
    tone: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """One society in the month; `previous` holds last month's tasks by number."""

    code: str
    name: str
    url: str
    society_url: str
    report: Report
    late_days: int | None
    progress: str
    change: str
    cells: tuple[Cell | None, ...]
    element: Payload
    previous: Payload
    against: tuple[int, ...] = ()
    corrected: Payload | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading; without a title the rows stand by themselves."""

    title: str
    societies: int
    mean: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table as it is shown."""

    columns: tuple[Column, ...]
    groups: tuple[ColumnGroup, ...]
    sections: tuple[Section, ...]
    shown: int
    total: int

    @property
    def rows(self) -> list[Row]:
        """All rows in order."""
        return [row for section in self.sections for row in section.rows]


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """All that the table is made from; `previous` holds last month's elements by code."""

    payload: Payload
    previous: Mapping[str, Payload]
    tasks: Sequence[Task]
    societies: Mapping[str, Society]
    due_on: dt.date
    month: dt.date
    today: dt.date
    is_sealed: bool
    due_soon_days: int
    behind_margin: int
    entry_url: Callable[[str], str] = field(default=lambda code: code)
    society_url: Callable[[str], str] = field(default=lambda code: code)
    #: Tasks that the registers do not bear out, by society code.
    unmet: Unmet = field(default_factory=dict)
    #: What was corrected since the month was sealed, by society code.
    corrected: Mapping[str, Payload] = field(default_factory=dict)


def report_standing(facts: MonthFacts, state: str, extended_to: str | None = None) -> str:
    """How a society's report stands, with more time for it alone if it has: a badge name."""
    if facts.is_sealed:
        return "not_submitted" if state in _UNSENT else state
    status = months.report_status(
        month=months.month_ordinal(facts.month),
        due_on=months.due_day(
            facts.due_on, dt.date.fromisoformat(extended_to) if extended_to else None
        ),
        today=facts.today,
        state=None if state == "none" else state,
        due_soon_days=facts.due_soon_days,
    )
    if status == months.MonthStatus.OPEN and state in ("draft", "in_society_review"):
        return state
    return status.value


def build_matrix(facts: MonthFacts, query: MatrixQuery) -> Matrix:
    """Return the table of a month for a query."""
    columns = _columns(facts.tasks)
    elements: list[Payload] = facts.payload["societies"]
    shown = [element for element in elements if _matches(facts, query, element)]
    cells = Cells(columns, cell_maker(query.show))
    stand = [(e["report"]["state"], e["report"].get("extended_to")) for e in shown]
    reports = {each: _report(facts, *each) for each in set(stand)}
    rows = [
        _row(facts, element, cells, reports[each])
        for element, each in zip(shown, stand, strict=True)
    ]
    return Matrix(
        columns=columns,
        groups=_column_groups(facts.tasks),
        sections=_sections(facts, query, rows),
        shown=len(rows),
        total=len(elements),
    )


def _columns(tasks: Iterable[Task]) -> tuple[Column, ...]:
    result: list[Column] = []
    for task in tasks:
        kind = task.group.kind
        result.append(
            Column(
                task.number,
                kind,
                local_filter(task, "short"),
                local_filter(task, "title"),
                not result or result[-1].group != kind,
            )
        )
    return tuple(result)


def _column_groups(tasks: Sequence[Task]) -> tuple[ColumnGroup, ...]:
    result: list[ColumnGroup] = []
    kinds: list[str] = []
    for task in tasks:
        if kinds and kinds[-1] == task.group.kind:
            result[-1] = ColumnGroup(result[-1].title, result[-1].span + 1)
        else:
            kinds.append(task.group.kind)
            result.append(ColumnGroup(local_filter(task.group, "title"), 1))
    return tuple(result)


def _matches(facts: MonthFacts, query: MatrixQuery, element: Payload) -> bool:
    code: str = element["code"]
    checks = (
        query.codes is None or code in query.codes,
        not query.discipline or element["discipline"] == query.discipline,
        not query.is_late or bool(element["report"]["late"]),
        not query.report or _is_in_report_state(facts, element, query.report),
        not query.is_behind or is_behind(element, facts.behind_margin),
        not query.is_against or bool(against(element, facts.unmet.get(code, ()))),
        not query.state or any(t["state"] == query.state for t in element["tasks"].values()),
        not query.text or _is_named(facts.societies[code], query.text),
    )
    return all(checks)


def _is_in_report_state(facts: MonthFacts, element: Payload, state: str) -> bool:
    stands: str = element["report"]["state"]
    return state in (report_standing(facts, stands, element["report"].get("extended_to")), stands)


def _is_named(society: Society, text: str) -> bool:
    wanted = text.casefold()
    names = (society.code, society.name_zh, society.name_en)
    return any(wanted in name.casefold() for name in names)


def _report(facts: MonthFacts, state: str, extended_to: str | None) -> Report:
    standing = report_standing(facts, state, extended_to)
    badge = BADGES[standing]
    return Report(standing, badge.tone, badge.icon, str(badge.word))


def _row(facts: MonthFacts, element: Payload, cells: Cells, report: Report) -> Row:
    code = element["code"]
    before = facts.previous.get(code)
    previous: Payload = before["tasks"] if before else {}
    unmet = facts.unmet.get(code, ())
    return Row(
        code=code,
        name=local_filter(facts.societies[code], "name"),
        url=facts.entry_url(code),
        society_url=facts.society_url(code),
        report=report,
        late_days=late_days(element, facts.due_on),
        progress=element["progress"] or NO_DATA,
        change=_society_change(element, before),
        cells=cells.row(element["tasks"], previous, unmet),
        against=against(element, unmet),
        element=element,
        previous=previous,
        corrected=facts.corrected.get(code),
    )


def _society_change(element: Payload, before: Payload | None) -> str:
    difference = change_of(element, before)
    return "" if difference is None else signed(difference)


def change_of(element: Payload, before: Payload | None) -> Fraction | None:
    """Points of progress since last month; None without data in either month."""
    if before is None or element["progress"] is None or before["progress"] is None:
        return None
    return Fraction(element["progress"]) - Fraction(before["progress"])


def _sections(facts: MonthFacts, query: MatrixQuery, rows: list[Row]) -> tuple[Section, ...]:
    if query.sort != "code":
        return (Section("", len(rows), "", tuple(_sorted(facts, query, rows))),) if rows else ()
    disciplines = list(Discipline)
    if query.is_descending:
        disciplines.reverse()
        rows.reverse()
    by_discipline: dict[str, list[Row]] = {}
    for row in rows:
        by_discipline.setdefault(row.element["discipline"], []).append(row)
    figures = facts.payload["disciplines"]
    return tuple(
        Section(
            str(discipline.label),
            figures[discipline.value]["societies"],
            one_decimal(figures[discipline.value]["mean"]),
            tuple(by_discipline[discipline.value]),
        )
        for discipline in disciplines
        if discipline.value in by_discipline
    )


def _sorted(facts: MonthFacts, query: MatrixQuery, rows: list[Row]) -> list[Row]:
    """Sort by a figure; what has none stands last in either direction, ties by code."""
    value = _sort_value(facts, query.sort)
    known = [(value(row), row) for row in rows]
    with_value = [(figure, row) for figure, row in known if figure is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=query.is_descending)
    return [row for _, row in with_value] + [row for figure, row in known if figure is None]


def _sort_value(facts: MonthFacts, sort: str) -> Callable[[Row], Any]:
    if task := TASK_SORT.fullmatch(sort):
        return lambda row: row.element["tasks"].get(task[1], {}).get("accepted")
    if sort == "late":
        return lambda row: row.element["report"]["submitted_on"]
    if sort == "change":
        return lambda row: change_of(row.element, facts.previous.get(row.code))
    return lambda row: (
        None if row.element["progress"] is None else Fraction(row.element["progress"])
    )
