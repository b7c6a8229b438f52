"""Writing down a month, task by task: nothing is lost, and nobody overwrites another unseen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reforms import months
from reforms.models import MonthlyReport, ProgressEntry, Task, Workplan
from reforms.selectors.months import SocietyMonth, society_month
from societies.models import Society


class EntryValues(TypedDict, total=False):
    """What a person can say of one task in one month."""

    percent: int | None
    narrative: str
    measured_value: Decimal | None
    is_no_change: bool
    no_change_reason: str
    fall_reason: str
    claim_explanation: str


DEFAULTS: EntryValues = {
    "percent": None,
    "narrative": "",
    "measured_value": None,
    "is_no_change": False,
    "no_change_reason": "",
    "fall_reason": "",
    "claim_explanation": "",
}
FIELDS = tuple(DEFAULTS)


class MonthLocked(Exception):
    """The month, or this task of it, is not open to the society; the message says why."""


class StaleEntry(Exception):
    """Somebody else saved the entry meanwhile; `current` is what they saved."""

    def __init__(self, current: ProgressEntry) -> None:
        super().__init__(_("Somebody else has changed this task meanwhile."))
        self.current = current


@transaction.atomic
def save_entry(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    task: Task,
    by: User,
    expected_version: int,
    at: dt.datetime,
    **values: Unpack[EntryValues],
) -> ProgressEntry:
    """Save what is said of a task; raises StaleEntry, MonthLocked or ValidationError by field."""
    page = open_month(society=society, workplan=workplan, month=month, at=at)
    return save_in_month(
        page=page, task=task, by=by, expected_version=expected_version, at=at, **values
    )


def save_in_month(
    *,
    page: SocietyMonth,
    task: Task,
    by: User,
    expected_version: int,
    at: dt.datetime,
    **values: Unpack[EntryValues],
) -> ProgressEntry:
    """Save what is said of a task of a month opened by `open_month` in the same transaction."""
    wanted: EntryValues = {**DEFAULTS, **values}
    wanted["narrative"] = wanted["narrative"].strip()
    wanted["claim_explanation"] = wanted["claim_explanation"].strip()
    check_is_open(page, task)
    known = page.entry_of(task)
    before = entry_values(known) if known else DEFAULTS
    if known and before == wanted:
        return known
    if known and known.version != expected_version:
        raise StaleEntry(known)
    check_values(wanted, page, task)
    entry = entry_in_month(page, task)
    for name, value in wanted.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.updated_by, entry.updated_at = by, at
    entry.full_clean(exclude=("report", "society", "task"), validate_unique=False)
    entry.save()
    _record(entry, before, by)
    return entry


def open_month(
    *, society: Society, workplan: Workplan, month: dt.date, at: dt.datetime
) -> SocietyMonth:
    """Begin and lock the month's report and return the month; MonthLocked when it is closed."""
    if not workplan.covers(month):
        raise MonthLocked(_("This month does not belong to the workplan."))
    if at.astimezone(months.BEIJING).date() < month:
        raise MonthLocked(_("This month has not begun yet."))
    report, _created = MonthlyReport.objects.get_or_create(
        society=society, workplan=workplan, month=month
    )
    hold_report(report.pk)
    page = society_month(society, workplan, month, at=at)
    check_month_is_open(page)
    return page


def check_month_is_open(page: SocietyMonth) -> None:
    """Raise MonthLocked when nothing of the month can be changed by the society."""
    if page.is_locked:
        raise MonthLocked(_("The month is sealed; CAST can open it again for a correction."))
    if not page.is_open:
        raise MonthLocked(_("The report is with CAST and cannot be changed now."))


def hold_report(pk: int) -> MonthlyReport:
    """Lock a report until the transaction ends and return it as it stands."""
    held: list[MonthlyReport] = list(
        MonthlyReport.objects.select_for_update(no_key=True).filter(pk=pk)
    )
    return held[0]


def check_is_open(page: SocietyMonth, task: Task) -> None:
    """Raise MonthLocked when the society does not owe the task or CAST has accepted it."""
    row = page.row(task.number)
    if row is None:
        raise MonthLocked(_("This task is not among the society's tasks."))
    if not row.is_editable:
        raise MonthLocked(_("CAST has accepted this task already; it cannot be changed."))


def entry_in_month(page: SocietyMonth, task: Task) -> ProgressEntry:
    """Return a task's entry, begun if need be; MonthLocked when the task is closed.

    Whoever opened the month holds its report, so the entry needs no lock of its own.
    """
    check_is_open(page, task)
    entry = page.entry_of(task)
    if entry is None:
        if page.report is None:
            raise ValueError("the month was not opened")
        entry = page.begun[task.pk] = ProgressEntry.objects.create(
            report=page.report,
            task=task,
            society=page.society,
            month_ordinal=months.month_ordinal(page.month),
        )
    return entry


def check_values(wanted: EntryValues, page: SocietyMonth, task: Task) -> None:
    """Raise ValidationError where an entry breaks a rule, each message at its field."""
    problems: dict[str, str] = {}
    percent, row = wanted["percent"], page.row(task.number)
    before = row.previous.percent if row else None
    if percent is not None and not 0 <= percent <= 100:
        problems["percent"] = _("A percent is a whole number from 0 to 100.")
    elif percent is not None and wanted["is_no_change"]:
        problems["percent"] = _("Give a percent or say “no change”, not both.")
    elif _falls(percent, before) and not wanted["fall_reason"].strip():
        problems["fall_reason"] = _("Below the %(before)s%% before: say why.") % {"before": before}
    if wanted["is_no_change"] and not wanted["no_change_reason"].strip():
        problems["no_change_reason"] = _("Say why nothing changed this month.")
    if problems:
        raise ValidationError(problems)


def _falls(percent: int | None, before: int | None) -> bool:
    return percent is not None and before is not None and percent < before


def entry_values(entry: ProgressEntry) -> EntryValues:
    """What the entry says now."""
    return {
        "percent": entry.percent,
        "narrative": entry.narrative,
        "measured_value": entry.measured_value,
        "is_no_change": entry.is_no_change,
        "no_change_reason": entry.no_change_reason,
        "fall_reason": entry.fall_reason,
        "claim_explanation": entry.claim_explanation,
    }


def _record(entry: ProgressEntry, before: EntryValues, by: User) -> None:
    """Audit a change of figures, or of what is said against the registers.

    Other words change until they are submitted.
    """
    kept = ("percent", "is_no_change", "measured_value", "claim_explanation")
    old: dict[str, Any] = {name: dict(before)[name] for name in kept}
    new: dict[str, Any] = {name: getattr(entry, name) for name in kept}
    if old != new:
        audit.record(
            action="entry.changed",
            subject=entry,
            actor=by,
            scope=entry.society.code,
            before=old,
            after=new,
            reason=entry.fall_reason or entry.no_change_reason,
        )
