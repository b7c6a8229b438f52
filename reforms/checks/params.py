"""What a check may be told by a workplan, and how that is read from a file or a form.

Pure: raw values in, whole numbers and keys out; a problem is a sentence for its writer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from societies.activity_kinds import activity_kinds

WHOLE: Final = "whole"
WHOLES: Final = "wholes"
CHOICE: Final = "choice"
CHOICES: Final = "choices"
FRACTION: Final = "fraction"
COUNTS: Final = "counts"
Form = Literal["whole", "wholes", "choice", "choices", "fraction", "counts"]

_LARGEST = 10_000_000


class ParamError(ValueError):
    """The value cannot be used; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Param:
    """One thing a check must be told.

    `whole` is a number from `low` to `high`, `wholes` a rising list of them, `choice` one of
    `choices`, `choices` several of them, `fraction` a text such as `3/4` that is at most 1,
    `counts` a list of kinds of activities with one of their measures each.
    """

    form: Form
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = _LARGEST

    def read(self, raw: object) -> Any:
        """Return the value, from a file, a form or JSON; raises ParamError."""
        if self.form == WHOLE:
            return self._whole(raw)
        if self.form == CHOICE:
            return self._choice(raw)
        if self.form == FRACTION:
            return _fraction(raw)
        if not isinstance(raw, list) or not raw:
            raise ParamError(_("Write a list with at least one item."))
        if self.form == COUNTS:
            return [_count(item) for item in raw]
        found = [self._whole(item) if self.form == WHOLES else self._choice(item) for item in raw]
        if len(set(found)) != len(found):
            raise ParamError(_("An item stands twice."))
        if self.form == WHOLES and found != sorted(found):
            raise ParamError(_("Write the numbers in rising order."))
        return found

    def _whole(self, raw: object) -> int:
        text = str(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.low <= int(text) <= self.high:
            raise ParamError(
                _("Write a whole number from %(low)d to %(high)d.")
                % {"low": self.low, "high": self.high}
            )
        return int(text)

    def _choice(self, raw: object) -> str:
        if not isinstance(raw, str) or raw not in self.choices:
            raise ParamError(_("Write one of: %(keys)s.") % {"keys": ", ".join(self.choices)})
        return raw


def read_params(
    params: Mapping[str, Param], raw: Mapping[str, object]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read every value that a check must be told; returns the values and problems by name."""
    values: dict[str, Any] = {}
    problems = {name: _("Unknown key.") for name in raw if name not in params}
    for name, param in params.items():
        if name not in raw:
            problems[name] = _("This is missing.")
            continue
        try:
            values[name] = param.read(raw[name])
        except ParamError as error:
            problems[name] = str(error)
    return values, problems


def _fraction(raw: object) -> str:
    """A fraction is kept as written; it lies above 0 and is at most 1."""
    match = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", raw) if isinstance(raw, str) else None
    if not match or not 0 < int(match[1]) <= int(match[2]):
        raise ParamError(_("Write a fraction such as 3/4."))
    return match[0]


def _count(raw: object) -> dict[str, str]:
    if isinstance(raw, Mapping) and set(raw) == {"kind", "measure"}:
        kind, measure = str(raw["kind"]), str(raw["measure"])
        if activity_kinds().knows(kind, measure):
            return {"kind": kind, "measure": measure}
    raise ParamError(_("Write a kind of activity and one of its measures."))
