"""A month's report as a workbook: its columns, what was handed out with it, and reading it back.

Pure. The sheet with the tasks is known by a row of machine names, so that rows above it, columns
pushed aside and the name of the sheet do not matter. A hidden sheet carries what the portal said
when the workbook was made, sealed: that is the base of the merge.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from societies.files.values import text_of
from societies.filled_books import FilledBookProblem, read_sheets
from societies.sheet_rows import without_control
from societies.workbooks import Raw

#: Fields that are taken or left together.
UNITS: Final = (
    ("percent", "is_no_change"),
    ("narrative",),
    ("measured_value",),
    ("no_change_reason",),
    ("fall_reason",),
    ("claim_explanation",),
)
FIELDS: Final = tuple(name for fields in UNITS for name in fields)
TASK: Final = "task"
CORRECTION: Final = "correction"
#: The columns of the sheet in their order, by machine name.
LABELS: Final = {
    TASK: pgettext_lazy("task", "No."),
    "title": gettext_lazy("Reform task"),
    "remark": pgettext_lazy("column", "Remark of CAST"),
    "before": pgettext_lazy("column", "Last value %"),
    "expected": pgettext_lazy("column", "Expected %"),
    "percent": pgettext_lazy("column", "Progress %"),
    "is_no_change": gettext_lazy("No change this month"),
    "narrative": gettext_lazy("What was done this month"),
    "no_change_reason": gettext_lazy("Why nothing changed"),
    "fall_reason": gettext_lazy("Why the percent fell"),
    "indicator": gettext_lazy("Indicator"),
    "measured_value": gettext_lazy("Measured value"),
    "verdict": pgettext_lazy("column", "Registers say"),
    "claim_explanation": gettext_lazy("Explanation against the registers"),
    "words_before": pgettext_lazy("column", "Last words"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell; without a column, with its row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Handed:
    """What a task said when the workbook was made."""

    version: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Base:
    """What a workbook was made from."""

    code: str
    month: dt.date
    made_at: dt.datetime
    tasks: Mapping[int, Handed]

    def packed(self) -> bytes:
        """Return it as bytes."""
        tasks = {
            str(number): {"version": handed.version, "values": _written(handed.values)}
            for number, handed in self.tasks.items()
        }
        head = {"code": self.code, "month": str(self.month), "at": self.made_at.isoformat()}
        return json.dumps({**head, "tasks": tasks}, ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Base:
        """Return it from its bytes."""
        said = json.loads(data)
        return cls(
            code=said["code"],
            month=dt.date.fromisoformat(said["month"]),
            made_at=dt.datetime.fromisoformat(said["at"]),
            tasks={
                int(number): Handed(handed["version"], _read(handed["values"]))
                for number, handed in said["tasks"].items()
            },
        )


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    measured = values["measured_value"]
    return {**values, "measured_value": None if measured is None else str(measured)}


def _read(values: dict[str, Any]) -> dict[str, Any]:
    measured = values["measured_value"]
    return {**values, "measured_value": None if measured is None else Decimal(measured)}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they come back through a workbook that nobody touched."""
    return {
        name: text_of(without_control(value)) if isinstance(value, str) else value
        for name, value in values.items()
    }


@dataclass(frozen=True)
class FileRow:
    """One row of the sheet as it came back."""

    line: int
    task: Raw
    cells: Mapping[str, Raw]

    @property
    def number(self) -> int | None:
        """The task's number; None where the cell has none."""
        text = text_of(self.task)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it that could be taken."""
        return not any(text_of(raw) for raw in (self.task, *self.cells.values()))


@dataclass(frozen=True)
class MonthFile:
    """What was read from a workbook."""

    token: str
    rows: tuple[FileRow, ...]


def read_month_file(data: bytes, name: str) -> MonthFile:
    """Read a workbook that came back; FilledBookProblem says what it is instead."""
    stranger = _("This is no workbook of a monthly report. Download it on the page of the month.")
    token, sheets = read_sheets(data, name, stranger=stranger)
    for rows in sheets.values():
        if (head := _head(rows)) is not None:
            return MonthFile(token, tuple(_rows(rows, head)))
    raise FilledBookProblem(
        _("The sheet with the tasks is missing, or some of its columns are. Download it again.")
    )


def _head(rows: Sequence[Sequence[Raw]]) -> int | None:
    """Return where the row with the machine names stands."""
    wanted = {TASK, *FIELDS}
    for place, row in enumerate(rows):
        if wanted <= {cell for cell in row if isinstance(cell, str)}:
            return place
    return None


def _rows(rows: Sequence[Sequence[Raw]], head: int) -> Iterable[FileRow]:
    names = [cell if isinstance(cell, str) else "" for cell in rows[head]]
    places = {name: names.index(name) for name in (TASK, *FIELDS)}
    for line, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {name: _at(row, place) for name, place in places.items()}
        found = FileRow(line, cells.pop(TASK), cells)
        if not found.is_empty:
            yield found


def _at(row: Sequence[Raw], place: int) -> Raw:
    return row[place] if place < len(row) else None
