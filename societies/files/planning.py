"""Comparing a register's file with what is stored, row by row, with every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from societies.csv_rows import ProblemList, RowProblems
from societies.files.building import Builder, cell_text
from societies.files.checking import problems_of
from societies.files.columns import SOCIETY_CODE, CellReader, FileColumn, file_columns
from societies.files.plans import FilePlan, RowFacts, RowPlan, stale_rows
from societies.files.stored import (
    Key,
    StoredRow,
    StoredRows,
    completed_fields,
    key_fields,
    referred_to,
)
from societies.files.tables import Table, UnreadableFile, read_table
from societies.models import Society
from societies.registers import Column, Reference, Register
from societies.registers.display import field_at

#: How far it is, as (done, all); told every so many rows.
Progress = Callable[[int, int], None]
_TELL_EVERY = 1000


def plan_file(
    register: Register,
    data: bytes,
    name: str,
    societies: Iterable[Society],
    progress: Progress = lambda _done, _all: None,
) -> FilePlan:
    """Say what a CSV or xlsx file would do to the register of these societies; writes nothing."""
    by_code = {society.code: society for society in societies}
    columns = file_columns(register)
    try:
        table = read_table(data, name, columns, is_one_society=len(by_code) == 1)
    except RowProblems as error:
        rejected = len({problem.row for problem in error.problems if problem.row > 1})
        return FilePlan(
            register,
            name,
            problems=error.problems,
            rejected=rejected,
            is_readable=not isinstance(error, UnreadableFile),
        )
    return _Planner(register, columns, by_code, table).plan(name, progress)


@dataclass(slots=True)
class _Row:
    """A row whose cells are read; `references` are keys by field, `key` is found last."""

    number: int
    society: Society
    values: dict[str, Any]
    references: dict[str, int] = field(default_factory=dict)
    key: Key = ()


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
        self.all_columns = columns
        self.columns = [column for column in columns if column.name in table.places]
        self.missing = [
            column
            for column in columns
            if column.is_required
            and not (column.is_key or column.name == SOCIETY_CODE)
            and column.name not in table.places
        ]
        self.problems = ProblemList()

    def plan(self, name: str, progress: Progress) -> FilePlan:
        """Read, refer, match and compare."""
        rows = self._read(progress)
        self._refer(rows)
        rows = self._without_doubles(rows)
        stored = StoredRows(
            self.register,
            self.columns,
            {row.society.pk for row in rows},
            self._narrowed(rows),
        )
        facts, unchanged = self._compare(rows, stored)
        plans = self._right(facts)
        problems = sorted(self.problems.problems, key=lambda problem: problem.row)
        head = self.table.head
        return FilePlan(
            self.register,
            name,
            rows=tuple(plans),
            unchanged=unchanged,
            rejected=len({problem.row for problem in problems if problem.row > head}),
            problems=tuple(problems),
            places=self.table.places,
        )

    # -- reading

    def _read(self, progress: Progress) -> list[_Row]:
        readers = [
            (column.name, CellReader(column).read, self.table.places[column.name])
            for column in self.columns
        ]
        read = []
        for done, (number, cells) in enumerate(self.table.rows):
            if done % _TELL_EVERY == 0:
                progress(done, len(self.table.rows))
            values: dict[str, Any] = {}
            is_right, width = True, len(cells)
            for name, reader, place in readers:
                values[name], message = reader(cells[place] if place < width else None)
                if message:
                    self.problems.add(number, name, message)
                    is_right = False
            society = self._society(number, values)
            if society is not None and is_right:
                read.append(_Row(number, society, values))
        return self._with_known_codes(read)

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

    def _with_known_codes(self, rows: list[_Row]) -> list[_Row]:
        """Look up once the societies that rows name beside their own; leave out unknown ones."""
        names = [column.name for column in self.columns if column.kind == "codes"]
        if not any(row.values[name] for row in rows for name in names):
            return rows
        known = set(Society.objects.values_list("code", flat=True))
        return [row for row in rows if self._knows_codes(row, names, known)]

    def _knows_codes(self, row: _Row, names: Sequence[str], known: set[str]) -> bool:
        is_known = True
        for name in names:
            for code in row.values[name]:
                if code not in known:
                    message = _("There is no society with the code “%(code)s”.") % {"code": code}
                elif code == row.society.code:
                    message = _("Name only other societies here, not the row's own.")
                else:
                    continue
                self.problems.add(row.number, name, message)
                is_known = False
        return is_known

    # -- references and keys

    def _refer(self, rows: list[_Row]) -> None:
        for column in self.register.columns:
            if not isinstance(column, Reference):
                continue
            names = [name for name, _path in column.columns]
            wanted = [{row.values[name] for row in rows} for name in names]
            found = referred_to(self.register, column, {row.society.pk for row in rows}, wanted)
            for row in rows:
                pk = found.get((row.society.pk, *(row.values[name] for name in names)))
                if pk is None:
                    self._report_missing(row, column, names)
                else:
                    row.references[column.field] = pk

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
        place = [name for name in self.register.key if name in self.table.places][-1]
        parts = self._key_parts()
        first: dict[Key, int] = {}
        kept = []
        for row in rows:
            if row.number in wrong:
                continue
            row.key = (row.society.pk, *(part(row) for part in parts))
            earlier = first.setdefault(row.key, row.number)
            if earlier == row.number:
                kept.append(row)
            else:
                message = _("The same record stands in row %(row)s.") % {"row": earlier}
                self.problems.add(row.number, place, message)
        return kept

    def _key_parts(self) -> list[Callable[[_Row], Any]]:
        """Return what reads each field of the key from a row; one without a column is empty."""
        columns = {c.attribute: c.name for c in self.register.columns if isinstance(c, Column)}

        def part(name: str) -> Callable[[_Row], Any]:
            if name not in columns:
                return lambda row: row.references[name.removesuffix("_id")]
            empty = field_at(self.register.model, name).get_default()
            return lambda row: row.values.get(columns[name], empty)

        return [part(name) for name in key_fields(self.register)]

    def _narrowed(self, rows: list[_Row]) -> dict[str, set[Any]]:
        fields = key_fields(self.register)
        return {name: {row.key[place] for row in rows} for place, name in enumerate(fields, 1)}

    # -- comparing

    def _compare(self, rows: list[_Row], stored: StoredRows) -> tuple[list[RowFacts], int]:
        """Match by key; what is left may complete a record whose key lacks its date."""
        matched: list[tuple[_Row, StoredRow]] = []
        unmatched: list[_Row] = []
        taken: set[int] = set()
        for row in rows:
            found = stored.found(row.key)
            taken.update(other[0] for other in found)
            if len(found) > 1:
                message = _("Several records bear these values. Change them one by one.")
                self.problems.add(row.number, "", message)
            elif found:
                matched.append((row, found[0]))
            else:
                unmatched.append(row)
        new = []
        for row in unmatched:
            completed = self._completed(row, stored, taken)
            if completed is None:
                new.append(RowFacts(row.number, row.society.pk, row.values, row.references))
            else:
                matched.append((row, completed))
        if new:
            self._report_missing_columns()
        changed = [facts for pair in matched if (facts := self._changed(*pair, stored))]
        written = sorted([*new, *changed], key=lambda row: row.number)
        return written, len(matched) - len(changed)

    def _completed(self, row: _Row, stored: StoredRows, taken: set[int]) -> StoredRow | None:
        """Return the record that lacks nothing but the date of its key, which the row brings."""
        dates = completed_fields(self.register)
        values = dict(zip(stored.fields, row.key[1:], strict=True))
        if all(values[name] is None for name in dates):
            return None
        key = (row.key[0], *(None if f in dates else value for f, value in values.items()))
        completed = next((found for found in stored.found(key) if found[0] not in taken), None)
        if completed is not None:
            taken.add(completed[0])
        return completed

    def _changed(self, row: _Row, other: StoredRow, stored: StoredRows) -> RowFacts | None:
        """Return what a row changes of a stored one, or nothing."""
        old = stored.differences(other, row.values)
        if not old:
            return None
        pk, version = other[:2]
        values = {name: row.values[name] for name in row.values if name in old}
        return RowFacts(row.number, row.society.pk, values, row.references, pk, version, old)

    def _report_missing_columns(self) -> None:
        for column in self.missing:
            message = _("This column is missing; new records need it.")
            self.problems.add(self.table.head, column.name, message)

    # -- rules of the table

    def _right(self, facts: list[RowFacts]) -> list[RowPlan]:
        """Build the records; those that break a rule of their table are reported, not returned."""
        plans, gone = Builder(self.register, self.all_columns).built(facts)
        if gone:  # between two queries
            self.problems.problems += stale_rows(gone).problems
        names: dict[str, str] = {}
        for column in self.columns:
            names.setdefault(column.attribute, column.name)
            names[column.name] = column.name
        right = []
        for plan in plans:
            found = problems_of(plan.record)
            for field_name, message in found:
                self.problems.add(plan.number, names.get(field_name, field_name), message)
            if not found:
                right.append(plan)
        return right
