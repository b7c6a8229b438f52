"""Records as the rows, cells and lines of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window
from django.urls import reverse

from societies.filters.registers import is_number
from societies.models import Record
from societies.registers import Flag, MeasureColumn, Register
from societies.registers.display import (
    children_of,
    field_at,
    label_of,
    plain_text,
    references_of,
    register_of,
    value_of,
    value_text,
)

#: Fields by which people know a record.
_CALLED = ("title", "name")
#: Records of other registers that stand on a record's page.
CHILDREN_SHOWN = 20


@dataclass(frozen=True)
class Cell:
    """One value in words: its label, where it leads, and whether it stands to the right."""

    label: str
    text: str
    url: str = ""
    is_number: bool = False
    is_head: bool = False


@dataclass(frozen=True)
class RecordRow:
    """A record as a row."""

    record: Any
    cells: tuple[Cell, ...]
    flags: Sequence[Flag]


def record_url(register: Register, record: Any) -> str:
    """Return the address of a record's page."""
    return reverse("societies:register-detail", kwargs={"kind": register.kind, "pk": record.pk})


def rows_of(
    register: Register,
    records: Iterable[Any],
    flags_of: Callable[[Any], Sequence[Flag]],
    *,
    without: str = "",
    is_linked: bool = True,
) -> list[RecordRow]:
    """Return records as rows, without one field that all of them share; links lead on."""
    shown = tuple(field for field in register.listed if field != without)
    own = [field for field in shown if field not in references_of(register)] or list(shown)
    labels = {field: label_of(register, field) for field in shown}
    numbers = {field: is_number(register, field) for field in shown}

    def cells_of(record: Any) -> tuple[Cell, ...]:
        head = next((f for f in own if f in _CALLED and value_of(record, f)), own[0])
        return tuple(
            Cell(
                labels[field],
                value_text(register, record, field),
                _cell_url(register, record, field, field == head) if is_linked else "",
                numbers[field],
                field == head,
            )
            for field in shown
        )

    return [RecordRow(record, cells_of(record), flags_of(record)) for record in records]


def _cell_url(register: Register, record: Any, field: str, is_head: bool) -> str:
    if is_head:
        return record_url(register, record)
    return reference_url(record, field) if field in references_of(register) else ""


def reference_url(record: Any, field: str) -> str:
    """Return the page of what a record refers to, when a register keeps it."""
    referred = value_of(record, field)
    register = register_of(type(referred)) if referred is not None else None
    return record_url(register, referred) if register else ""


def lines_of(register: Register, record: Record) -> list[Cell]:
    """Return every value of a record as label and text."""
    references = references_of(register)
    measures = {c.field for c in register.columns if isinstance(c, MeasureColumn)}
    lines = []
    for name in register.fields:
        if name not in measures:
            url = reference_url(record, name) if name in references else ""
            if field_at(register.model, name).get_internal_type() == "URLField":
                url = value_of(record, name)
            text = value_text(register, record, name)
            lines.append(Cell(label_of(register, name), text, url))
    for column in register.columns:
        if isinstance(column, MeasureColumn):
            value = (value_of(record, column.field) or {}).get(column.name)
            if value is not None:
                text = plain_text(bool(value) if column.is_flag else value)
                lines.append(Cell(str(column.title), text, is_number=not column.is_flag))
    return lines


@dataclass(frozen=True)
class ChildList:
    """Records of another register that belong to a record."""

    register: Register
    field: str
    rows: list[RecordRow]
    total: int

    @property
    def labels(self) -> list[Cell]:
        """The heads of the table."""
        shown = (name for name in self.register.listed if name != self.field)
        return [
            Cell(label_of(self.register, name), "", is_number=is_number(self.register, name))
            for name in shown
        ]


def child_lists(register: Register, record: Record) -> list[ChildList]:
    """Return what hangs on a record, each register's first records with how many there are."""
    return [_child_list(child, field, record) for child, field in children_of(register)]


def _child_list(child: Register, field: str, record: Record) -> ChildList:
    model: Any = child.model
    others = [name for name in references_of(child) if name != field]
    found = (
        model.objects.filter(**{field: record})
        .select_related(*others)
        .annotate(total=Window(Count("pk")))[:CHILDREN_SHOWN]
    )
    records = list(found)
    rows = rows_of(child, records, lambda _record: (), without=field)
    return ChildList(child, field, rows, records[0].total if records else 0)
