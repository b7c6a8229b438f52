"""What a register's file would do, row by row, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from societies.csv_rows import RowProblem, RowProblems
from societies.files.stored import StoredRows, key_fields
from societies.models import Record, Society
from societies.registers import Register
from societies.services.records import Write, write_records


@dataclass(frozen=True)
class CellChange:
    """A cell that changes what is stored, in words; an unknown value is an empty text."""

    column: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RowFacts:
    """What a row of a file says, in plain values: all of a new record, or what a row changes.

    `society` and `references` (by field) are keys; `pk`, `version` and `old` are those of the
    record that it changes, as they were when the row was compared.
    """

    number: int
    society: int
    values: dict[str, Any]
    references: dict[str, int]
    pk: int | None = None
    version: int = 0
    old: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowPlan:
    """A row of the file that will be written: as a new record, or as a change of a stored one."""

    facts: RowFacts
    write: Write
    changes: tuple[CellChange, ...] = ()

    @property
    def number(self) -> int:
        """The row as a spreadsheet numbers it."""
        return self.facts.number

    @property
    def record(self) -> Record:
        """The record as it will be."""
        return self.write.record


@dataclass(frozen=True)
class FilePlan:
    """What a file would do; with any problem it does nothing.

    `places` says at which place of the file's rows a column stands, counted from 0; of a file that
    is not readable nobody knows its rows.
    """

    register: Register
    name: str
    rows: tuple[RowPlan, ...] = ()
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    is_readable: bool = True

    @cached_property
    def created(self) -> list[RowPlan]:
        """Rows that become new records."""
        return [row for row in self.rows if row.facts.pk is None]

    @cached_property
    def changed(self) -> list[RowPlan]:
        """Rows that change stored records."""
        return [row for row in self.rows if row.facts.pk is not None]


@transaction.atomic
def apply_plan(*, plan: FilePlan, by: User | None) -> None:
    """Write every row of the plan, or none.

    Raises RowProblems when the file has any, or when a record was changed since the plan was made.
    """
    if plan.problems:
        raise RowProblems(plan.problems)
    if not plan.rows:
        return
    _check_still_so(plan)
    try:
        write_records(
            register=plan.register,
            created=[row.write for row in plan.created],
            changed=[row.write for row in plan.changed],
            by=by,
            source=plan.name,
        )
    except IntegrityError as error:
        raise stale_rows([1]) from error


def _check_still_so(plan: FilePlan) -> None:
    """Hold the societies, then compare versions and look for records that came in between."""
    societies = {row.facts.society for row in plan.rows}
    list(Society.objects.select_for_update(no_key=True).filter(pk__in=societies).order_by("pk"))
    stale = _saved_since(plan) if plan.changed else []
    if plan.created:
        fields = key_fields(plan.register)
        keys = [
            (row.facts.society, *(getattr(row.record, name) for name in fields))
            for row in plan.created
        ]
        narrowed = {name: {key[place] for key in keys} for place, name in enumerate(fields, 1)}
        stored = StoredRows(plan.register, (), societies, narrowed)
        stale += [
            row.number for row, key in zip(plan.created, keys, strict=True) if stored.found(key)
        ]
    if stale:
        raise stale_rows(stale)


def _saved_since(plan: FilePlan) -> list[int]:
    """Return the numbers of rows whose record somebody else saved or took away."""
    societies = {row.facts.society for row in plan.changed}
    model = cast("Any", plan.register.model)
    versions = dict(model.objects.filter(society__in=societies).values_list("pk", "version"))
    return [row.number for row in plan.changed if versions.get(row.facts.pk) != row.facts.version]


def stale_rows(numbers: Sequence[int]) -> RowProblems:
    """Say of rows that what they would change is no longer as it was."""
    message = _("The record was changed meanwhile. Upload the file again.")
    return RowProblems([RowProblem(number, "", message) for number in sorted(numbers)])
