"""What is stored already: the rows that a file may change, and those that its rows refer to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from django.db import models

from societies.files.columns import SOCIETY_CODE, FileColumn
from societies.registers import Column, Reference, Register
from societies.registers.display import field_at, related_model
from societies.selectors.registers import codes_by_record

Key = tuple[Any, ...]
StoredRow = tuple[Any, ...]
#: Up to so many different values a query names them; above, it reads all of a society's.
_NAMED = 300


def key_fields(register: Register) -> tuple[str, ...]:
    """Return the fields whose values identify a record within its society."""
    names: dict[str, None] = {}
    for column in register.columns:
        if isinstance(column, Column):
            if column.name in register.key:
                names[column.attribute] = None
        elif isinstance(column, Reference) and column.columns[0][0] in register.key:
            names[f"{column.field}_id"] = None
    return tuple(names)


def completed_fields(register: Register) -> tuple[str, ...]:
    """Return the dates of the key that may be unknown at first and come in later."""
    return tuple(
        name
        for name in key_fields(register)
        if isinstance(described := field_at(register.model, name), models.DateField)
        and described.null
    )


class StoredRows:
    """Rows of some societies by key, plain values each; a key that several bear leads to none."""

    def __init__(
        self,
        register: Register,
        columns: Sequence[FileColumn],
        societies: Collection[int],
        narrowed: Mapping[str, Collection[Any]],
    ) -> None:
        self.fields = key_fields(register)
        records: Any = cast("Any", register.model).objects.filter(society__in=societies)
        for name, values in narrowed.items():
            if name not in completed_fields(register) and len(values) <= _NAMED:
                records = records.filter(**{f"{name}__in": values})
        own = [c for c in columns if c.name != SOCIETY_CODE and not c.is_reference]
        names = ["pk", "version", "society_id", *self.fields]
        names += [column.attribute for column in own if column.kind != "codes"]
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self._key_of = itemgetter(*(places[name] for name in ("society_id", *self.fields)))
        self._places = {c.name: places[c.attribute] for c in own if c.kind != "codes"}
        self._measures = {column.name for column in own if column.is_measure}
        self._by_key: dict[Key, list[StoredRow]] = {}
        for row in records.order_by("pk").values_list(*places):
            self._by_key.setdefault(self._key_of(row), []).append(row)
        self._codes = {
            column.name: codes_by_record(records, column.attribute)
            for column in own
            if column.kind == "codes"
        }

    def found(self, key: Key) -> list[StoredRow]:
        """Return the rows that bear the key; each begins with primary key and version."""
        return self._by_key.get(key, [])

    def differences(self, row: StoredRow, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return by column what is stored where a file says something else."""
        different = {}
        for name, place in self._places.items():
            old, new = row[place], values[name]
            if name in self._measures:
                old = old.get(name)
            if old != new and not _is_same_text(old, new):
                different[name] = old
        for name, codes in self._codes.items():
            named = tuple(codes.get(row[0], ()))
            if named != values[name]:
                different[name] = named
        return different


def _is_same_text(old: Any, new: Any) -> bool:
    """Whether two texts differ in nothing but how their lines end."""
    return isinstance(old, str) and isinstance(new, str) and old.replace("\r\n", "\n") == new


def referred_to(
    register: Register,
    column: Reference,
    societies: Collection[int],
    wanted: Sequence[Collection[Any]],
) -> dict[Key, int]:
    """Return the keys of records that rows may refer to, by society and their columns' values."""
    target: Any = related_model(register.model._meta.get_field(column.field))
    paths = [path for _name, path in column.columns]
    records = target.objects.filter(society__in=societies)
    for path, values in zip(paths, wanted, strict=True):
        if len(values) <= _NAMED:
            records = records.filter(**{f"{path}__in": values})
    return {tuple(key): pk for pk, *key in records.values_list("pk", "society_id", *paths)}
