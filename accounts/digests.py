"""When a digest of what a person was told is due. Pure: the moment is always an argument."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)


def last_daily(at: dt.datetime, *, hour: int) -> dt.datetime:
    """The latest moment, up to `at` and in its time zone, at which daily digests were due."""
    today = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= at else today - DAY


def last_weekly(at: dt.datetime, *, hour: int, weekday: int) -> dt.datetime:
    """The latest moment, up to `at`, at which digests of an ISO weekday (1–7) were due."""
    day = last_daily(at, hour=hour)
    return day - ((day.isoweekday() - weekday) % 7) * DAY
