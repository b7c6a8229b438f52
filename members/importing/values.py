"""What the cells of a file of members mean; every spelling is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from members.importing.reading import LOST_DIGITS
from members.validators import (
    CHECK_CHARACTERS,
    WEIGHTS,
    is_resident_form,
    is_resident_number,
)
from societies.spelt_days import spelt_day

_MOST_KEPT = 100_000
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}"
)
_FEWEST_DIGITS = 5
_LONGEST_PHONE = 40
_LONGEST_DOCUMENT = 40
_LONGEST_EMAIL = 254
_SHORT_NAME, _MOBILE = 40, 11


class Bad(NamedTuple):
    """A cell that cannot be taken."""

    code: str
    params: dict[str, Any]


Value = str | int | Bad | None


class Known(dict[str, Any]):
    """What each spelling means, worked out when it first comes; `has_bad` once one is wrong."""

    def __init__(self, convert: Callable[[str], Value]) -> None:
        super().__init__()
        self._convert = convert
        self.has_bad = False

    def __missing__(self, text: str) -> Value:
        if len(self) >= _MOST_KEPT:
            self.clear()
        value = self._convert(text.strip())
        if type(value) is Bad:
            self.has_bad = True
        self[text] = value
        return value


def text_reader(limit: int) -> Callable[[str], Value]:
    """Read text of at most so many characters; blanks and control characters become one blank."""

    def read(text: str) -> Value:
        if not text.isprintable() or "  " in text:
            text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return text if len(text) <= limit else Bad("long", {"limit": limit})

    return read


def read_day(text: str) -> Value:
    """Read a date in the spellings usual in China, as ISO text; empty is unknown."""
    if not text:
        return None
    day = spelt_day(text)
    if day is None:
        return Bad("date", {})
    return day.isoformat() if 1900 <= day.year <= 2100 else Bad("date_range", {})


def past_day_reader(today: date, code: str) -> Callable[[str], Value]:
    """Read a day of what has happened, such as a birth; `code` refuses one in the future."""
    latest = today.isoformat()

    def read(text: str) -> Value:
        day = read_day(text)
        return Bad(code, {}) if isinstance(day, str) and day > latest else day

    return read


def choice_reader(words: Mapping[str, str]) -> Callable[[str], Value]:
    """Read one of a few values by any of its words."""
    known = {word.strip().lower(): value for word, value in words.items()}
    allowed = ", ".join(dict.fromkeys(words.values()))

    def read(text: str) -> Value:
        if not text:
            return ""
        value = known.get(text.lower())
        return Bad("choice", {"choices": allowed}) if value is None else value

    return read


def read_email(text: str) -> Value:
    """Read an e-mail address."""
    if not text or (_EMAIL.fullmatch(text) and len(text) <= _LONGEST_EMAIL):
        return text
    return Bad("email", {})


def read_phone(text: str) -> Value:
    """Read a telephone number as it is written, mobile or not."""
    if text.isdecimal() and _FEWEST_DIGITS <= len(text) <= _LONGEST_PHONE:
        return text
    if not text:
        return ""
    if len(text) > _LONGEST_PHONE:
        return Bad("long", {"limit": _LONGEST_PHONE})
    if "*" in text or "•" in text:
        return Bad("id_masked", {})
    digits = sum(sign.isdigit() for sign in text)
    return text if digits >= _FEWEST_DIGITS and text.isprintable() else Bad("phone", {})


def plain_names(cells: Iterable[str], known: Known) -> list[Any]:
    """Read a column of names."""
    return [c if c.isalpha() and len(c) <= _SHORT_NAME else known[c] for c in cells]


def plain_phones(cells: Iterable[str], known: Known) -> list[Any]:
    """Read a column of telephone numbers."""
    return [c if len(c) == _MOBILE and c.isdecimal() else known[c] for c in cells]


def plain_emails(cells: Iterable[str], known: Known) -> list[Any]:
    """Read a column of e-mail addresses."""
    match = _EMAIL.fullmatch
    return [c if match(c) and len(c) <= _LONGEST_EMAIL else known[c] for c in cells]


class _Sums(dict[str, int]):
    """Weighted sums of one part of identity numbers (GB 11643), by the part's digits."""

    def __init__(self, first: int, *, is_date: bool = False) -> None:
        super().__init__()
        self._weights = WEIGHTS[first:]
        self._is_date = is_date

    def __missing__(self, digits: str) -> int:
        if self._is_date:
            date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))  # raises ValueError
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = sum(int(sign) * weight for sign, weight in zip(digits, self._weights, strict=False))
        self[digits] = found
        return found


class IdNumbers:
    """Reads identity numbers; those of residents are checked, other documents taken as text."""

    def __init__(self) -> None:
        self._places, self._days = _Sums(0), _Sums(6, is_date=True)
        self._serials = _Sums(14)

    def read(self, cells: Iterable[str]) -> list[Value]:
        """Read a column."""
        places, days, serials = self._places, self._days, self._serials
        values: list[Value] = []
        add = values.append
        for text in cells:
            if len(text) == 18 and text[:17].isdecimal() and text.isascii():
                try:
                    total = places[text[:6]] + days[text[6:14]] + serials[text[14:17]]
                except ValueError:
                    add(self._read_other(text))
                    continue
                add(text if CHECK_CHARACTERS[total % 11] == text[17] else self._read_other(text))
            else:
                add(self._read_other(text) if text else "")
        return values

    def _read_other(self, text: str) -> Value:
        text = text.strip()
        if text == LOST_DIGITS:
            return Bad("id_digits_lost", {})
        if "*" in text or "•" in text:
            return Bad("id_masked", {})
        if len(text) > _LONGEST_DOCUMENT:
            return Bad("long", {"limit": _LONGEST_DOCUMENT})
        bare = "".join(text.split())
        if is_resident_form(bare) and not is_resident_number(bare):
            return Bad("id_check", {})
        return text if text.isprintable() else Bad("id_check", {})
