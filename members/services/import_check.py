"""Checking a file of members against the register: what is new, changed, unchanged or wrong."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation

from members.enums import RowAction
from members.fields import COLUMNS, SECRETS
from members.fields import VALUES as FILE_VALUES
from members.importing.checking import (
    BLANK,
    Checker,
    Found,
    SocietyRule,
    contradicts,
    reversed_days,
)
from members.importing.columns import CORRECTION, Layout, correction_head, read_layout
from members.importing.problems import Problem
from members.importing.reading import Chunk, Source, read_source
from members.importing.values import Bad
from members.secrets import (
    digest_key,
    encrypt,
    encrypt_many,
    search_keys,
    search_keys_many,
)
from members.selectors.imports import label_of
from members.services.import_staging import (
    CHANGED_COLUMNS,
    NEW_COLUMNS,
    REJECTED_COLUMNS,
    VALUES,
    known_members,
    rows_with_problems,
    stored_values,
)
from members.validators import registration_form
from societies.models import Society

#: How many problems are kept at hand for a report; all of them are counted.
MOST_PROBLEMS = 1000
_PLACES = {name: place for place, name in enumerate(VALUES)}

Write = Callable[[Sequence[str], Sequence[Sequence[Any]]], None]
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What a file would do; `problems` are the first of `problem_count`, as (row, problem)."""

    columns: dict[int, str] = field(default_factory=dict)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    problem_count: int = 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.created + self.changed + self.unchanged + self.rejected


def check_file(
    *,
    source: Source,
    society: Society | None,
    today: date,
    write: Write | None,
    import_id: int = 0,
    progress: Progress | None = None,
) -> Outcome:
    """Check every row of a file and hand what it would do to `write`; nothing else is written.

    Raises FileProblems when the file cannot be read as a table of members.
    """
    rules = society_rules()
    head, rows, expected = read_source(source)
    with rows as chunks, _collector_paused():
        layout = read_layout(head, needs_society=society is None, more_heads=_own_heads())
        only = rules.get(society.code) if society else None
        checker = Checker(layout, rules, only=only, today=today, digest_key=digest_key())
        run = _Run(layout, checker, Outcome(layout.names), write, import_id)
        done = 0
        for chunk in chunks:
            run.take(chunk)
            done += len(chunk.rows)
            if progress:
                progress(done, max(done, expected))
    return run.outcome


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the garbage collector millions of cells, none of which refers to another."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def society_rules() -> dict[str, SocietyRule]:
    """Return every society by its code, with the form of its registration numbers."""
    rows = Society.objects.values_list("pk", "code", "member_prefix", "member_pattern")
    return {
        code: SocietyRule(
            pk,
            code,
            registration_form(prefix, pattern),
            f"{prefix}{pattern or '…'}" if prefix or pattern else "",
        )
        for pk, code, prefix, pattern in rows.order_by()
    }


def _own_heads() -> dict[str, str]:
    """Return the portal's own words for the columns, in both languages."""
    heads: dict[str, str] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            heads |= {label_of(name): name for name in COLUMNS}
            heads[correction_head()] = CORRECTION
    return heads


class _Run:
    """One pass over a file."""

    def __init__(
        self,
        layout: Layout,
        checker: Checker,
        outcome: Outcome,
        write: Write | None,
        import_id: int,
    ) -> None:
        self.outcome = outcome
        self._layout, self._checker = layout, checker
        self._write, self._import_id = write, import_id
        self._has = {name: name in layout.places for name in FILE_VALUES}

    def take(self, chunk: Chunk) -> None:
        """Check one chunk and write what it would do."""
        found = self._checker.find(chunk)
        if found is None:
            return
        known = known_members(found.registrations)
        if known:
            found = self._without_unchanged(found, known)
            if not found.rows:
                return
        values = self._checker.values(found)
        changed = self._compare(found, known, values) if known else []
        new = [place for place, n in enumerate(found.registrations) if n not in known]
        self._require_names(found, new, values)
        if found.problems:
            new = [place for place in new if place not in found.problems]
            changed = [row for row in changed if row[0] not in found.problems]
        self._add_new(found, new, values)
        self._add_changed(found, changed)
        self._add_rejected(found, values)

    def _without_unchanged(self, found: Found, known: Mapping[str, Any]) -> Found:
        """Leave out the rows that the register has taken in just as they are."""
        blank = (0, 0, None, 0)
        rest = [
            place
            for place, (number, digest, society) in enumerate(
                zip(found.registrations, found.digests, found.societies, strict=True)
            )
            if (stood := known.get(number, blank))[2] != digest or stood[1] != society
        ]
        if found.problems:
            rest = sorted({*rest, *found.problems})
        self.outcome.unchanged += len(found.rows) - len(rest)
        return found.only(rest)

    def _require_names(
        self, found: Found, new: Sequence[int], values: Mapping[str, Sequence[Any]]
    ) -> None:
        names = values.get("name")
        missing = new if names is None else [p for p, name in enumerate(names) if name == ""]
        for place in missing:
            found.add(place, "name", Bad("missing", {}))

    def _add_new(
        self, found: Found, new: Sequence[int], values: Mapping[str, Sequence[Any]]
    ) -> None:
        self.outcome.created += len(new)
        if not new or self._write is None:
            return
        is_whole = len(new) == len(found.rows)
        count = len(new)

        def column(items: Sequence[Any]) -> Sequence[Any]:
            return items if is_whole else [items[place] for place in new]

        given = {
            name: column(values[name]) if name in values else [BLANK.get(name, "")] * count
            for name in FILE_VALUES
        }
        registrations = column(found.registrations)
        for name in SECRETS:
            given[f"{name}_key"] = search_keys_many(given[name], name)
            given[f"{name}_cipher"] = encrypt_many(given[name], name, registrations)
        place = (
            [self._import_id] * count,
            [RowAction.NEW.value] * count,
            column(found.numbers),
            column(found.societies),
            registrations,
            column(found.digests),
        )
        self._write(
            NEW_COLUMNS, list(zip(*place, *(given[name] for name in VALUES[:-1]), strict=True))
        )

    def _compare(
        self,
        found: Found,
        known: Mapping[str, tuple[int, int, int | None, int]],
        values: Mapping[str, Sequence[Any]],
    ) -> list[tuple[int, Any, list[Any], list[Any]]]:
        """Return (place, member, before, after) of rows whose member stands otherwise."""
        there = [place for place, n in enumerate(found.registrations) if n in known]
        stored = stored_values([known[found.registrations[place]][0] for place in there])
        changed = []
        for place in there:
            member = known[found.registrations[place]]
            if found.societies[place] is not None and member[1] != found.societies[place]:
                found.add(place, "registration_no", Bad("registration_taken", {}))
            before = stored.get(member[0])
            if before is None or place in found.problems:
                continue
            given = {name: values[name][place] for name in values}
            after = self._merged(before, given, found.registrations[place])
            self._check_merged(found, place, after)
            if after != before:
                changed.append((place, member, before, after))
            elif place not in found.problems:
                self.outcome.unchanged += 1
        return changed

    @staticmethod
    def _merged(before: Sequence[Any], given: Mapping[str, Any], registration_no: str) -> list[Any]:
        """Return the stored values with those of the file in their place."""
        after = list(before)
        for name, value in given.items():
            if name not in SECRETS:
                after[_PLACES[name]] = value
                continue
            keys, place = search_keys(value, name), _PLACES[f"{name}_key"]
            if (after[place] or "") not in (keys or [""]):
                after[place] = keys[0] if keys else ""
                after[_PLACES[f"{name}_cipher"]] = encrypt(value, name, registration_no)
        if after[_PLACES["left_on"]] is None:
            after[_PLACES["left_reason"]] = ""
        return after

    @staticmethod
    def _check_merged(found: Found, place: int, after: Sequence[Any]) -> None:
        """Refuse what contradicts values that the file does not have."""
        if contradicts(after[_PLACES["kind"]], after[_PLACES["grade"]]):
            found.add(place, "grade", Bad("grade_kind", {}))
        if reversed_days(after[_PLACES["joined_on"]], after[_PLACES["left_on"]]):
            found.add(place, "left_on", Bad("left_before_joining", {}))

    def _add_changed(
        self, found: Found, changed: Sequence[tuple[int, Any, list[Any], list[Any]]]
    ) -> None:
        self.outcome.changed += len(changed)
        if not changed or self._write is None:
            return
        rows: list[Sequence[Any]] = []
        for place, (key, _society, _digest, version), before, after in changed:
            number, society = found.numbers[place], found.societies[place]
            registration, digest = found.registrations[place], found.digests[place]
            head = (self._import_id, RowAction.BEFORE.value, number, society, registration)
            rows.append((*head, None, version, *before, key))
            head = (self._import_id, RowAction.CHANGED.value, number, society, registration)
            rows.append((*head, digest, version, *after, key))
        self._write(CHANGED_COLUMNS, rows)

    def _add_rejected(self, found: Found, values: Mapping[str, Sequence[Any]]) -> None:
        self.outcome.rejected += len(found.problems)
        if not found.problems:
            return
        names = values.get("name")
        rows = []
        for place, problems in sorted(found.problems.items()):
            number = found.numbers[place]
            self._note(number, problems)
            name = names[place] if names is not None else ""
            rows.append(
                (
                    number,
                    self._checker.society_of(found, place),
                    shown(found.registrations[place], 40),
                    shown(name if isinstance(name, str) else "", 120),
                    json.dumps(problems, ensure_ascii=False),
                )
            )
        if self._write is not None:
            self._write(
                REJECTED_COLUMNS, rows_with_problems(self._import_id, RowAction.REJECTED, rows)
            )

    def _note(self, number: int, problems: Sequence[Problem]) -> None:
        self.outcome.problem_count += len(problems)
        room = MOST_PROBLEMS - len(self.outcome.problems)
        self.outcome.problems += [(number, problem) for problem in problems[:room]]


def shown(text: str, limit: int) -> str:
    """Return a cell as far as a page shows it, without control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:limit]
