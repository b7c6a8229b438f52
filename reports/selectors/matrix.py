"""The matrix: societies × tasks of one month, filtered and sorted as the address asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from accounts.badges import BADGES
from accounts.templatetags.portal import NO_DATA, local_filter, one_decimal, signed
from reforms import months
from reforms.enums import Verdict
from reforms.models import Task
from reforms.payload import Payload
from reports.selectors.figures import is_behind, late_days
from reports.selectors.matrix_before import Before
from reports.selectors.matrix_cells import Cells, Column, against, cell_maker
from reports.selectors.matrix_means import Around, Line, lines
from reports.selectors.matrix_order import in_order
from reports.selectors.matrix_query import MatrixQuery
from reports.selectors.matrix_rows import Report, Row
from societies.enums import Discipline
from societies.models import Society

_UNSENT = ("none", "draft", "in_society_review")
_NO_BEFORE = Before(None, {})
_NOTHING: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """A heading over columns."""

    title: str
    span: int


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading; `discipline` is empty where the rows stand by themselves."""

    discipline: str
    title: str
    societies: int
    mean: str
    rows: tuple[Row, ...]
    line: Line = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table as it is shown; `country` is the line of all societies."""

    columns: tuple[Column, ...]
    groups: tuple[ColumnGroup, ...]
    sections: tuple[Section, ...]
    shown: int
    total: int
    mean: str
    country: Line

    @property
    def rows(self) -> list[Row]:
        """All rows in order."""
        return [row for section in self.sections for row in section.rows]


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """All that the table is made from; by society code where it says no more."""

    payload: Payload
    previous: Mapping[str, Before]
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
    #: Verdicts of the registers by task; where only `not_met` is read, no others.
    verdicts: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    #: What was corrected since the month was sealed.
    corrected: Mapping[str, Payload] = field(default_factory=dict)

    def unmet(self, code: str) -> list[int]:
        """Tasks that the registers do not bear out."""
        found = self.verdicts.get(code, _NOTHING)
        return [number for number, verdict in found.items() if verdict == Verdict.NOT_MET]


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
    columns = columns_of(facts.tasks)
    elements: list[Payload] = facts.payload["societies"]
    shown = [element for element in elements if _matches(facts, query, element)]
    cells = Cells(columns, cell_maker(query.show))
    stand = [(e["report"]["state"], e["report"].get("extended_to")) for e in shown]
    reports = {each: _report(facts, *each) for each in set(stand)}
    rows = [
        _row(facts, element, cells, reports[each])
        for element, each in zip(shown, stand, strict=True)
    ]
    reached = lines_of(facts, columns, query.show)
    return Matrix(
        columns=columns,
        groups=_column_groups(facts.tasks),
        sections=_sections(facts, query, rows, reached),
        shown=len(rows),
        total=len(elements),
        mean=one_decimal(facts.payload["national"]["mean"]),
        country=reached[""],
    )


def lines_of(facts: MonthFacts, columns: Sequence[Column], show: str) -> dict[str, Line]:
    """What the disciplines and the country reached, over all societies of the month."""
    before = {code: each.accepted for code, each in facts.previous.items()}
    return lines(facts.payload["societies"], columns, show, Around(before, facts.verdicts))


def columns_of(tasks: Iterable[Task]) -> tuple[Column, ...]:
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
        not query.is_against or bool(against(element, facts.unmet(code))),
        not query.state or any(t["state"] == query.state for t in element["tasks"].values()),
        not query.text or facts.societies[code].is_called(query.text),
    )
    return all(checks)


def _is_in_report_state(facts: MonthFacts, element: Payload, state: str) -> bool:
    stands: str = element["report"]["state"]
    return state in (report_standing(facts, stands, element["report"].get("extended_to")), stands)


def _report(facts: MonthFacts, state: str, extended_to: str | None) -> Report:
    standing = report_standing(facts, state, extended_to)
    badge = BADGES[standing]
    return Report(standing, badge.tone, badge.icon, str(badge.word))


def _row(facts: MonthFacts, element: Payload, cells: Cells, report: Report) -> Row:
    code = element["code"]
    society = facts.societies[code]
    before = facts.previous.get(code, _NO_BEFORE)
    unmet = facts.unmet(code)
    verdicts = facts.verdicts.get(code, _NOTHING)
    corrected = facts.corrected.get(code)
    points = points_between(element["progress"], before.progress)
    return Row(
        code=code,
        name=local_filter(society, "name"),
        reading=society.name_pinyin,
        url=facts.entry_url(code),
        society_url=facts.society_url(code),
        report=report,
        late_days=late_days(element, facts.due_on),
        progress=element["progress"] or NO_DATA,
        points=points,
        change="" if points is None else _signed_tenths(points),
        cells=cells.row(element["tasks"], before.accepted, verdicts, corrected),
        element=element,
        before=before,
        verdicts=verdicts,
        unmet=sum(str(number) in element["tasks"] for number in unmet),
        against=against(element, unmet) if unmet else (),
        corrected=corrected,
    )


def points_between(now: str | None, was: str | None) -> int | None:
    """Tenths of a point gained since last month; None without data in either month.

    Published figures have one decimal, always.
    """
    if now is None or was is None:
        return None
    return int(now.replace(".", "")) - int(was.replace(".", ""))


@lru_cache(maxsize=4096)
def _signed_tenths(tenths: int) -> str:
    return signed(Fraction(tenths, 10))


def _sections(
    facts: MonthFacts, query: MatrixQuery, rows: list[Row], reached: Mapping[str, Line]
) -> tuple[Section, ...]:
    ordered = in_order(rows, query)
    if not query.is_grouped:
        return (Section("", "", len(rows), "", tuple(ordered)),) if rows else ()
    by_discipline: dict[str, list[Row]] = {}
    for row in ordered:
        by_discipline.setdefault(row.element["discipline"], []).append(row)
    disciplines = [each for each in Discipline if each.value in by_discipline]
    if query.sort == "code" and query.is_descending:
        disciplines.reverse()
    figures = facts.payload["disciplines"]
    return tuple(
        Section(
            discipline.value,
            str(discipline.label),
            figures[discipline.value]["societies"],
            one_decimal(figures[discipline.value]["mean"]),
            tuple(by_discipline[discipline.value]),
            reached[discipline.value],
        )
        for discipline in disciplines
    )
