"""What the cells of files mean: dates, flags, numbers and texts as people write them.

Pure. Each function takes a cell as the file gives it and returns None for an empty one, or raises
CellProblem with a message for the person.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from societies.spelt_days import spelt_day
from societies.workbooks import Raw

_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0*)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,15})?")
_YES = frozenset({"1", "是", "有", "yes", "y", "true", "√", "✓"})
_NO = frozenset({"0", "否", "无", "no", "n", "false", "×"})
#: Dates outside belong to no society's records; a slip of the finger is likelier.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class CellProblem(ValueError):
    """What is wrong with a cell, in the person's language."""


def text_of(raw: Raw) -> str:
    """Return the text of a cell; whole numbers without ".0", dates as ISO."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else f"{raw:.15g}"
    if isinstance(raw, datetime):
        return (raw.date() if raw.time() == time.min else raw).isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def date_of(raw: Raw) -> date | None:
    """Return a day: a real date, or 2017-03-05, 2017/3/5, 2017.3.5, 2017年3月5日, 20170305."""
    if isinstance(raw, date):
        return _plausible(raw.date() if isinstance(raw, datetime) else raw)
    text = _narrow(raw)
    if not text:
        return None
    day = spelt_day(text)
    if day is None:
        raise _no_date(text)
    return _plausible(day)


def _plausible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _no_date(day.isoformat())
    return day


def _no_date(text: str) -> CellProblem:
    return CellProblem(_("“%(value)s” is no date. Write it as 2017-03-05.") % {"value": text[:40]})


def flag_of(raw: Raw) -> bool | None:
    """Return yes or no: 1 or 0, 是 or 否, yes or no, true or false."""
    text = _narrow(raw).casefold()
    if not text:
        return None
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellProblem(
        _("“%(value)s” is neither yes nor no. Write 1 or 0, or leave it empty.")
        % {"value": text[:40]}
    )


def whole_of(raw: Raw) -> int | None:
    """Return a whole number; nothing is rounded."""
    text = _number(raw)
    if not text:
        return None
    if _WHOLE.fullmatch(text):
        return int(text.partition(".")[0])
    raise CellProblem(_("“%(value)s” is no whole number.") % {"value": text[:40]})


def decimal_of(raw: Raw) -> Decimal | None:
    """Return a number with decimals, exactly as it stands."""
    text = _number(raw)
    if not text:
        return None
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    raise CellProblem(_("“%(value)s” is no number.") % {"value": text[:40]})


def _number(raw: Raw) -> str:
    if isinstance(raw, bool):
        return str(raw)
    text = _narrow(raw)
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _narrow(raw: Raw) -> str:
    """Return the text with full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text_of(raw)).strip()
