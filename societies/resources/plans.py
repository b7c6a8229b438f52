"""What a register's file would do, row by row, and doing it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import canonical_json
from societies.csv_rows import RowProblem, RowProblems
from societies.models import Record, Society
from societies.registers import Register
from societies.resources.stored import StoredRecords
from societies.services.records import Write, write_records


@dataclass(frozen=True)
class CellChange:
    """A cell that changes what is stored, in words; an unknown value is an empty text."""

    column: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RowPlan:
    """A row of the file that will be written: as a new record, or as a change of a stored one."""

    number: int
    action: Literal["new", "changed"]
    write: Write
    changes: tuple[CellChange, ...] = ()

    @property
    def record(self) -> Record:
        """The record as it will be."""
        return self.write.record


@dataclass(frozen=True)
class FilePlan:
    """What a file would do; with any problem it does nothing.

    `places` says at which place of the file's rows a column stands, counted from 0.
    """

    register: Register
    name: str
    rows: tuple[RowPlan, ...] = ()
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    narrowed: Mapping[str, Collection[Any]] = field(default_factory=dict)

    @cached_property
    def created(self) -> list[RowPlan]:
        """Rows that become new records."""
        return [row for row in self.rows if row.action == "new"]

    @cached_property
    def changed(self) -> list[RowPlan]:
        """Rows that change stored records."""
        return [row for row in self.rows if row.action == "changed"]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of everything that would be written and over which versions."""
        facts = [
            [row.number, row.action, row.record.pk, row.record.version, row.write.after]
            for row in self.rows
        ]
        return hashlib.sha256(canonical_json([self.register.kind, facts])).hexdigest()


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
        raise RowProblems([RowProblem(1, "", _stale())]) from error


def _check_still_so(plan: FilePlan) -> None:
    """Hold the societies, then compare versions and look for records that came in between."""
    societies = {row.record.society_id: row.record.society for row in plan.rows}
    list(Society.objects.select_for_update(no_key=True).filter(pk__in=societies).order_by("pk"))
    model = cast("Any", plan.register.model)
    versions = dict(model.objects.filter(society__in=societies).values_list("pk", "version"))
    problems = [
        RowProblem(row.number, "", _stale())
        for row in plan.changed
        if versions.get(row.record.pk) != row.record.version
    ]
    if plan.created:
        stored = StoredRecords(plan.register, societies.values(), plan.narrowed)
        problems += [
            RowProblem(row.number, "", _stale())
            for row in plan.created
            if stored.found(stored.key_of(row.record))
        ]
    if problems:
        raise RowProblems(sorted(problems, key=lambda problem: problem.row))


def _stale() -> str:
    return _("The record was changed meanwhile. Upload the file again.")
