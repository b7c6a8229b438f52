"""Test data of the registers: a lifelike record of any of them, made from what it declares."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from members.models import Member
from societies.activity_kinds import activity_kinds
from societies.models import Record, Society
from societies.registers import Reference, Register
from societies.registers.display import register_of, related_model


def a_record(register: Register, society: Society, number: int = 0, **values: Any) -> Any:
    """Store a record with a value in every field; another number gives another key."""
    known = {**values_for(register, society, number), **values}
    related = {name: known.pop(name) for name in _many(register) if name in known}
    record: Any = register.model(society=society, **known)
    record.save()
    for name, societies in related.items():
        getattr(record, name).set(societies)
    return record


def values_for(register: Register, society: Society, number: int) -> dict[str, Any]:
    """Return values by field that the model takes."""
    references = {c.field for c in register.columns if isinstance(c, Reference)}
    values: dict[str, Any] = {}
    for place, name in enumerate(register.fields):
        described = register.model._meta.get_field(name)
        if name in references:
            values[name] = _referred(related_model(described), society, number)
        elif isinstance(described, models.Field) and not described.many_to_many:
            values[name] = _value(described, number, place)
    return values | _chosen(register, society, number)


def _many(register: Register) -> list[str]:
    return [described.name for described in register.model._meta.many_to_many]


def _referred(target: type[models.Model], society: Society, number: int) -> models.Model:
    register = register_of(target)
    if register is not None:
        record: Record = a_record(register, society, number)
        return record
    member: Member = Member.objects.create(
        society=society, registration_no=f"{society.code}-{number}", name=f"会员{number}"
    )
    return member


def _value(described: models.Field[Any, Any], number: int, place: int) -> Any:
    choices = [value for value, _word in described.flatchoices if value not in ("", None)]
    if choices:
        return choices[number % len(choices)]
    if isinstance(described, models.BooleanField):
        return (None, True, False)[(number + place) % 3]
    if isinstance(described, models.DateField):
        return date(2017, 3, 5) + timedelta(days=40 * number + place)
    if isinstance(described, models.DecimalField):
        return Decimal("120.50")
    if isinstance(described, models.IntegerField):
        return 1980 + number if "year" in described.name else number + 1
    if isinstance(described, models.URLField):
        return f"https://example.org/{number}"
    if isinstance(described, models.JSONField):
        return {}
    return f"{described.name} 第{number}项"


def _chosen(register: Register, society: Society, number: int) -> dict[str, Any]:
    """Values that rules of their own hold to something."""
    if register.kind == "branches":
        name = f"{society.name_zh}第{number}专业委员会"
        return {"name": name, "kind": "professional", "parent": "", "is_legal_person": False}
    if register.kind == "activities":
        kind = list(activity_kinds().kinds.values())[number]
        return {"kind": kind.key, "measures": {item.key: 1 for item in kind.measures[:2]}}
    return {}
