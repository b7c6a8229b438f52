"""Comparing a register's file with what is stored, row by row, with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from societies.csv_rows import ProblemList, RowProblems
from societies.models import Record, Society
from societies.registers import Reference, Register
from societies.resources.checking import problems_of
from societies.resources.columns import SOCIETY_CODE, CellReader, FileColumn, file_columns
from societies.resources.plans import CellChange, FilePlan, RowPlan
from societies.resources.stored import Key, StoredRecords, completed_fields, key_fields, referred_to
from societies.resources.tables import Table, read_table
from societies.services.records import Write, values_of


def plan_file(register: Register, data: bytes, name: str, societies: Iterable[Society]) -> FilePlan:
    """Say what a CSV or xlsx file would do to the register of these societies; writes nothing."""
    by_code = {society.code: society for society in societies}
    columns = file_columns(register)
    try:
        table = read_table(data, name, columns, is_one_society=len(by_code) == 1)
    except RowProblems as error:
        rejected = len({problem.row for problem in error.problems if problem.row > 1})
        return FilePlan(register, name, problems=error.problems, rejected=rejected)
    return _Planner(register, columns, by_code, table).plan(name)


@dataclass
class _Row:
    """A row whose cells are read; `candidate` is the record that it describes."""

    number: int
    society: Society
    values: dict[str, Any]
    candidate: Record
    references: dict[str, models.Model] = field(default_factory=dict)


class _Planner:
    """One reading of one file."""

    def __init__(
        self,
        register: Register,
        columns: tuple[FileColumn, ...],
        by_code: dict[str, Society],
        table: Table,
    ) -> None:
        self.register = register
        self.by_code = by_code
        self.table = table
        self.columns = [column for column in columns if column.name in table.places]
        self.missing = [
            column
            for column in columns
            if column.is_required
            and not (column.is_key or column.name == SOCIETY_CODE)
            and column.name not in table.places
        ]
        self.problems = ProblemList()
        self.named: dict[str, Society] = {}

    def plan(self, name: str) -> FilePlan:
        """Read, refer, match and compare."""
        rows = self._read()
        self._refer(rows)
        rows = self._without_doubles(rows)
        narrowed = self._narrowed(rows)
        stored = StoredRecords(self.register, {row.society for row in rows}, narrowed)
        plans, unchanged = self._compare(rows, stored)
        problems = sorted(self.problems.problems, key=lambda problem: problem.row)
        head = self.table.head
        return FilePlan(
            self.register,
            name,
            rows=tuple(sorted(plans, key=lambda plan: plan.number)),
            unchanged=unchanged,
            rejected=len({problem.row for problem in problems if problem.row > head}),
            problems=tuple(problems),
            places=self.table.places,
            narrowed=narrowed,
        )

    # -- reading

    def _read(self) -> list[_Row]:
        readers = [(CellReader(column), self.table.places[column.name]) for column in self.columns]
        read = []
        for number, cells in self.table.rows:
            values: dict[str, Any] = {}
            before = len(self.problems.problems)
            for reader, place in readers:
                raw = cells[place] if place < len(cells) else None
                values[reader.column.name], message = reader.read(raw)
                if message:
                    self.problems.add(number, reader.column.name, message)
            society = self._society(number, values)
            if society is not None and len(self.problems.problems) == before:
                read.append((number, society, values))
        self._name_societies(values for _number, _society, values in read)
        return [
            _Row(number, society, values, self._candidate(society, values))
            for number, society, values in read
            if self._knows_codes(number, society, values)
        ]

    def _society(self, number: int, values: dict[str, Any]) -> Society | None:
        code = values.pop(SOCIETY_CODE, "")
        if not code and len(self.by_code) == 1:
            return next(iter(self.by_code.values()))
        society = self.by_code.get(code) or self.by_code.get(code.upper())
        if society is None:
            if not code:
                message = _("Write the code of the society.")
            elif len(self.by_code) == 1:
                message = _("Only rows of society %(code)s are taken here.")
                message %= {"code": next(iter(self.by_code))}
            else:
                message = _("There is no society with the code “%(code)s”.") % {"code": code[:20]}
            self.problems.add(number, SOCIETY_CODE, message)
        return society

    def _name_societies(self, rows: Iterable[dict[str, Any]]) -> None:
        """Look up once the societies that rows name beside their own."""
        names = [column.name for column in self.columns if column.kind == "codes"]
        codes = {code for values in rows for name in names for code in values[name]}
        if codes:
            self.named = {society.code: society for society in Society.objects.all()}

    def _knows_codes(self, number: int, society: Society, values: dict[str, Any]) -> bool:
        is_known = True
        for column in self.columns:
            for code in values[column.name] if column.kind == "codes" else ():
                if code not in self.named:
                    message = _("There is no society with the code “%(code)s”.") % {"code": code}
                elif code == society.code:
                    message = _("Name only other societies here, not the row's own.")
                else:
                    continue
                self.problems.add(number, column.name, message)
                is_known = False
        return is_known

    def _candidate(self, society: Society, values: dict[str, Any]) -> Record:
        plain: dict[str, Any] = {}
        for column in self.columns:
            if column.is_measure:
                if values[column.name] is not None:
                    plain.setdefault(column.attribute, {})[column.name] = values[column.name]
            elif column.name != SOCIETY_CODE and not column.is_reference and column.kind != "codes":
                plain[column.attribute] = values[column.name]
        record: Record = self.register.model(society=society, **plain)  # type: ignore[assignment]
        return record

    # -- references and keys

    def _refer(self, rows: list[_Row]) -> None:
        for column in self.register.columns:
            if not isinstance(column, Reference):
                continue
            names = [name for name, _path in column.columns]
            wanted = [{row.values[name] for row in rows} for name in names]
            found = referred_to(self.register, column, {row.society.pk for row in rows}, wanted)
            for row in rows:
                key = (row.society.pk, *(row.values[name] for name in names))
                if key in found:
                    row.references[column.field] = found[key]
                    setattr(row.candidate, column.field, found[key])
                else:
                    self._report_missing(row, column, names)

    def _report_missing(self, row: _Row, column: Reference, names: list[str]) -> None:
        by_name = {column.name: column for column in self.columns}
        target = self.register.model._meta.get_field(column.field)
        described = ", ".join(
            f"{by_name[name].label} {cell_text(by_name[name], row.values[name])}" for name in names
        )
        self.problems.add(
            row.number,
            names[-1],
            _("The society has no record under “%(records)s” with: %(values)s. Enter it first.")
            % {
                "records": target.related_model._meta.verbose_name_plural,  # type: ignore[union-attr]
                "values": described,
            },
        )

    def _without_doubles(self, rows: list[_Row]) -> list[_Row]:
        """Leave out rows that lack their reference, or that repeat an earlier row's key."""
        wrong = {problem.row for problem in self.problems.problems}
        fields = key_fields(self.register)
        place = [name for name in self.register.key if name in self.table.places][-1]
        first: dict[Key, int] = {}
        kept = []
        for row in rows:
            if row.number in wrong:
                continue
            key = (row.society.pk, *(getattr(row.candidate, name) for name in fields))
            earlier = first.setdefault(key, row.number)
            if earlier == row.number:
                kept.append(row)
            else:
                message = _("The same record stands in row %(row)s.") % {"row": earlier}
                self.problems.add(row.number, place, message)
        return kept

    def _narrowed(self, rows: list[_Row]) -> dict[str, set[Any]]:
        fields = key_fields(self.register)
        return {name: {getattr(row.candidate, name) for row in rows} for name in fields}

    # -- comparing

    def _compare(self, rows: list[_Row], stored: StoredRecords) -> tuple[list[RowPlan], int]:
        """Match by key; what is left may complete a record whose key lacks its date."""
        matched: list[tuple[_Row, Record]] = []
        unmatched: list[_Row] = []
        taken: set[int] = set()
        for row in rows:
            found = stored.found(stored.key_of(row.candidate))
            taken.update(record.pk for record in found)
            if len(found) > 1:
                message = _("Several records bear these values. Change them one by one.")
                self.problems.add(row.number, "", message)
            elif found:
                matched.append((row, found[0]))
            else:
                unmatched.append(row)
        plans = []
        for row in unmatched:
            record = self._completed(row, stored, taken)
            if record is None:
                plans.append(self._new(row))
            else:
                matched.append((row, record))
        changed = [plan for row, record in matched if (plan := self._changed(row, record, stored))]
        if plans:
            self._report_missing_columns()
        right = [plan for plan in (*plans, *changed) if self._is_right(plan)]
        return right, len(matched) - len(changed)

    def _completed(self, row: _Row, stored: StoredRecords, taken: set[int]) -> Record | None:
        """Return the record that lacks nothing but the date of its key, which the row brings."""
        dates = completed_fields(self.register)
        if all(getattr(row.candidate, name) is None for name in dates):
            return None
        key = (
            row.society.pk,
            *(None if f in dates else getattr(row.candidate, f) for f in stored.fields),
        )
        record = next((found for found in stored.found(key) if found.pk not in taken), None)
        if record is not None:
            taken.add(record.pk)
        return record

    def _new(self, row: _Row) -> RowPlan:
        related = {
            column.attribute: [self.named[code] for code in row.values[column.name]]
            for column in self.columns
            if column.kind == "codes"
        }
        after = values_of(self.register, row.candidate)
        for name, societies in related.items():
            after[name] = [society.code for society in societies]
        known = {name: value for name, value in after.items() if value not in (None, "", [], {})}
        return RowPlan(row.number, "new", Write(row.candidate, known, related=related))

    def _changed(self, row: _Row, record: Record, stored: StoredRecords) -> RowPlan | None:
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        related: dict[str, list[Society]] = {}
        changes = []
        for name, referred in row.references.items():
            setattr(record, name, referred)
        for column in self.columns:
            if column.name == SOCIETY_CODE or column.is_reference:
                continue
            old, new = self._stored_value(column, record, stored), row.values[column.name]
            if _is_same(old, new):
                continue
            before.setdefault(column.attribute, self._stored_field(column, record, stored))
            if column.kind == "codes":
                related[column.attribute] = [self.named[code] for code in new]
                after[column.attribute] = list(new)
            else:
                _set(record, column, new)
                after[column.attribute] = getattr(record, column.attribute)
            changes.append(
                CellChange(
                    column.name, column.label, cell_text(column, old), cell_text(column, new)
                )
            )
        if not changes:
            return None
        return RowPlan(row.number, "changed", Write(record, after, before, related), tuple(changes))

    def _stored_value(self, column: FileColumn, record: Record, stored: StoredRecords) -> Any:
        if column.kind == "codes":
            return tuple(stored.codes(record, column.attribute))
        value = getattr(record, column.attribute)
        return value.get(column.name) if column.is_measure else value

    def _stored_field(self, column: FileColumn, record: Record, stored: StoredRecords) -> Any:
        if column.kind == "codes":
            return stored.codes(record, column.attribute)
        value = getattr(record, column.attribute)
        return dict(value) if column.is_measure else value

    def _report_missing_columns(self) -> None:
        for column in self.missing:
            message = _("This column is missing; new records need it.")
            self.problems.add(self.table.head, column.name, message)

    def _is_right(self, plan: RowPlan) -> bool:
        """Hold the record to the rules of its table, and report what it breaks."""
        names: dict[str, str] = {}
        for column in self.columns:
            names.setdefault(column.attribute, column.name)
            names[column.name] = column.name
        found = problems_of(plan.record)
        for field_name, message in found:
            self.problems.add(plan.number, names.get(field_name, field_name), message)
        return not found


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


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return old.replace("\r\n", "\n") == new
    return bool(old == new)


def _set(record: Record, column: FileColumn, value: Any) -> None:
    if not column.is_measure:
        setattr(record, column.attribute, value)
        return
    measures = {**getattr(record, column.attribute), column.name: value}
    known = {name: number for name, number in measures.items() if number is not None}
    setattr(record, column.attribute, known)
