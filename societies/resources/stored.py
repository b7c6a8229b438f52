"""What is stored already: the records that a file may change, and those that its rows refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from django.db import models

from societies.models import Record, Society
from societies.registers import Column, Reference, Register
from societies.registers.display import field_at, related_model
from societies.services.records import codes_of

Key = tuple[Any, ...]
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


class StoredRecords:
    """The records of some societies by key; a key that several bear leads to none."""

    def __init__(self, register: Register, societies: Iterable[Society], narrowed: Any) -> None:
        self.fields = key_fields(register)
        by_pk = {society.pk: society for society in societies}
        records: Any = cast("Any", register.model).objects.filter(society__in=by_pk)
        for name, values in narrowed.items():
            if name not in completed_fields(register) and len(values) <= _NAMED:
                records = records.filter(**{f"{name}__in": values})
        many = [described.name for described in register.model._meta.many_to_many]
        self._by_key: dict[Key, list[Record]] = {}
        for record in records.order_by("pk").prefetch_related(*many):
            record.society = by_pk[record.society_id]
            self._by_key.setdefault(self.key_of(record), []).append(record)
        self._many = many
        self._codes = {
            (record.pk, name): codes_of(record, name)
            for name in many
            for found in self._by_key.values()
            for record in found
        }

    def key_of(self, record: Record) -> Key:
        """Return what identifies the record."""
        return (record.society_id, *(getattr(record, name) for name in self.fields))

    def found(self, key: Key) -> list[Record]:
        """Return the records that bear the key."""
        return self._by_key.get(key, [])

    def codes(self, record: Record, name: str) -> list[str]:
        """Return the codes of the societies that a record names in a field."""
        return self._codes.get((record.pk, name), [])


def referred_to(
    register: Register,
    column: Reference,
    societies: Collection[int],
    wanted: Sequence[Collection[Any]],
) -> dict[Key, models.Model]:
    """Return the records that rows may refer to, by society and the values of their columns."""
    target: Any = related_model(register.model._meta.get_field(column.field))
    paths = [path for _name, path in column.columns]
    records = target.objects.filter(society__in=societies)
    for path, values in zip(paths, wanted, strict=True):
        if len(values) <= _NAMED:
            records = records.filter(**{f"{path}__in": values})
    return {
        (record.society_id, *(getattr(record, path) for path in paths)): record
        for record in records
    }
