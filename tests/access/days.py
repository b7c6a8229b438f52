"""The days of the portal in which every address leads somewhere."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
#: April is sealed, May is submitted and awaits review, June is open.
NOW = dt.datetime(2017, 6, 3, 9, tzinfo=BEIJING)
SEALED_AT = dt.datetime(2017, 5, 12, 9, tzinfo=BEIJING)
MAY = dt.date(2017, 5, 1)
SUBMITTED_AT = dt.datetime(2017, 6, 2, 9, tzinfo=BEIJING)
