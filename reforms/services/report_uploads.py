"""The month as a workbook: what it carries away, and what comes back all at once or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reforms.models import MonthlyReport, Task
from reforms.month_file import Base, Handed, MonthFile
from reforms.selectors.months import SocietyMonth
from reforms.services.entries import DEFAULTS, EntryValues, entry_values, open_month, save_in_month
from societies.filled_books import FilledBookProblem
from societies.models import RegisterUpload, Society
from societies.services.filled_books import check_belongs, sealed_base, unsealed_base
from societies.services.register_uploads import UploadLost, discard_upload

_PURPOSE = "workbook of a month"


@dataclass(frozen=True)
class TaskChange:
    """What a task is to say, and the version of the entry that was looked at."""

    task: Task
    version: int
    values: EntryValues


def kind_of(month: dt.date) -> str:
    """Under which kind a month's file is kept."""
    return f"report:{month:%Y-%m}"


def base_of(page: SocietyMonth, *, at: dt.datetime) -> str:
    """Return what the month says now, sealed, to be carried in a workbook."""
    tasks = {
        row.task.number: Handed(
            row.entry.version if row.entry else 0,
            {**(entry_values(row.entry) if row.entry else DEFAULTS)},
        )
        for row in page.rows
    }
    packed = Base(page.society.code, page.month, at, tasks).packed()
    return sealed_base(packed, purpose=_PURPOSE)


def opened_base(file: MonthFile, *, society: Society, month: dt.date) -> Base:
    """Return what a workbook was made from; FilledBookProblem unless it is of this month."""
    base = Base.unpacked(unsealed_base(file.token, purpose=_PURPOSE))
    check_belongs(base.code, society)
    if base.month != month:
        raise FilledBookProblem(
            _("The workbook is of %(month)s. Upload it on the page of that month.")
            % {"month": f"{base.month:%Y-%m}"}
        )
    return base


@transaction.atomic
def apply_month_file(
    *,
    upload: RegisterUpload,
    page: SocietyMonth,
    changes: Sequence[TaskChange],
    by: User,
    at: dt.datetime,
) -> MonthlyReport:
    """Save every task that was looked at, or none, and forget the file.

    Raises StaleEntry when a task was saved since, MonthLocked or ValidationError as saving does,
    and UploadLost for a file that was applied or discarded meanwhile.
    """
    opened = open_month(society=page.society, workplan=page.workplan, month=page.month, at=at)
    if opened.report is None:
        raise ValueError("the month was not opened")
    for change in changes:
        save_in_month(
            page=opened,
            task=change.task,
            by=by,
            expected_version=change.version,
            at=at,
            **change.values,
        )
    audit.record(
        action="report.file_applied",
        subject=opened.report,
        actor=by,
        scope=page.society.code,
        after={"tasks": [change.task.number for change in changes]},
        reason=upload.name,
    )
    if not discard_upload(upload=upload):
        raise UploadLost
    return opened.report
