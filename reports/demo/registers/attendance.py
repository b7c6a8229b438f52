"""Who came to the meetings of the councils, and whose seat ended because they did not."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Protocol

from reports.demo.registers.chance import Story, fate
from reports.demo.registers.governance import is_sampled
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan
from societies.enums import AttendanceStatus, Body, SeatRole
from societies.models import Society

#: Whether the attendance of a society outside the sample is kept at all.
KEPT = (("officers", 78), ("nobody", 22))
#: What becomes of somebody who stays away twice without excuse, and whether anybody does.
ABSENCE = (("nobody", 66), ("adjusted", 17), ("left", 17))


class Held(Protocol):
    """A meeting that was held."""

    level: Body
    on: dt.date
    term: TermPlan | None
    marks: dict[str, bool | None]

    @property
    def link(self) -> tuple[str, dt.date]:
        """What names the meeting within its society."""


def attend(
    rng: random.Random,
    society: Society,
    story: Story,
    terms: Sequence[TermPlan],
    held: Sequence[Held],
    year: int,
    table: Table,
) -> dict[tuple[int, str], dt.date]:
    """Record who came in a year; return the seats that ended, by (term, name)."""
    everybody = is_sampled(society)
    if not everybody and fate("kept", society.code, year, KEPT) == "nobody":
        return {}
    ended: dict[tuple[int, str], dt.date] = {}
    for term in terms:
        due = [
            meeting
            for meeting in held
            if meeting.term is term
            and meeting.level in (Body.COUNCIL, Body.STANDING)
            and meeting.marks["has_attendance"] is not False
        ]
        outcome = "nobody" if term.case else fate("absence", society.code, year, ABSENCE)
        absentee = _absentee(term) if outcome != "nobody" else ""
        missed = [meeting.on for meeting in due[-3:-1]] if len(due) > 2 else []
        if not missed:
            absentee = ""
        if absentee and outcome == "adjusted" and missed:
            on = missed[-1] + dt.timedelta(days=rng.randint(3, 12))
            if on <= story.today:
                ended[term.number, absentee] = on
        _record(rng, society, term, due, (absentee, missed), ended, table, everybody=everybody)
    return ended


def _absentee(term: TermPlan) -> str:
    """Return a plain member of the standing council; of the council where there is none."""
    role, person = term.council_people[(term.standing or term.council) - 1]
    return person.name if role == SeatRole.MEMBER else ""


def _record(
    rng: random.Random,
    society: Society,
    term: TermPlan,
    due: Sequence[Held],
    absence: tuple[str, list[dt.date]],
    ended: dict[tuple[int, str], dt.date],
    table: Table,
    *,
    everybody: bool,
) -> None:
    absentee, missed = absence
    was_away: set[str] = set()
    for meeting in due:
        people = term.council_people if meeting.level == Body.COUNCIL else term.standing_people
        for role, person in people:
            name = person.name
            if not everybody and role == SeatRole.MEMBER and name != absentee:
                continue
            if ended.get((term.number, name), meeting.on) < meeting.on:
                continue
            status = _status(rng, may_miss=name not in was_away and name != absentee)
            if name == absentee and meeting.on in missed:
                status = AttendanceStatus.UNEXCUSED
            if status == AttendanceStatus.UNEXCUSED:
                was_away.add(name)
            table.add(
                link=(society.pk, *meeting.link),
                society_id=society.pk,
                name=name,
                status=status,
            )


def _status(rng: random.Random, *, may_miss: bool) -> AttendanceStatus:
    throw = rng.random()
    if throw < 0.86:
        return AttendanceStatus.PRESENT
    if throw < 0.97 or not may_miss:
        return AttendanceStatus.EXCUSED
    return AttendanceStatus.UNEXCUSED
