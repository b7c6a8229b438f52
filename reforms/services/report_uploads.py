"""The month as a workbook: what it carries away, and what comes back all at once or not at all."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable, open_sealed, seal
from accounts.models import User
from accounts.services import audit
from reforms.models import MonthlyReport, Task
from reforms.month_file import Base, Handed, MonthFile, MonthFileProblem
from reforms.selectors.months import SocietyMonth
from reforms.services.entries import DEFAULTS, EntryValues, entry_values, open_month, save_in_month
from societies.models import RegisterUpload, Society
from societies.services.register_uploads import UploadLost, discard_upload, keep_file

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
    return base64.b64encode(seal(zlib.compress(packed, 9), purpose=_PURPOSE)).decode()


def opened_base(file: MonthFile, *, society: Society, month: dt.date) -> Base:
    """Return what a workbook was made from; MonthFileProblem unless it is of this month."""
    try:
        sealed = base64.b64decode(file.token, validate=True)
        base = Base.unpacked(zlib.decompress(open_sealed(sealed, purpose=_PURPOSE)))
    except (Unreadable, binascii.Error) as error:
        raise MonthFileProblem(
            _(
                "What the workbook was downloaded with is missing or was changed. Download it"
                " again and copy your values over."
            )
        ) from error
    if base.code != society.code:
        raise MonthFileProblem(
            _("The workbook belongs to %(code)s, not to this society.") % {"code": base.code}
        )
    if base.month != month:
        raise MonthFileProblem(
            _("The workbook is of %(month)s. Upload it on the page of that month.")
            % {"month": f"{base.month:%Y-%m}"}
        )
    return base


def keep_month_file(
    *, page: SocietyMonth, name: str, data: bytes, by: User, at: dt.datetime
) -> RegisterUpload:
    """Keep a month's workbook, encrypted, until it is applied."""
    return keep_file(
        kind=kind_of(page.month), society=page.society, name=name, data=data, by=by, at=at
    )


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
