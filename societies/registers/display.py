"""How a record's values are called and written on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import NO_DATA
from societies.registers.definition import REGISTERS, Column, Reference, Register


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """Return the field at the end of a path such as `meeting__level`."""
    *steps, last = path.split("__")
    for step in steps:
        model = related_model(model._meta.get_field(step))
    found = model._meta.get_field(last)
    if not isinstance(found, models.Field):
        raise TypeError(f"{path} is no field of {model.__name__}")
    return found


def related_model(field: Any) -> type[models.Model]:
    """Return the model that a foreign key leads to."""
    found: type[models.Model] = field.related_model
    return found


def label_of(register: Register, path: str) -> str:
    """Return what a field is called, as a label begins."""
    label: str = capfirst(str(field_at(register.model, path).verbose_name))
    return label


def value_of(record: models.Model, path: str) -> Any:
    """Return a value of a record, or of the record it belongs to."""
    value: Any = record
    for step in path.split("__"):
        value = getattr(value, step)
    return value


def choices_of(register: Register, path: str) -> dict[Any, str]:
    """Return the words of a field's choices; empty when it has none."""
    field = field_at(register.model, path)
    return {value: str(word) for value, word in field.flatchoices}


def value_text(register: Register, record: models.Model, path: str) -> str:
    """Write a value for people; a dash where nothing is known."""
    value = value_of(record, path)
    words = choices_of(register, path)
    return words[value] if value in words and value != "" else plain_text(value)


def plain_text(value: Any) -> str:
    """Write a value that has no words of its own."""
    if value is None or value == "":
        return NO_DATA
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Manager):
        return " · ".join(str(item) for item in value.all()) or NO_DATA
    return str(value)


def register_of(model: type[models.Model]) -> Register | None:
    """Return the register that keeps records of a model, if one does."""
    return next((found for found in REGISTERS.values() if found.model is model), None)


def references_of(register: Register) -> tuple[str, ...]:
    """Return the fields that refer to other records."""
    return tuple(column.field for column in register.columns if isinstance(column, Reference))


def children_of(register: Register) -> list[tuple[Register, str]]:
    """Return the registers whose records belong to one of this register's, with the field."""
    return [
        (child, field)
        for child in REGISTERS.values()
        for field in references_of(child)
        if related_model(child.model._meta.get_field(field)) is register.model
    ]


def column_labels(register: Register, names: Sequence[str]) -> str:
    """Name columns of files as the forms do, with commas between them."""
    labels = []
    for column in register.columns:
        if isinstance(column, Reference):
            target = related_model(register.model._meta.get_field(column.field))
            fields = [field_at(target, path) for name, path in column.columns if name in names]
        elif isinstance(column, Column) and column.name in names:
            fields = [field_at(register.model, column.attribute)]
        else:
            fields = []
        labels += [str(field.verbose_name) for field in fields]
    return pgettext("list", ", ").join(labels)
