"""When an annual report may be published. Pure."""

from __future__ import annotations

import datetime as dt

from reports.annual.ages import years_before


def last_day(today: dt.date) -> dt.date:
    """The last day that may be chosen for publication: a year from today."""
    return years_before(today, -1)
