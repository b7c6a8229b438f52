"""Ages of members in bands, by day of birth. Pure."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from reports.annual.parts import Words


class AgeBand(NamedTuple):
    """Everybody from one age to another, both included; None is open."""

    code: str
    youngest: int | None
    oldest: int | None
    words: Words


AGE_BANDS = (
    AgeBand("35", None, 35, Words("35岁及以下", "35 or younger")),
    AgeBand("45", 36, 45, Words("36—45岁", "36–45")),
    AgeBand("60", 46, 60, Words("46—60岁", "46–60")),
    AgeBand("old", 61, None, Words("61岁及以上", "61 or older")),
)


def born_between(as_of: dt.date, band: AgeBand) -> tuple[dt.date | None, dt.date | None]:
    """Born after the first day and until the second; None where the band is open."""
    after = None if band.oldest is None else years_before(as_of, band.oldest + 1)
    until = None if band.youngest is None else years_before(as_of, band.youngest)
    return after, until


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years before; who is born on it is so many years old on the day.

    Of 29 February it is 28 February in other years: who is born on 1 March is a year younger.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 2, 28)
