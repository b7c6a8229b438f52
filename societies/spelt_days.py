"""Days as people write them in files. Pure."""

from __future__ import annotations

import re
from datetime import date

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_DAY = re.compile(
    r"(\d{4})\s*(?P<mark>[-/.．年])\s*(\d{1,2})\s*(?:(?P=mark)|月)\s*(\d{1,2})\s*日?" + _TIME
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def spelt_day(text: str) -> date | None:
    """Return the day that a text names, or None when it names none.

    2017-03-05, 2017/3/5, 2017.3.5, 2017年3月5日 and 20170305; a time of day is left out.
    """
    if match := _DAY.fullmatch(text):
        year, _mark, month, day = match.groups()
    elif match := _COMPACT.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
