"""Three texts of one record made into one: what was handed out, what came back, what stands now.

Pure. Fields that only mean something together, such as a percent and "no change", are one unit:
they are taken or left together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, Any]


class Fate(StrEnum):
    """What becomes of a unit."""

    SAME = "same"  # what came back says what stands already
    MINE = "mine"  # only the one who sends it back changed it: taken
    THEIRS = "theirs"  # only somebody else changed it: kept
    CONFLICT = "conflict"  # both changed it, each to something else: a person decides


@dataclass(frozen=True)
class Unit:
    """Fields that are judged together, with what each side says of them."""

    fields: tuple[str, ...]
    base: tuple[Any, ...]
    mine: tuple[Any, ...]
    theirs: tuple[Any, ...]

    @property
    def name(self) -> str:
        """What the unit is called by: its first field."""
        return self.fields[0]

    @property
    def fate(self) -> Fate:
        """Who changed it since it was handed out."""
        if self.mine == self.theirs:
            return Fate.SAME
        if self.mine == self.base:
            return Fate.THEIRS
        return Fate.MINE if self.theirs == self.base else Fate.CONFLICT


def merge(
    base: Values, mine: Values, theirs: Values, units: Sequence[tuple[str, ...]]
) -> tuple[Unit, ...]:
    """Compare the three field by field."""

    def said(values: Values, fields: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(values[name] for name in fields)

    return tuple(
        Unit(fields, said(base, fields), said(mine, fields), said(theirs, fields))
        for fields in units
    )


def merged(units: Sequence[Unit], chosen: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Return what each field is to say; `chosen` has the values of units in conflict, by name.

    A conflict that nobody decided stays as it stands: nothing is lost by merging alone.
    """
    result: dict[str, Any] = {}
    for unit in units:
        values = unit.mine if unit.fate == Fate.MINE else unit.theirs
        if unit.fate == Fate.CONFLICT:
            values = chosen.get(unit.name, unit.theirs)
        result.update(zip(unit.fields, values, strict=True))
    return result
