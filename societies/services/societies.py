"""Writing what the portal knows of a society."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from societies.csv_rows import CsvRow, ProblemList, read_rows
from societies.enums import Discipline
from societies.models import Society
from societies.pinyin import reading

COLUMNS = ("code", "name_zh", "name_en", "discipline")


@dataclass(frozen=True)
class LoadResult:
    """What loading a list of societies did."""

    created: int
    updated: int
    unchanged: int


class StaleSociety(Exception):
    """Somebody else saved the society since it was opened; `current` is what is stored now."""

    def __init__(self, current: Society) -> None:
        self.current = current
        super().__init__(str(current))


@transaction.atomic
def load_societies(*, data: bytes, by: User | None = None) -> LoadResult:
    """Create and update societies from CSV with the columns of COLUMNS; all rows or none.

    Raises RowProblems with everything that is wrong.
    """
    rows = read_rows(data, COLUMNS)
    stored = {society.code: society for society in Society.objects.select_for_update(no_key=True)}
    _check_rows(rows, stored)
    new = [_named(Society(**row.values)) for row in rows if row.values["code"] not in stored]
    changes = []
    for row in rows:
        society = stored.get(row.values["code"])
        if society is not None and _differs(society, row.values):
            before = {name: getattr(society, name) for name in COLUMNS}
            for name, value in row.values.items():
                setattr(society, name, value)
            _named(society).version += 1
            changes.append(audit.Change(society, society.code, before, dict(row.values)))
    _save_changed([stored[change.scope] for change in changes])
    Society.objects.bulk_create(new)
    created = [
        audit.Change(s, s.code, None, {name: getattr(s, name) for name in COLUMNS}) for s in new
    ]
    audit.record_many(action="society.created", changes=created, actor=by)
    audit.record_many(action="society.changed", changes=changes, actor=by)
    return LoadResult(len(new), len(changes), len(rows) - len(new) - len(changes))


def _differs(society: Society, values: dict[str, str]) -> bool:
    return any(getattr(society, name) != value for name, value in values.items())


def _named(society: Society) -> Society:
    """Read the name anew: rows written in bulk pass by `save`."""
    society.name_pinyin = reading(society.name_zh)
    return society


def _save_changed(societies: list[Society]) -> None:
    """Save in two steps, so that two societies may exchange their names."""
    Society.objects.filter(pk__in=[society.pk for society in societies]).update(name_zh=F("code"))
    Society.objects.bulk_update(societies, [*COLUMNS[1:], "name_pinyin", "version"])


def _check_rows(rows: list[CsvRow], stored: dict[str, Society]) -> None:
    problems = ProblemList()
    listed = {row.values["code"] for row in rows}
    taken = {s.name_zh: s.code for s in stored.values() if s.code not in listed}
    first_row: dict[tuple[str, str], int] = {}
    for row in rows:
        _check_values(row, problems)
        for column in ("code", "name_zh"):
            value = row.values[column]
            first = first_row.setdefault((column, value), row.number)
            if value and first != row.number:
                problems.add(
                    row.number, column, _("The same value stands in row %(row)s.") % {"row": first}
                )
        if row.values["name_zh"] in taken:
            problems.add(
                row.number,
                "name_zh",
                _("Society %(code)s has this name already.")
                % {"code": taken[row.values["name_zh"]]},
            )
    problems.raise_if_any()


def _check_values(row: CsvRow, problems: ProblemList) -> None:
    """Check each cell with the rules of its field."""
    value = row.values["discipline"]
    if value not in Discipline.values:
        message = _("“%(value)s” is not one of: %(choices)s.")
        choices = ", ".join(Discipline.values)
        problems.add(row.number, "discipline", message % {"value": value, "choices": choices})
    try:
        Society(**row.values).clean_fields(exclude={"discipline"})
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            for message in messages:
                problems.add(row.number, column, message)


@transaction.atomic
def change_society(
    *, society: Society, values: dict[str, Any], expected_version: int, by: User
) -> Society:
    """Save some fields of a society; raises StaleSociety when it was saved meanwhile."""
    current = Society.objects.select_for_update(no_key=True).get(pk=society.pk)
    if current.version != expected_version:
        raise StaleSociety(current)
    before = {name: getattr(current, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    current.version += 1
    current.full_clean()
    current.save(update_fields=[*changed, "version"])
    audit.record(
        action="society.changed",
        subject=current,
        actor=by,
        scope=current.code,
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed},
    )
    return current
