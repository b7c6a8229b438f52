"""Strict reading of a YAML file: every value judged by us, every problem named by its place.

Pure: text in, plain values out. Scalars are read as text, so that ``1.10`` stays exact and
``no`` stays a word; aliases and double keys are refused.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext as _

from reforms import months

_MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of the file, such as ``groups[1].tasks[0].weight``."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class StrictYamlError(ValueError):
    """The text cannot be read as YAML of the strict kind."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class _Loader(yaml.BaseLoader):
    """Reads every scalar as text (types are ours to judge), refuses aliases and double keys."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem=_("Anchors and aliases are not allowed."),
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        names = [key for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        for name in names:
            if name.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=_("The key %(key)s stands twice.") % {"key": name.value},
                    problem_mark=name.start_mark,
                )
            seen.add(name.value)
        return super().construct_mapping(node, deep=deep)


def load(text: str) -> object:
    """Return the file's content as nested dicts, lists and texts."""
    if len(text) > _MAX_CHARACTERS:
        raise StrictYamlError(Problem("", _("The file is too long.")))
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a BaseLoader builds texts only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (
            _("line %(line)d, column %(column)d")
            % {"line": mark.line + 1, "column": mark.column + 1}
            if mark
            else ""
        )
        message = error.problem or _("This is not valid YAML.")
        raise StrictYamlError(Problem(place, message)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise StrictYamlError(Problem("", _("This is not valid YAML."))) from error


def _is_within(path: str, outer: str) -> bool:
    return not outer or path == outer or path.startswith((f"{outer}.", f"{outer}["))


class Mapping:
    """Reads the keys of one mapping; what is wrong is noted, and a harmless value returned."""

    def __init__(self, node: object, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.is_mapping = isinstance(node, dict)
        self.values: dict[str, object] = dict(node) if isinstance(node, dict) else {}
        self._read: set[str] = set()
        if not self.is_mapping:
            problems.append(Problem(path, _("Write keys with values here.")))

    def at(self, key: str) -> str:
        """The place of a key, as problems name it."""
        return ".".join(part for part in (self.path, key) if part)

    def note(self, key: str, message: str) -> None:
        """Note a problem at a key of this mapping."""
        self.problems.append(Problem(self.at(key), message))

    def is_sound(self, *keys: str) -> bool:
        """Whether nothing is noted so far at these keys, above or below them."""
        places = [self.at(key) for key in keys]
        return not any(
            _is_within(problem.path, place) or _is_within(place, problem.path)
            for problem in self.problems
            for place in places
        )

    def refuse_unknown_keys(self) -> None:
        """Note every key that nothing has asked for."""
        for key in self.values:
            if key not in self._read:
                self.note(key, _("Unknown key."))

    def take(self, key: str, *, is_optional: bool) -> object:
        """Return a key's value, or None where it is left out or empty."""
        self._read.add(key)
        value = self.values.get(key)
        if value in (None, ""):
            if not is_optional and self.is_mapping:
                self.note(key, _("This is missing."))
            return None
        return value

    def text(self, key: str, *, limit: int, is_optional: bool = False) -> str:
        """Return a text of at most ``limit`` characters."""
        return self.checked_text(self.take(key, is_optional=is_optional), key, limit)

    def checked_text(self, value: object, key: str, limit: int) -> str:
        """Return a value as text, noting at ``key`` what is wrong with it."""
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.note(key, _("Write a text here."))
            return ""
        if len(value) > limit:
            self.note(
                key,
                _("At most %(limit)d characters; these are %(count)d.")
                % {"limit": limit, "count": len(value)},
            )
        return value.strip()

    def scalar(self, key: str, pattern: str, *, is_optional: bool, message: str) -> str | None:
        """Return a text of a given shape, or None where it is left out or wrong."""
        value = self.take(key, is_optional=is_optional)
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self.note(key, message)
            return None
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        message = _("Write a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
        value = self.scalar(key, r"[0-9]{1,9}", is_optional=False, message=message)
        if value is not None and not low <= int(value) <= high:
            self.note(key, message)
        return int(value or low)

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is left out."""
        message = _("Write true or false.")
        return self.scalar(key, "true|false", is_optional=True, message=message) == "true"

    def weight(self, key: str) -> Decimal:
        """Return a weight: above 0, at most two decimals; 1 where it is left out."""
        message = _("Write a number above 0 with at most two decimals.")
        value = self.scalar(key, r"[0-9]{1,4}(\.[0-9]{1,2})?", is_optional=True, message=message)
        weight = Decimal(value or 1)
        if not weight:
            self.note(key, message)
        return weight

    def date(self, key: str, *, is_optional: bool = False) -> dt.date | None:
        """Return a date written YYYY-MM-DD."""
        message = _("Write a date as YYYY-MM-DD.")
        value = self.scalar(
            key, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", is_optional=is_optional, message=message
        )
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            self.note(key, message)
            return None

    def month(self, key: str, *, is_optional: bool = False) -> dt.date | None:
        """Return the first day of a month written YYYY-MM."""
        message = _("Write a month as YYYY-MM.")
        value = self.scalar(key, r"[0-9]{4}-[0-9]{2}", is_optional=is_optional, message=message)
        try:
            return months.parse_month(value) if value else None
        except ValueError:
            self.note(key, message)
            return None

    def items(self, key: str, *, is_optional: bool = False) -> list[object]:
        """Return a list; an empty one counts as missing."""
        value = self.take(key, is_optional=is_optional)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(key, _("Write a list here."))
            return []
        if not value and not is_optional:
            self.note(key, _("This is missing."))
        return value

    def texts(self, key: str, *, is_optional: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(
            self.checked_text(item, f"{key}[{at}]", 500)
            for at, item in enumerate(self.items(key, is_optional=is_optional))
        )

    def wholes(self, key: str) -> list[int]:
        """Return a list of whole numbers, which may be left out or empty."""
        found = []
        for at, item in enumerate(self.items(key, is_optional=True)):
            if isinstance(item, str) and re.fullmatch(r"[0-9]{1,4}", item):
                found.append(int(item))
            else:
                self.note(f"{key}[{at}]", _("Write a whole number."))
        return found

    def mappings(self, key: str, *, is_optional: bool = False) -> "list[Mapping]":
        """Return a list of mappings."""
        return [
            Mapping(item, self.at(f"{key}[{at}]"), self.problems)
            for at, item in enumerate(self.items(key, is_optional=is_optional))
        ]

    def mapping(self, key: str) -> "Mapping | None":
        """Return the mapping at a key that may be left out."""
        value = self.take(key, is_optional=True)
        return None if value is None else Mapping(value, self.at(key), self.problems)
