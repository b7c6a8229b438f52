"""Meetings and resolutions in an annual report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from reports.annual.making import choice, make_figures, make_table
from reports.annual.parts import Part, Words
from reports.selectors.annual_parts.meetings_facts import (
    MeetingFacts,
    MeetingRow,
    ResolutionRow,
)
from reports.selectors.annual_parts.members import share_text
from societies.enums import Body

DONE = Words("已落实", "Carried out")
OVERDUE = Words("逾期未落实", "Overdue")
OPEN = Words("落实中", "Open")
#: Meetings that are listed one by one.
_LISTED = (Body.CONGRESS, Body.COUNCIL, Body.STANDING, Body.SUPERVISORY)


def parts(facts: MeetingFacts, as_of: dt.date) -> tuple[Part, ...]:
    """All parts of the chapter on meetings, in their order."""
    day = as_of.isoformat()
    return (
        *make_figures("meetings-figures", _figures(facts, as_of), day),
        *_levels(facts, day),
        *_held(facts, day),
        *_resolutions(facts.resolutions, as_of),
    )


def _figures(facts: MeetingFacts, as_of: dt.date) -> dict[str, tuple[Any, Any]]:
    resolved = facts.resolutions
    done = sum(row.is_done(as_of) for row in resolved)
    overdue = sum(row.is_overdue(as_of) for row in resolved)
    return {
        "held": (len(facts.meetings) or None, len(facts.before) or None),
        "attendance": (_rate(facts, facts.meetings), None),
        "resolved": (len(resolved) or None, None),
        "done": (done if resolved else None, None),
        "overdue": (overdue if resolved else None, None),
    }


def _rate(facts: MeetingFacts, meetings: Iterable[MeetingRow]) -> str | None:
    """Who came of those who were due, at meetings whose attendance is recorded."""
    known = [facts.attendance[row.pk] for row in meetings if row.pk in facts.attendance]
    return share_text(sum(present for _due, present in known), sum(due for due, _ in known))


def _levels(facts: MeetingFacts, as_of: str) -> tuple[Part, ...]:
    rows = []
    for level in Body.values:
        held = [row for row in facts.meetings if row.level == level]
        before = sum(row.level == level for row in facts.before)
        if held or before:
            rows.append(
                (
                    choice(Body, level),
                    len(held),
                    before if facts.before else None,
                    _documented(held),
                    _rate(facts, held),
                )
            )
    return make_table("meetings-levels", rows, as_of)


def _documented(held: list[MeetingRow]) -> int | None:
    """How many are documented; None where nobody said so of any."""
    return sum(row.is_documented for row in held) if any(r.is_marked for r in held) else None


def _held(facts: MeetingFacts, as_of: str) -> tuple[Part, ...]:
    rows = [
        (
            row.held_on,
            choice(Body, row.level),
            row.title,
            row.place,
            *facts.attendance.get(row.pk, (None, None)),
        )
        for row in facts.meetings
        if row.level in _LISTED
    ]
    return make_table("meetings-held", rows, as_of)


def _resolutions(resolutions: list[ResolutionRow], as_of: dt.date) -> tuple[Part, ...]:
    rows = [
        (
            row.held_on,
            choice(Body, row.level),
            row.title,
            row.due_on,
            _state(row, as_of),
            row.outcome if row.is_done(as_of) else None,
        )
        for row in resolutions
    ]
    return make_table("meetings-resolutions", rows, as_of.isoformat())


def _state(row: ResolutionRow, as_of: dt.date) -> Words:
    if row.is_done(as_of):
        return DONE
    return OVERDUE if row.is_overdue(as_of) else OPEN
