"""Plans from older records: one CSV file, taken as a whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reforms.enums import GroupKind
from reforms.models import Workplan
from reforms.progress import optional_choice_ok
from reforms.selectors.plans import plan_rules
from reforms.services.plans import put_accepted
from societies.csv_rows import CsvRow, ProblemList, read_rows
from societies.models import Society

COLUMNS = ("society_code", "workplan", "reelection", "optional_tasks")
_SEPARATOR = ";"
_Model = TypeVar("_Model")


@dataclass(frozen=True)
class ImportedPlans:
    """What an import did; `societies` are the codes whose plan is new or different."""

    imported: int
    unchanged: int
    societies: tuple[str, ...]


@dataclass(frozen=True)
class _PlanRow:
    """One row, understood."""

    number: int
    society: Society
    workplan: Workplan
    holds_reelection: bool
    optional_tasks: tuple[int, ...]


@transaction.atomic
def import_plans(*, data: bytes, at: dt.datetime) -> ImportedPlans:
    """Take every plan of the file as accepted; raises RowProblems and then changes nothing.

    A plan that says what the one in force says changes nothing; another one becomes a new
    accepted version.
    """
    problems = ProblemList()
    rows = list(_understood(read_rows(data, COLUMNS), problems))
    problems.raise_if_any()
    changed = []
    for row in rows:
        try:
            is_new = put_accepted(
                society=row.society,
                workplan=row.workplan,
                holds_reelection=row.holds_reelection,
                optional_tasks=row.optional_tasks,
                at=at,
            )
        except ValidationError as error:
            problems.add(row.number, "society_code", " ".join(error.messages))
            continue
        if is_new:
            changed.append(row.society.code)
    problems.raise_if_any()
    return ImportedPlans(len(changed), len(rows) - len(changed), tuple(sorted(changed)))


def _understood(rows: list[CsvRow], problems: ProblemList) -> Iterator[_PlanRow]:
    societies = {society.code: society for society in Society.objects.all()}
    workplans = {str(workplan.year): workplan for workplan in Workplan.objects.all()}
    rules = {year: plan_rules(workplan) for year, workplan in workplans.items()}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        society = _known(row, "society_code", societies, problems, _("No society has this code."))
        workplan = _known(row, "workplan", workplans, problems, _("There is no such workplan."))
        reelection = row.values["reelection"]
        if reelection not in ("0", "1"):
            problems.add(row.number, "reelection", _("Write 0 or 1."))
        key = (row.values["society_code"], row.values["workplan"])
        first = seen.setdefault(key, row.number)
        if first != row.number:
            message = _("Row %(row)d has this society and workplan already.") % {"row": first}
            problems.add(row.number, "society_code", message)
        if workplan is None:
            continue
        groups = rules[row.values["workplan"]].groups
        tasks = _optional_tasks(row, groups, workplan.optional_minimum, problems)
        if society is not None:
            yield _PlanRow(row.number, society, workplan, reelection == "1", tasks)


def _known(
    row: CsvRow, column: str, known: Mapping[str, _Model], problems: ProblemList, message: str
) -> _Model | None:
    found = known.get(row.values[column])
    if found is None:
        problems.add(row.number, column, message)
    return found


def _optional_tasks(
    row: CsvRow, groups: Mapping[int, str], minimum: int, problems: ProblemList
) -> tuple[int, ...]:
    """Return the tasks of a row, noting every one that cannot be chosen."""
    chosen: list[int] = []
    is_sound = True
    for part in row.values["optional_tasks"].replace("；", _SEPARATOR).split(_SEPARATOR):
        text = part.strip()
        if not text:
            continue
        message = _task_problem(text, groups, chosen)
        if message:
            problems.add(row.number, "optional_tasks", message)
            is_sound = False
        else:
            chosen.append(int(text))
    if is_sound and not optional_choice_ok(len(chosen), minimum):
        message = _("At least %(minimum)d optional tasks; these are %(count)d.")
        numbers = {"minimum": minimum, "count": len(chosen)}
        problems.add(row.number, "optional_tasks", message % numbers)
    return tuple(sorted(chosen))


def _task_problem(text: str, groups: Mapping[int, str], chosen: list[int]) -> str:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        return _("“%(text)s” is no task number.") % {"text": text}
    number = int(text)
    if number not in groups:
        return _("The workplan has no task %(number)d.") % {"number": number}
    if groups[number] != GroupKind.OPTIONAL:
        return _("Task %(number)d is not optional.") % {"number": number}
    if number in chosen:
        return _("Task %(number)d stands twice.") % {"number": number}
    return ""
