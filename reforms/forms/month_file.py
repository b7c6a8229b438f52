"""A month's workbook coming back: what it would change, what is wrong, what has to be decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.portal import local_filter
from reforms.forms.report import EntryForm, entry_prefix
from reforms.merge import Fate, Unit, merge, merged
from reforms.models import ProgressEntry
from reforms.month_file import LABELS, TASK, UNITS, Base, FileRow, Problem, plain
from reforms.selectors.months import EntryRow, SocietyMonth
from reforms.services.entries import (
    DEFAULTS,
    EntryValues,
    MonthLocked,
    check_is_open,
    check_values,
    entry_values,
)
from reforms.services.report_uploads import TaskChange
from societies.files.values import CellProblem, flag_of, text_of

MINE, THEIRS, TYPED = "mine", "theirs", "typed"


@dataclass(frozen=True)
class Change:
    """One unit in words: what stands in the portal, and what is to stand there."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ToldProblem:
    """What is wrong with a cell, in words for the page."""

    row: int
    task: str
    column: str
    message: str


@dataclass
class Conflict:
    """One unit that the file and somebody in the portal changed, each to something else."""

    unit: Unit
    prefix: str
    choice: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of the choice in the form."""
        return f"{self.prefix}-{self.unit.name}-choice"

    @property
    def label(self) -> str:
        """What the unit is called."""
        return str(LABELS[self.unit.name])

    @property
    def sides(self) -> list[tuple[str, str, str]]:
        """The choices that are there already: value, word and text."""
        return [
            (MINE, _("In your file"), shown(self.unit, self.unit.mine)),
            (THEIRS, _("In the portal now"), shown(self.unit, self.unit.theirs)),
        ]

    @property
    def base(self) -> str:
        """What was there when the workbook was downloaded."""
        return shown(self.unit, self.unit.base)

    def decided(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Take over a choice and return the values it means; without one, say so."""
        self.choice = data.get(self.name, "")
        if self.choice not in (MINE, THEIRS, TYPED):
            self.problem = _("Choose one of the values, or type another.")
        if self.choice in (MINE, THEIRS):
            said = self.unit.mine if self.choice == MINE else self.unit.theirs
            return dict(zip(self.unit.fields, said, strict=True))
        return {name: data.get(f"{self.prefix}-{name}", "") for name in self.unit.fields}


@dataclass
class TaskPlan:
    """What a row of the file does to a task."""

    row: EntryRow
    line: int
    units: tuple[Unit, ...]
    form: EntryForm
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def theirs(self) -> ProgressEntry | None:
        """What stands in the portal."""
        return self.row.entry

    @property
    def version(self) -> int:
        """The version of what stands in the portal."""
        return self.row.entry.version if self.row.entry else 0

    @property
    def now(self) -> dict[str, Any]:
        """What stands in the portal, field by field."""
        return {
            name: value
            for unit in self.units
            for name, value in zip(unit.fields, unit.theirs, strict=True)
        }

    @property
    def changes(self) -> list[Change]:
        """What is taken from the file without a question."""
        return self._told(Fate.MINE)

    @property
    def kept(self) -> list[Change]:
        """What somebody changed since the download and the file leaves alone."""
        return self._told(Fate.THEIRS)

    def _told(self, fate: Fate) -> list[Change]:
        return [
            Change(
                str(LABELS[unit.name]),
                shown(unit, unit.base if fate == Fate.THEIRS else unit.theirs),
                shown(unit, unit.theirs if fate == Fate.THEIRS else unit.mine),
            )
            for unit in self.units
            if unit.fate == fate
        ]

    @property
    def asked(self) -> list[tuple[Conflict, list[Any]]]:
        """The conflicts, each with the fields in which something else can be typed."""
        return [(one, [self.form[name] for name in one.unit.fields]) for one in self.conflicts]

    @property
    def other_errors(self) -> list[tuple[str, Any]]:
        """What is wrong with the task as decided, beside its conflicts: label and messages."""
        asked = {name for one in self.conflicts for name in one.unit.fields}
        return [
            (str(LABELS.get(name, "")), errors)
            for name, errors in (self.form.errors.items() if self.form.is_bound else ())
            if name not in asked
        ]

    @property
    def is_changing(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.conflicts) or any(unit.fate == Fate.MINE for unit in self.units)


class MonthFilePlan:
    """What a file would do to a month as it stands now; nothing is written by planning."""

    def __init__(self, page: SocietyMonth, base: Base, rows: Sequence[FileRow]) -> None:
        self.page, self.base = page, base
        self.problems: list[Problem] = []
        self.told_problems: list[ToldProblem] = []
        self.tasks: list[TaskPlan] = []
        seen: set[int] = set()
        for found in rows:
            self._plan(found, seen)

    def _plan(self, found: FileRow, seen: set[int]) -> None:
        """Plan one row, or say what is wrong with it."""
        row = self.page.row(found.number) if found.number is not None else None
        if row is None:
            self._refuse(found, TASK, _unknown(found))
        elif row.task.number in seen:
            self._refuse(found, TASK, _("This task stands in the file twice."))
        else:
            seen.add(row.task.number)
            form = self._read(found)
            if form is not None:
                self._merge(found, row, form)

    def _read(self, found: FileRow) -> EntryForm | None:
        """Return the row as the entry form reads it; None when a cell cannot be read."""
        data = {name: text_of(raw) for name, raw in found.cells.items()}
        problems: dict[str, Iterable[str]] = {}
        try:
            data["is_no_change"] = "on" if flag_of(found.cells["is_no_change"]) else ""
        except CellProblem:
            problems["is_no_change"] = [_("Choose yes or no, or leave the cell empty.")]
        form = EntryForm({**data, "version": 0, "seen": ""})
        problems |= {name: list(map(str, errors)) for name, errors in form.errors.items()}
        for name, messages in problems.items():
            self._refuse(found, name, *messages)
        return None if problems else form

    def _merge(self, found: FileRow, row: EntryRow, form: EntryForm) -> None:
        handed = self.base.tasks.get(row.task.number)
        base = plain(handed.values if handed else DEFAULTS)
        now = plain(entry_values(row.entry) if row.entry else DEFAULTS)
        units = merge(base, plain({**form.values}), now, UNITS)
        item = TaskPlan(row, found.line, units, EntryForm())
        if any(unit.fate in (Fate.MINE, Fate.CONFLICT) for unit in units):
            try:
                check_is_open(self.page, row.task)
            except MonthLocked as locked:
                self._refuse(found, TASK, str(locked))
                return
        prefix = entry_prefix(row.task.number)
        item.conflicts = [Conflict(u, prefix) for u in units if u.fate == Fate.CONFLICT]
        item.form = _form(prefix, merged(units, {u.name: u.mine for u in units}))
        if item.is_changing and not item.conflicts:
            try:
                check_values(cast("EntryValues", merged(units, {})), self.page, row.task)
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    self._refuse(found, name, *messages)
        self.tasks.append(item)

    def _refuse(self, found: FileRow, column: str, *messages: str) -> None:
        self.problems.extend(Problem(found.line, column, message) for message in messages)
        row = self.page.row(found.number) if found.number is not None else None
        task = f"{row.task.number} {local_filter(row.task, 'short')}" if row else ""
        label = str(LABELS.get(column, ""))
        self.told_problems.extend(ToldProblem(found.line, task, label, one) for one in messages)

    @cached_property
    def changing(self) -> list[TaskPlan]:
        """The tasks of which something is taken."""
        return [item for item in self.tasks if item.changes]

    @cached_property
    def clashing(self) -> list[TaskPlan]:
        """The tasks of which something has to be decided."""
        return [item for item in self.tasks if item.conflicts]

    @cached_property
    def keeping(self) -> list[TaskPlan]:
        """The tasks of which something newer is kept."""
        return [item for item in self.tasks if item.kept]

    @property
    def counts(self) -> dict[str, int]:
        """How many cells are taken, asked about and kept."""
        return {
            "changes": sum(len(item.changes) for item in self.tasks),
            "conflicts": sum(len(item.conflicts) for item in self.tasks),
            "kept": sum(len(item.kept) for item in self.tasks),
            "problems": len(self.problems),
        }

    @property
    def is_applicable(self) -> bool:
        """Whether it would change something, and nothing is wrong."""
        return not self.problems and any(item.is_changing for item in self.tasks)

    @property
    def mark(self) -> str:
        """Another one means that the portal says something else than when this was looked at."""
        told = repr([(item.row.task.number, item.version, item.units) for item in self.tasks])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def decided(self, data: Mapping[str, Any]) -> list[TaskChange] | None:
        """What is to be saved, with the conflicts as they were decided; None when a decision is
        missing or breaks a rule, which then stands beside it."""
        changing = [item for item in self.tasks if item.is_changing]
        are_sound = [self._decide(item, data) for item in changing]
        if not all(are_sound):
            return None
        changes = [TaskChange(item.row.task, item.version, item.form.values) for item in changing]
        now = {item.row.task.pk: item.now for item in changing}
        return [one for one in changes if plain({**one.values}) != now[one.task.pk]]

    def _decide(self, item: TaskPlan, data: Mapping[str, Any]) -> bool:
        """Take over the decisions on a task; whether nothing is missing or wrong."""
        values = merged(item.units, {})
        for one in item.conflicts:
            values.update(one.decided(data))
        form = item.form = _form(entry_prefix(item.row.task.number), values)
        if any(one.problem for one in item.conflicts):
            return False
        if form.is_valid():
            try:
                check_values(form.values, self.page, item.row.task)
            except ValidationError as error:
                form.add_error(None, error)
        return form.is_valid()


def _unknown(found: FileRow) -> str:
    if found.number is None:
        return _("The number of the task is missing.")
    return _("Task %(number)s is not among the society's tasks.") % {"number": found.number}


def _form(prefix: str, values: Mapping[str, Any]) -> EntryForm:
    """The entry form bound to values, as if somebody had typed them."""
    data = {f"{prefix}-{name}": _typed(value) for name, value in values.items()}
    return EntryForm({**data, f"{prefix}-version": 0, f"{prefix}-seen": ""}, prefix=prefix)


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def shown(unit: Unit, values: Sequence[Any]) -> str:
    """A unit's values in words; nothing for what is empty."""
    if unit.name == "percent":
        percent, is_no_change = values
        if is_no_change:
            return pgettext("state", "No change")
        return "" if percent is None else f"{percent}%"
    return _typed(values[0])
