"""Months of a workplan: ordinals, due days, and how a monthly report stands.

Pure: dates are arguments, never read from a clock. A month is an ordinal
(``year * 12 + month - 1``); days are days in Beijing.
"""

import datetime as dt
import re
from enum import StrEnum
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


class MonthStatus(StrEnum):
    """How a society's monthly report stands."""

    NOT_DUE = "not_due"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SEALED = "sealed"


def month_ordinal(on: dt.date) -> int:
    """Return the ordinal of the month a date lies in: ``year * 12 + month - 1``."""
    return on.year * 12 + on.month - 1


def month_start(ordinal: int) -> dt.date:
    """Return the first day of the month with this ordinal."""
    year, month = divmod(ordinal, 12)
    return dt.date(year, month + 1, 1)


def month_end(on: dt.date) -> dt.date:
    """Return the last day of the month a date lies in."""
    return month_start(month_ordinal(on) + 1) - dt.timedelta(days=1)


def parse_month(text: str) -> dt.date:
    """Return the first day of a month written ``YYYY-MM``; ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise ValueError(f"not a month (YYYY-MM): {text!r}")
    return dt.date.fromisoformat(f"{text}-01")


def report_due_on(month: int, *, due_day: int) -> dt.date:
    """Return the day a month's report is due: ``due_day`` of the next month, or its last day."""
    following = month_start(month + 1)
    last_day = (month_start(month + 2) - dt.timedelta(days=1)).day
    return following.replace(day=min(due_day, last_day))


def due_day(general: dt.date, extended_to: dt.date | None) -> dt.date:
    """Return the day that holds for one society: an extension gives more time, never less."""
    return general if extended_to is None else max(general, extended_to)


def is_late(first_submitted_at: dt.datetime, due_on: dt.date) -> bool:
    """Tell whether a first submission missed its day, which ends at 23:59:59 in Beijing."""
    if first_submitted_at.utcoffset() is None:
        raise ValueError("first_submitted_at must carry a time zone")
    return first_submitted_at.astimezone(BEIJING).date() > due_on


def report_status(
    *,
    month: int,
    due_on: dt.date,
    today: dt.date,
    state: str | None,
    is_sealed: bool = False,
    returned_due_on: dt.date | None = None,
    due_soon_days: int = 3,
) -> MonthStatus:
    """Return how a society's month stands on a Beijing date.

    ``state`` is the report's own state (draft, in_society_review, submitted, returned, accepted)
    or None without a report. A returned report is measured against its own due date.
    """
    if is_sealed:
        return MonthStatus.SEALED
    if state in (MonthStatus.ACCEPTED, MonthStatus.SUBMITTED):
        return MonthStatus(state)
    if state == MonthStatus.RETURNED:
        is_past = returned_due_on is not None and today > returned_due_on
        return MonthStatus.OVERDUE if is_past else MonthStatus.RETURNED
    if today < month_start(month):
        return MonthStatus.NOT_DUE
    days_left = (due_on - today).days
    if days_left < 0:
        return MonthStatus.OVERDUE
    return MonthStatus.DUE_SOON if days_left <= due_soon_days else MonthStatus.OPEN
