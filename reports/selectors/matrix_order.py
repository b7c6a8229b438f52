"""In which order the societies of the matrix stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from reforms.payload import Payload
from reports.selectors.matrix_query import REPORT_ORDER, TASK_SORT, MatrixQuery
from reports.selectors.matrix_rows import Row

_PLACES = {state: place for place, state in enumerate(REPORT_ORDER)}


def in_order(rows: Iterable[Row], query: MatrixQuery) -> list[Row]:
    """Sort by a column; what has no figure stands last in either direction, ties by code."""
    value = _value(query)
    known = [(value(row), row) for row in rows]
    with_value = [(figure, row) for figure, row in known if figure is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=query.is_descending)
    return [row for _, row in with_value] + [row for figure, row in known if figure is None]


def _value(query: MatrixQuery) -> Callable[[Row], Any]:
    if task := TASK_SORT.fullmatch(query.sort):
        return _task_value(query.show, task[1])
    return _VALUES[query.sort]


def _task_value(show: str, name: str) -> Callable[[Row], Any]:
    """Order by what the cells show: points, state or verdict, else the accepted percent."""
    if show == "change":
        return lambda row: row.points_of(name)
    if show == "state":
        return lambda row: _state_value(row.element["tasks"].get(name))
    if show == "register":
        return lambda row: _VERDICTS.get(row.verdicts.get(int(name), ""))
    return lambda row: row.element["tasks"].get(name, {}).get("accepted")


def _state_value(figure: Payload | None) -> tuple[int, int] | None:
    """Order by state, within one by percent; no data is none."""
    if figure is None or figure["state"] not in _STATES:
        return None
    return _STATES[figure["state"]], figure["accepted"]


_STATES = {
    state: place for place, state in enumerate(("stalled", "behind", "on_track", "ahead", "done"))
}
_VERDICTS = {
    verdict: place
    for place, verdict in enumerate(
        ("not_met", "justified", "no_data", "shown", "not_applicable", "met")
    )
}
_VALUES: dict[str, Callable[[Row], Any]] = {
    "code": lambda row: row.code,
    "report": lambda row: _PLACES[row.report.state],
    "late": lambda row: row.late_days,
    "progress": lambda row: (
        None if row.element["progress"] is None else Fraction(row.element["progress"])
    ),
    "change": lambda row: row.points,
    "unmet": lambda row: row.unmet,
    "against": lambda row: len(row.against),
}
