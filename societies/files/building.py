"""The records that rows of a file describe: new ones, and stored ones as they shall be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext as _

from societies.files.columns import SOCIETY_CODE, FileColumn
from societies.files.plans import CellChange, RowFacts, RowPlan
from societies.models import Record, Society
from societies.registers import Reference, Register
from societies.registers.display import related_model
from societies.services.records import Write, values_of


class Builder:
    """Makes records of rows, with a constant number of queries for each call."""

    def __init__(self, register: Register, columns: Sequence[FileColumn]) -> None:
        self._register = register
        self._columns = {column.name: column for column in columns}

    def built(self, rows: Sequence[RowFacts]) -> tuple[list[RowPlan], list[int]]:
        """Return rows with their records, and the numbers of those that no longer hold: what they
        change or refer to is gone, or somebody else has saved it since."""
        self._societies = Society.objects.in_bulk({row.society for row in rows})
        self._named = self._societies_named(rows)
        self._referred = {
            column.field: self._targets(column.field, rows)
            for column in self._register.columns
            if isinstance(column, Reference)
        }
        model = cast("Any", self._register.model)
        stored = model.objects.in_bulk([row.pk for row in rows if row.pk is not None])
        plans, stale = [], []
        for row in rows:
            record = model() if row.pk is None else stored.get(row.pk)
            if record is None or record.version != row.version or not self._refer(record, row):
                stale.append(row.number)
            else:
                plans.append(self._plan(row, record))
        return plans, stale

    def _societies_named(self, rows: Iterable[RowFacts]) -> dict[str, Society]:
        """Return the societies that rows name beside their own, by code."""
        names = [column.name for column in self._columns.values() if column.kind == "codes"]
        codes = {code for row in rows for name in names for code in row.values.get(name, ())}
        return {found.code: found for found in Society.objects.all()} if codes else {}

    def _targets(self, field: str, rows: Iterable[RowFacts]) -> dict[int, models.Model]:
        target = cast("Any", related_model(self._register.model._meta.get_field(field)))
        found: dict[int, models.Model] = target.objects.in_bulk(
            {row.references[field] for row in rows}
        )
        return found

    def _refer(self, record: Record, row: RowFacts) -> bool:
        """Give the record its society and what it refers to; whether all of it is still there."""
        record.society = self._societies[row.society]
        for field, pk in row.references.items():
            if pk not in self._referred[field]:
                return False
            setattr(record, field, self._referred[field][pk])
        return True

    def _plan(self, row: RowFacts, record: Record) -> RowPlan:
        before = {
            column.attribute: _copied(getattr(record, column.attribute))
            for column in self._own(row)
            if column.kind != "codes"
        }
        related: dict[str, list[Society]] = {}
        for column in self._own(row):
            value = row.values[column.name]
            if column.kind == "codes":
                before[column.attribute] = list(row.old.get(column.name, ()))
                related[column.attribute] = [self._named[code] for code in value]
            else:
                _set(record, column, value)
        if row.pk is None:
            after = values_of(self._register, record) | _codes(related)
            known = {name: new for name, new in after.items() if new not in (None, "", [], {})}
            return RowPlan(row, Write(record, known, related=related))
        after = {name: getattr(record, name) for name in before if name not in related} | _codes(
            related
        )
        return RowPlan(row, Write(record, after, before, related), self._changes(row))

    def _own(self, row: RowFacts) -> list[FileColumn]:
        """The columns of a row that the record itself keeps."""
        columns = (self._columns[name] for name in row.values)
        return [c for c in columns if c.name != SOCIETY_CODE and not c.is_reference]

    def _changes(self, row: RowFacts) -> tuple[CellChange, ...]:
        return tuple(
            CellChange(name, column.label, cell_text(column, row.old[name]), cell_text(column, new))
            for name, new in row.values.items()
            for column in (self._columns[name],)
        )


def _codes(related: dict[str, list[Society]]) -> dict[str, list[str]]:
    return {name: [society.code for society in found] for name, found in related.items()}


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _set(record: Record, column: FileColumn, value: Any) -> None:
    if not column.is_measure:
        setattr(record, column.attribute, value)
        return
    stored = getattr(record, column.attribute)
    if value is None and column.name not in stored:
        return
    measures = {**stored, column.name: value}
    known = {name: number for name, number in measures.items() if number is not None}
    setattr(record, column.attribute, known)


def cell_text(column: FileColumn, value: Any) -> str:
    """Write a value for people; an unknown one is empty."""
    if value in (None, "", ()):
        return ""
    if column.choices:
        return dict(column.choices).get(value, str(value))
    if column.kind == "flag":
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
