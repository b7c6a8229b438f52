"""What a table's own rules say of a record before it is stored, without asking the database."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Q

from societies.models.record import FROM_PORTAL

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def problems_of(record: models.Model) -> list[tuple[str, str]]:
    """Return (field, message) for each rule between fields that the record breaks.

    An error whose `code` is no field, such as that of a measure, is given under its code.
    """
    problems: list[tuple[str, str]] = []
    if getattr(record, "is_from_portal", False):
        problems.append(("", str(FROM_PORTAL)))
    try:
        record.clean()
    except ValidationError as error:
        problems += _flat(error)
    for constraint in record._meta.constraints:
        if (
            isinstance(constraint, models.CheckConstraint)
            and holds(constraint.condition, record) is False
        ):
            problems.append(
                (_last_field(constraint.condition), str(constraint.get_violation_error_message()))
            )
    return problems


def _flat(error: ValidationError) -> list[tuple[str, str]]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    return [
        (_place(field, item), message)
        for field, items in by_field.items()
        for item in items
        for message in item.messages
    ]


def _place(field: str, error: ValidationError) -> str:
    if field == "measures" and error.code:
        return error.code
    return "" if field == NON_FIELD_ERRORS else field


def holds(condition: Any, record: models.Model) -> bool | None:
    """Judge a condition as SQL does: None when it cannot be known; it breaks only on False."""
    if not isinstance(condition, Q):
        path, wanted = condition
        return _compared(path, wanted, record)
    results = [holds(child, record) for child in condition.children]
    decisive = condition.connector == Q.OR
    result = decisive if decisive in results else None if None in results else not decisive
    return result if result is None or not condition.negated else not result


def _compared(path: str, wanted: Any, record: models.Model) -> bool | None:
    name, _mark, lookup = path.partition("__")
    value = getattr(record, name)
    if lookup == "isnull":
        return bool((value is None) == wanted)
    other = getattr(record, cast("Any", wanted).name) if isinstance(wanted, F) else wanted
    if value is None or other is None:
        return None
    return _COMPARISONS[lookup or "exact"](value, other)


def _last_field(condition: Any) -> str:
    """Return the field that the condition's last comparison judges."""
    last = condition
    while isinstance(last, Q):
        last = last.children[-1]
    return str(last[0]).partition("__")[0]
