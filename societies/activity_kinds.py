"""What activities are and what is counted in each, read from `data/activities.yaml`.

Pure: the file in, frozen dataclasses out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from django.utils.translation import gettext as _

from societies.bilingual import is_english, pick

_FILE = Path(__file__).parent / "data" / "activities.yaml"
#: The measure that every kind has of itself: how many records there are.
RECORDS: Final = "records"
#: One measure of one record is no more than this.
LARGEST: Final = 999_999_999_999
_FORMS = ("number", "money", "flag")
_COUNTED = ("events", "standing")
_NEEDS = ("", "approval", "contract")
_Item = TypeVar("_Item")


class ActivityFileError(ValueError):
    """The file of kinds contradicts itself; the message names the place."""


@dataclass(frozen=True, slots=True)
class ActivityGroup:
    """A heading under which kinds stand."""

    key: str
    title_zh: str
    title_en: str

    @property
    def title(self) -> str:
        """The heading, in the reader's language."""
        return pick(self.title_zh, self.title_en)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something countable, as a whole number; a flag is 0 or 1, money is in yuan."""

    key: str
    title_zh: str
    title_en: str
    unit_zh: str
    unit_en: str
    form: str

    @property
    def title(self) -> str:
        """What is counted, in the reader's language."""
        return pick(self.title_zh, self.title_en)

    @property
    def unit(self) -> str:
        """What it is counted in, in the reader's language."""
        return pick(self.unit_zh, self.unit_en)

    @property
    def unit_shown(self) -> str:
        """The word after a number: Chinese has one for everything, English for money."""
        return "" if is_english() and self.form != "money" else self.unit

    @property
    def largest(self) -> int:
        """The largest value that one record may have."""
        return 1 if self.form == "flag" else LARGEST


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity: what one record is, and which measures it has.

    `counted` is `events`, in the year in which the activity begins, or `standing`, in every year
    in which it runs. `needs` names the document whose number belongs to the record.
    """

    key: str
    group: str
    title_zh: str
    title_en: str
    what_zh: str
    what_en: str
    unit_zh: str
    unit_en: str
    counted: str
    measures: tuple[Measure, ...]
    needs: str = ""
    zero: tuple[str, ...] = ()
    source_zh: str = ""
    source_en: str = ""

    @property
    def title(self) -> str:
        """What the kind is called, in the reader's language."""
        return pick(self.title_zh, self.title_en)

    @property
    def unit(self) -> str:
        """What one record is, in the reader's language."""
        return pick(self.unit_zh, self.unit_en)

    @property
    def unit_shown(self) -> str:
        """The word after a number of records: Chinese has one, English needs none."""
        return "" if is_english() else self.unit

    @property
    def what(self) -> str:
        """What counts as one, in the reader's language."""
        return pick(self.what_zh, self.what_en)

    @property
    def source(self) -> str:
        """Where the demands on it come from, in the reader's language."""
        return pick(self.source_zh, self.source_en)

    @property
    def is_standing(self) -> bool:
        """Whether the activity counts in every year in which it runs."""
        return self.counted == "standing"

    @property
    def measure_keys(self) -> tuple[str, ...]:
        """The keys of its measures, without that of the records themselves."""
        return tuple(measure.key for measure in self.measures)


@dataclass(frozen=True, slots=True)
class ActivityKinds:
    """The whole file, by key and in its order."""

    groups: tuple[ActivityGroup, ...]
    measures: Mapping[str, Measure]
    kinds: Mapping[str, ActivityKind]

    def knows(self, kind: str, measure: str) -> bool:
        """Whether that can be counted, `records` included."""
        found = self.kinds.get(kind)
        return found is not None and (measure == RECORDS or measure in found.measure_keys)


_Keyed = TypeVar("_Keyed", ActivityGroup, Measure, ActivityKind)


def measure_problems(kind: ActivityKind, measures: Mapping[str, object]) -> dict[str, str]:
    """Say by measure what is wrong with the numbers of a record of that kind."""
    problems: dict[str, str] = {}
    own = {measure.key: measure for measure in kind.measures}
    for key, value in measures.items():
        if key not in own:
            problems[key] = _("“%(kind)s” does not count this.") % {"kind": kind.title}
        elif type(value) is not int or not 0 <= value <= own[key].largest:
            problems[key] = _("Write a whole number from 0 to %(largest)s.") % {
                "largest": own[key].largest
            }
    return problems


@cache
def activity_kinds() -> ActivityKinds:
    """Return the kinds that ship with the portal."""
    return read_kinds(_FILE.read_text(encoding="utf-8"))


def read_kinds(text: str) -> ActivityKinds:
    """Read a file of kinds; raises ActivityFileError."""
    content = yaml.safe_load(text)
    groups = [_build(ActivityGroup, item, "groups") for item in content["groups"]]
    measures = _by_key([_build(Measure, item, "measures") for item in content["measures"]])
    for measure in measures.values():
        _one_of(measure.key, measure.form, _FORMS)
    if RECORDS in measures:
        raise ActivityFileError(f"{RECORDS}: every kind has this measure of itself.")
    group_keys = tuple(_by_key(groups))
    kinds = [_kind(item, measures, group_keys) for item in content["kinds"]]
    return ActivityKinds(tuple(groups), measures, _by_key(kinds))


def _kind(
    item: dict[str, Any], measures: Mapping[str, Measure], groups: Sequence[str]
) -> ActivityKind:
    values = dict(item)
    key = str(values.get("key"))
    names = values.get("measures") or []
    for name in names:
        _one_of(key, name, tuple(measures))
    if len(set(names)) != len(names):
        raise ActivityFileError(f"{key}: a measure stands twice.")
    values["measures"] = tuple(measures[name] for name in names)
    values["zero"] = tuple(values.get("zero") or ())
    kind = _build(ActivityKind, values, "kinds")
    _one_of(key, kind.group, groups)
    _one_of(key, kind.counted, _COUNTED)
    _one_of(key, kind.needs, _NEEDS)
    for name in kind.zero:
        _one_of(key, name, kind.measure_keys)
    if (kind.needs or kind.zero) and not (kind.source_zh and kind.source_en):
        raise ActivityFileError(f"{key}: a demand needs its source.")
    return kind


def _build(made: type[_Item], values: dict[str, Any], place: str) -> _Item:
    try:
        built = made(**values)
    except TypeError as error:
        raise ActivityFileError(f"{place}: {values.get('key', '?')}: {error}") from error
    for name, value in values.items():
        if not value and name not in ("zero", "measures", "needs"):
            raise ActivityFileError(f"{place}: {values.get('key', '?')}: {name} is empty.")
    return built


def _by_key(items: list[_Keyed]) -> dict[str, _Keyed]:
    found: dict[str, _Keyed] = {}
    for item in items:
        if item.key in found:
            raise ActivityFileError(f"{item.key}: the key stands twice.")
        found[item.key] = item
    return found


def _one_of(key: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ActivityFileError(f"{key}: {value!r} is none of {', '.join(allowed)}.")
