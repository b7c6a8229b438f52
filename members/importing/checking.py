"""Rows of a file of members, checked column by column; all that is wrong is found at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import lt
from typing import Any

from members.enums import UNIT_GRADES, MemberKind
from members.fields import VALUES
from members.importing.columns import Layout
from members.importing.problems import Problem
from members.importing.reading import Chunk
from members.importing.values import (
    Bad,
    IdNumbers,
    Known,
    choice_reader,
    past_day_reader,
    plain_emails,
    plain_names,
    plain_phones,
    read_day,
    read_email,
    read_phone,
    text_reader,
)
from members.importing.words import CHOICES, words_of

#: Columns whose cells repeat, and what reads them; the others are mostly different in every row.
_LONGEST = {"name": 120, "employer": 160, "region": 60}
#: Columns whose cells rarely repeat: those that are plainly right are not looked up.
_MOSTLY_DIFFERENT: dict[str, Callable[[Sequence[str], Known], list[Any]]] = {
    "name": plain_names,
    "phone": plain_phones,
    "email": plain_emails,
}
#: What a column that is not in the file gives a new member.
BLANK: dict[str, Any] = {"kind": MemberKind.INDIVIDUAL.value, "birth_on": None}
BLANK |= {"joined_on": None, "left_on": None}
_UNITS = frozenset(grade.value for grade in UNIT_GRADES)


@dataclass(frozen=True)
class SocietyRule:
    """A society that a file may name: its key, its code, and the form of its numbers."""

    pk: int
    code: str
    form: re.Pattern[str]
    shown: str


@dataclass
class Found:
    """What is known of a chunk before its values are read."""

    numbers: list[int]
    rows: list[list[str]]
    societies: list[Any]
    registrations: list[str]
    digests: list[int]
    columns: list[tuple[str, ...]]
    problems: dict[int, list[Problem]] = field(default_factory=dict)

    def only(self, places: Sequence[int]) -> Found:
        """The rows at some places."""
        if len(places) == len(self.rows):
            return self
        rows = [self.rows[place] for place in places]
        return Found(
            [self.numbers[place] for place in places],
            rows,
            [self.societies[place] for place in places],
            [self.registrations[place] for place in places],
            [self.digests[place] for place in places],
            list(zip(*rows, strict=True)),
            {new: self.problems[old] for new, old in enumerate(places) if old in self.problems},
        )

    def add(self, place: int, column: str, bad: Bad) -> None:
        """Note what is wrong with a row."""
        self.problems.setdefault(place, []).append((column, bad.code, bad.params))


class Checker:
    """Checks the chunks of one file, in their order."""

    def __init__(
        self,
        layout: Layout,
        societies: Mapping[str, SocietyRule],
        *,
        only: SocietyRule | None,
        today: date,
        digest_key: bytes,
    ) -> None:
        self.layout, self._only = layout, only
        self._rules = {rule.pk: rule for rule in societies.values()}
        self._societies = Known(self._society_reader(societies))
        self._seen: dict[str, int] = {}
        self._ids = IdNumbers()
        self._known = {name: Known(read) for name, read in _readers(today).items()}
        salt = "\x1f".join((*layout.columns, only.code if only else ""))
        self._digest_key = digest_key
        self._salt = hashlib.blake2b(salt.encode(), digest_size=16).digest()

    def _society_reader(self, societies: Mapping[str, SocietyRule]) -> Callable[[str], Any]:
        def read(code: str) -> Any:
            rule = societies.get(code.upper())
            if self._only and (not code or code.upper() == self._only.code):
                return self._only.pk
            if not code:
                return Bad("missing", {})
            if rule is None:
                return Bad("society_unknown", {})
            if self._only:
                return Bad("society_other", {"code": self._only.code})
            return rule.pk

        return read

    def find(self, chunk: Chunk) -> Found | None:
        """Tell whose rows these are, by which number, and which are wrong in form."""
        numbers, rows, ragged = self._squared(chunk)
        if not rows:
            return None
        columns = list(zip(*rows, strict=True))
        places = self.layout.places
        societies: list[Any]
        if "society_code" in places:
            cells = columns[places["society_code"]]
            societies = list(map(self._societies.__getitem__, cells))
        else:
            societies = [self._only.pk if self._only else None] * len(rows)
        registrations = [cell.strip() for cell in columns[places["registration_no"]]]
        found = Found(numbers, rows, societies, registrations, self._digests(columns), columns)
        for place, bad in ragged.items():
            found.add(place, "", bad)
        self._refuse_societies(found)
        self._refuse_registrations(found)
        return found

    def society_of(self, found: Found, place: int) -> int | None:
        """Whose pages show a row that was refused."""
        society: int | None = self._only.pk if self._only else found.societies[place]
        return society

    def _squared(self, chunk: Chunk) -> tuple[list[int], list[list[str]], dict[int, Bad]]:
        """Drop blank rows, cut or fill the others to the width of the head."""
        width = self.layout.width
        ragged: dict[int, Bad] = {}
        if set(map(len, chunk.rows)) == {width} and all(map(any, chunk.rows)):
            return chunk.numbers, chunk.rows, ragged
        numbers: list[int] = []
        rows: list[list[str]] = []
        for number, row in zip(chunk.numbers, chunk.rows, strict=True):
            if not any(cell.strip() for cell in row):
                continue
            wrong = len(row) < width or any(cell.strip() for cell in row[width:])
            if wrong:
                ragged[len(rows)] = Bad("cells", {"found": len(row), "wanted": width})
            numbers.append(number)
            rows.append((row + [""] * width)[:width])
        return numbers, rows, ragged

    def _digests(self, columns: Sequence[Sequence[str]]) -> list[int]:
        """Return 64 bits of a keyed digest of each row, whatever the order of its columns."""
        places, key, salt = self.layout.places, self._digest_key, self._salt
        lines = map(
            "\x1f".join, zip(*(columns[places[n]] for n in self.layout.columns), strict=True)
        )
        blake, number = hashlib.blake2b, int.from_bytes
        return [
            number(
                blake(line.encode(), digest_size=8, key=key, salt=salt).digest(),
                "little",
                signed=True,
            )
            for line in lines
        ]

    def _refuse_societies(self, found: Found) -> None:
        if not self._societies.has_bad:
            return
        for place, society in enumerate(found.societies):
            if type(society) is Bad:
                found.add(place, "society_code", society)
                found.societies[place] = None

    def _refuse_registrations(self, found: Found) -> None:
        numbers, rules = found.registrations, self._rules
        societies = set(found.societies)
        if len(societies) == 1 and (rule := rules.get(next(iter(societies)))):
            matches: Iterable[Any] = map(rule.form.fullmatch, numbers)
        else:
            matches = (
                pk is None or rules[pk].form.fullmatch(number)
                for pk, number in zip(found.societies, numbers, strict=True)
            )
        for place in [place for place, match in enumerate(matches) if not match]:
            found.add(place, "registration_no", self._form_problem(found, place))
        seen = self._seen
        if len(set(numbers)) == len(numbers) and seen.keys().isdisjoint(numbers):
            seen.update(zip(numbers, found.numbers, strict=True))
            return
        for place, number in enumerate(numbers):
            row = seen.setdefault(number, found.numbers[place])
            if number and row != found.numbers[place]:
                found.add(place, "registration_no", Bad("registration_double", {"row": row}))

    def _form_problem(self, found: Found, place: int) -> Bad:
        rule = self._rules[found.societies[place]]
        if not found.registrations[place]:
            return Bad("missing", {})
        if rule.shown:
            return Bad("registration_pattern", {"form": rule.shown})
        return Bad("registration_form", {})

    def values(self, found: Found) -> dict[str, Sequence[Any]]:
        """Read every column that the file has; what is wrong is noted in `found`."""
        columns = found.columns
        values: dict[str, Sequence[Any]] = {}
        for name in VALUES:
            place = self.layout.places.get(name)
            if place is None:
                continue
            if name == "id_number":
                continue
            known = self._known[name]
            if name in _MOSTLY_DIFFERENT:
                values[name] = _MOSTLY_DIFFERENT[name](columns[place], known)
            else:
                values[name] = list(map(known.__getitem__, columns[place]))
            if known.has_bad:
                _note_bad(found, name, values[name])
        if "id_number" in self.layout.places:
            values["id_number"] = self._id_numbers(found, columns, values)
        self._fill_kinds(values)
        self._compare(found, values)
        return values

    def _id_numbers(
        self, found: Found, columns: Sequence[Sequence[str]], values: Mapping[str, Sequence[Any]]
    ) -> list[Any]:
        cells = columns[self.layout.places["id_number"]]
        numbers = self._ids.read(cells)
        kinds, grades = values.get("kind"), values.get("grade")
        bad = [place for place, number in enumerate(numbers) if type(number) is Bad]
        for place in bad:
            # Units are known by codes that may look like a resident's number.
            is_unit = (kinds is not None and kinds[place] == "unit") or (
                grades is not None and grades[place] in _UNITS
            )
            if is_unit and numbers[place].code == "id_check":  # type: ignore[union-attr]
                numbers[place] = cells[place].strip()
            else:
                found.add(place, "id_number", numbers[place])  # type: ignore[arg-type]
        return numbers

    def _fill_kinds(self, values: dict[str, Sequence[Any]]) -> None:
        """A grade of units makes a unit where the file does not say what a member is."""
        grades, kinds = values.get("grade"), values.get("kind")
        if kinds is None or "" not in kinds:
            return
        units = grades or [""] * len(kinds)
        values["kind"] = [
            kind or (MemberKind.UNIT.value if grade in _UNITS else MemberKind.INDIVIDUAL.value)
            for kind, grade in zip(kinds, units, strict=True)
        ]

    def _compare(self, found: Found, values: Mapping[str, Sequence[Any]]) -> None:
        """Refuse values that contradict each other within the row."""
        if "kind" in values and "grade" in values:
            pairs = list(zip(values["kind"], values["grade"], strict=True))
            has_bad = self._known["kind"].has_bad or self._known["grade"].has_bad
            if has_bad or any(contradicts(*pair) for pair in set(pairs)):
                for place, pair in enumerate(pairs):
                    if contradicts(*pair):
                        found.add(place, "grade", Bad("grade_kind", {}))
        for earlier, later, code in (
            ("joined_on", "left_on", "left_before_joining"),
            ("birth_on", "joined_on", "joined_before_birth"),
        ):
            if earlier in values and later in values:
                for place in self._reversed(values[earlier], values[later], earlier, later):
                    found.add(place, later, Bad(code, {}))

    def _reversed(self, earlier: Sequence[Any], later: Sequence[Any], *names: str) -> Iterable[int]:
        """Return the places where two days stand in the wrong order."""
        is_plain = not any(self._known[name].has_bad for name in names)
        if is_plain and None not in earlier and None not in later:
            return [place for place, wrong in enumerate(map(lt, later, earlier)) if wrong]
        if is_plain and not any(later):
            return ()
        days = zip(earlier, later, strict=True)
        return [place for place, pair in enumerate(days) if reversed_days(*pair)]


def contradicts(kind: Any, grade: Any) -> bool:
    """Whether a grade belongs to the other kind of member."""
    if type(kind) is Bad or type(grade) is Bad or not grade or not kind:
        return False
    return bool((grade in _UNITS) != (kind == "unit"))


def reversed_days(earlier: Any, later: Any) -> bool:
    """Whether two days, as ISO text, stand in the wrong order."""
    return type(earlier) is str and type(later) is str and later < earlier


def _note_bad(found: Found, name: str, values: Sequence[Any]) -> None:
    for place, value in enumerate(values):
        if type(value) is Bad:
            found.add(place, name, value)


def _readers(today: date) -> dict[str, Callable[[str], Any]]:
    readers: dict[str, Callable[[str], Any]] = {
        name: text_reader(limit) for name, limit in _LONGEST.items()
    }
    readers |= {name: choice_reader(words_of(name)) for name in CHOICES}
    readers["joined_on"] = read_day
    readers["birth_on"] = past_day_reader(today, "birth_future")
    readers["left_on"] = past_day_reader(today, "left_future")
    readers |= {"email": read_email, "phone": read_phone}
    return readers
