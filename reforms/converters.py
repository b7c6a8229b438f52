"""Months in addresses."""

import datetime as dt

from reforms import months


class MonthConverter:
    """`2017-06` in an address is the first day of June 2017."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        """Return the first day of the month; ValueError (no match) for a year 0."""
        return months.parse_month(value)

    def to_url(self, value: dt.date | str) -> str:
        """Write the month as YYYY-MM."""
        return value if isinstance(value, str) else f"{value:%Y-%m}"
