"""The matrix and the annual reports for a spreadsheet: numbers stay numbers, codes stay text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from import_export.fields import Field
from import_export.resources import Resource

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter
from reports.selectors.annual import ListRow
from reports.selectors.matrix_cells import Column
from reports.selectors.matrix_rows import Row
from societies.enums import Discipline
from societies.resources.overviews import overview_table
from societies.spreadsheets import Cell


class TaskField(Field):
    """A task's cell in a row of the matrix: empty when the society does not owe the task."""

    def __init__(self, column: Column, show: str) -> None:
        super().__init__(column_name=f"{column.number} {column.short}")
        self.number = str(column.number)
        self.show = show

    def get_value(self, instance: Row, **_kwargs: Any) -> int | str | None:
        """Return the accepted percent, the points gained, or the word of a state or verdict."""
        figure = instance.element["tasks"].get(self.number)
        if figure is None:
            return None
        if self.show == "state":
            return str(BADGES[figure["state"]].word)
        if self.show == "register":
            verdict = instance.verdicts.get(int(self.number))
            return str(BADGES[verdict].word) if verdict else pgettext("cell", "no check")
        if figure["accepted"] is None:
            return pgettext("cell", "no data")
        if self.show != "change":
            return int(figure["accepted"])
        points = instance.points_of(self.number)
        return pgettext("change", "new") if points is None else points

    def export(self, instance: Row, **kwargs: Any) -> int | str | None:
        """Return the value as it is: the sheet keeps its type."""
        return self.get_value(instance)


class MatrixResource(Resource):
    """The matrix as it is shown: the same rows, order and figures."""

    def __init__(self, columns: Sequence[Column], show: str) -> None:
        super().__init__()
        words = {
            "code": pgettext("column", "Code"),
            "name": pgettext("column", "Society"),
            "discipline": pgettext("column", "Discipline"),
            "report": pgettext("column", "Report"),
            "late_days": pgettext("column", "Days late"),
            "progress": pgettext("column", "Progress %"),
            "expected": pgettext("column", "Expected %"),
            "points": pgettext("column", "Change in points"),
            "unmet": pgettext("column", "Checks not met"),
        }
        for name, word in words.items():
            self.fields[name] = _PlainField(name, word)
        for column in columns:
            self.fields[f"task_{column.number}"] = TaskField(column, show)
        word = pgettext("column", "Tasks at 100% against the registers")
        self.fields["against"] = _PlainField("against", word)

    def get_export_order(self) -> list[str]:
        """The order in which the fields were named."""
        return list(self.fields)


class _PlainField(Field):
    """One value of a row, with its type."""

    def __init__(self, name: str, word: str) -> None:
        super().__init__(attribute=name, column_name=word)

    def export(self, instance: Row, **_kwargs: Any) -> Any:
        return _plain(instance, str(self.attribute))


def _plain(row: Row, name: str) -> Any:
    match name:
        case "discipline":
            return str(Discipline(row.element["discipline"]).label)
        case "report":
            return row.report.word
        case "progress" | "expected":
            figure = row.element[name]
            return None if figure is None else float(figure)
        case "points":
            return None if row.points is None else row.points / 10
        case "against":
            return ", ".join(str(number) for number in row.against)
        case _:
            return getattr(row, name)


def annual_table(
    rows: Iterable[ListRow], suffix: str, *, filters: str, as_of: dt.date
) -> tuple[bytes, str]:
    """Return where every society stands with its annual report."""
    header = [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
        _("State"),
        pgettext("column", "Overdue"),
        _("Chapters"),
        pgettext("when", "Submitted"),
        pgettext("when", "Published"),
    ]
    cells: list[list[Cell]] = [_annual_row(row) for row in rows]
    title = _("Annual reports")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def _annual_row(row: ListRow) -> list[Cell]:
    society, report = row.society, row.report
    return [
        society.code,
        local_filter(society, "name"),
        str(Discipline(society.discipline).label),
        str(BADGES[row.state].word) if row.is_begun else _("not begun"),
        _("yes") if row.is_overdue else _("no"),
        row.written,
        report.submitted_at if report else None,
        report.published_at if report else None,
    ]
