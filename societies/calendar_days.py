"""Days as governance counts them: months before a day, working days after one. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or earlier; the month's last when it has none.

    Beyond the calendar, where mistyped years lead, it is the calendar's first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def working_days_after(day: date, number: int) -> date:
    """Return the day that is so many working days later; public holidays are not known here."""
    if day > date.max - timedelta(days=7 * (number + 7)):
        return date.max
    found = day
    while number:
        found += timedelta(days=1)
        number -= found.weekday() < _SATURDAY
    return found
