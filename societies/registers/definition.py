"""What a register is: one declaration serves its pages, filters, files and history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import capfirst

from accounts import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = _StrPromise | str


@dataclass(frozen=True)
class Column:
    """One column of a register's files: its machine name and the field of the record it fills."""

    name: str
    field: str = ""

    @property
    def attribute(self) -> str:
        """The field's name; that of the column unless it says otherwise."""
        return self.field or self.name


@dataclass(frozen=True)
class Reference:
    """Columns that together name another record of the same society, such as a meeting.

    `columns` are pairs of the column's name in files and the field of the record referred to.
    """

    field: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MeasureColumn:
    """A whole number that the record keeps in a JSON field, under the column's name.

    One that `is_flag` is 1 or 0, and people answer it with yes or no.
    """

    name: str
    title: Words
    help_text: Words = ""
    field: str = "measures"
    is_flag: bool = False


@dataclass(frozen=True)
class CodesColumn:
    """Other societies that a record names, as their codes with ";" between them."""

    name: str
    field: str


@dataclass(frozen=True)
class Flag:
    """Something in a record that breaks a rule of practice but may stand; with its source."""

    message: Words
    source: Words


AnyColumn = Column | Reference | MeasureColumn | CodesColumn


@dataclass(frozen=True)
class Register:
    """One register (台账): where its records are kept, shown, found, taken in and given out.

    `key` names the columns that identify a record within its society; a row of a file whose key
    is there already changes that record. `searched`, `filtered` and `listed` are fields.
    """

    kind: str
    model: type[models.Model]
    group: str
    title: Words
    purpose: Words
    columns: tuple[AnyColumn, ...]
    key: tuple[str, ...]
    listed: tuple[str, ...]
    searched: tuple[str, ...]
    filtered: tuple[str, ...] = ()
    dated: str = ""
    ordering: tuple[str, ...] = ()
    has_file: bool = False
    is_personal: bool = False
    parent: str = ""
    flags: Callable[[Any, date], Sequence[Flag]] | None = None
    #: Adds to a query for list or page what the flags compare with.
    annotated: Callable[[Any], Any] | None = None
    #: More lines of five cells for the sheet that says how to fill in a file; the first are heads.
    explained: Callable[[], Sequence[Sequence[str]]] | None = None
    #: What other spellings of a choice mean, by column: files come from many hands.
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The machine names of the file's columns, the society's code first."""
        names = ["society_code"]
        for column in self.columns:
            if isinstance(column, Reference):
                names += [name for name, _ in column.columns]
            else:
                names.append(column.name)
        return tuple(names)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the record, each once, in the order of form and file."""
        return tuple(
            dict.fromkeys(
                column.attribute if isinstance(column, Column) else column.field
                for column in self.columns
            )
        )


#: Every register by its kind, in the order of the index; the apps above add theirs.
REGISTERS: dict[str, Register] = {}

#: By a register's kind, what puts beside records of a page that which their flags compare with.
BESIDE: dict[str, Callable[[Sequence[Any]], None]] = {}


def add_registers(registers: Sequence[Register]) -> None:
    """Make registers known to pages, files and commands."""
    for register in registers:
        REGISTERS[register.kind] = register
        named: Any = capfirst(register.model._meta.verbose_name)
        words.SUBJECTS.setdefault(register.model.__name__.lower(), named)
