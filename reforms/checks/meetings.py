"""Rules of meetings: kept on file, resolved upon, attended, and what becomes of absentees."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from reforms.checks.facts import AttendanceFact, MeetingFact, SocietyFacts
from reforms.checks.results import Finding, Params, judge, percent, remedy
from reforms.enums import Verdict
from societies.enums import AttendanceStatus, Body


def held_meetings(facts: SocietyFacts, level: str = "") -> list[MeetingFact]:
    """Meetings of the year up to the day, of one level or of all."""
    return [
        meeting
        for meeting in facts.meetings
        if facts.first_day <= meeting.held_on <= facts.until and level in ("", meeting.level)
    ]


def meetings_documented(facts: SocietyFacts, params: Params) -> Finding:
    """Every meeting of the year has the papers asked for."""
    meetings = held_meetings(facts)
    marks = [[getattr(meeting, f"has_{mark}") for mark in params["marks"]] for meeting in meetings]
    states = Counter(judge(answers) for answers in marks)
    inputs = {
        "meetings": len(meetings),
        "documented": states[Verdict.MET],
        "papers_missing": states[Verdict.NOT_MET],
        "papers_unknown": states[Verdict.NO_DATA],
    }
    if not meetings:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_meetings"))
    if missing := states[Verdict.NOT_MET]:
        return Finding(Verdict.NOT_MET, inputs, remedy("complete_meetings", meetings=missing))
    if unknown := states[Verdict.NO_DATA]:
        return Finding(Verdict.NO_DATA, inputs, remedy("mark_meetings", meetings=unknown))
    return Finding(Verdict.MET, inputs)


def resolutions_done(facts: SocietyFacts, _params: Params) -> Finding:
    """No resolution is overdue; on the due day itself it is not yet."""
    resolutions = facts.resolutions
    open_ones = [r for r in resolutions if r.done_on is None or r.done_on > facts.as_of]
    overdue = sum(1 for r in open_ones if r.due_on is not None and r.due_on < facts.as_of)
    undated = sum(1 for r in open_ones if r.due_on is None)
    inputs = {
        "resolutions": len(resolutions),
        "carried_out": len(resolutions) - len(open_ones),
        "overdue": overdue,
        "without_due_day": undated,
        "without_owner": sum(1 for r in resolutions if not r.has_owner),
    }
    if not resolutions:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_resolutions"))
    if overdue:
        return Finding(Verdict.NOT_MET, inputs, remedy("carry_out", resolutions=overdue))
    if undated:
        return Finding(Verdict.NO_DATA, inputs, remedy("date_resolutions", resolutions=undated))
    return Finding(Verdict.MET, inputs)


def attendance_rate(facts: SocietyFacts, _params: Params) -> Finding:
    """How many of those due came, over all meetings of the year."""
    present = sum(level.present for level in facts.attendance_counts)
    excused = sum(level.excused for level in facts.attendance_counts)
    unexcused = sum(level.unexcused for level in facts.attendance_counts)
    due = present + excused + unexcused
    rate = percent(present, due) if due else None
    return Finding(
        Verdict.SHOWN,
        {
            "attendance_due": due,
            "present": present,
            "excused": excused,
            "unexcused": unexcused,
            "attendance_percent": rate,
        },
    )


def party_meetings(facts: SocietyFacts, _params: Params) -> Finding:
    """How often the Party body met in the year."""
    return Finding(Verdict.SHOWN, {"meetings": len(held_meetings(facts, Body.PARTY))})


def absentees_adjusted(facts: SocietyFacts, params: Params) -> Finding:
    """Whoever stayed away unexcused so many times in a row has left their seat since.

    The meetings of all the levels form one row. Presence breaks it; an excused absence is passed
    over: it neither adds nor breaks. Somebody who has no seat in a council whose seats are
    recorded is no member of it (any more), so that nothing is left to adjust.
    """
    levels = params["levels"]
    rows: dict[str, list[AttendanceFact]] = defaultdict(list)
    for fact in facts.attendance:
        if fact.level in levels and facts.first_day <= fact.held_on <= facts.until:
            rows[fact.name].append(fact)
    flagged = {
        name: on for name, row in rows.items() if (on := _flagged_on(row, params["in_a_row"]))
    }
    still_seated = [name for name, on in flagged.items() if not _is_adjusted(facts, name, on)]
    recorded = sum(
        level.present + level.excused + level.unexcused
        for level in facts.attendance_counts
        if level.level in levels
    )
    inputs = {
        "attendance_due": recorded,
        "flagged": len(flagged),
        "adjusted": len(flagged) - len(still_seated),
    }
    if not recorded:
        return Finding(Verdict.NO_DATA, inputs, remedy("enter_attendance"))
    if still_seated:
        return Finding(Verdict.NOT_MET, inputs, remedy("end_seats", people=len(still_seated)))
    return Finding(Verdict.MET, inputs)


def _flagged_on(row: list[AttendanceFact], in_a_row: int) -> dt.date | None:
    """The day on which a person had been absent without excuse often enough."""
    run = 0
    for fact in sorted(row, key=lambda one: (one.held_on, one.level)):
        if fact.status == AttendanceStatus.PRESENT:
            run = 0
        elif fact.status == AttendanceStatus.UNEXCUSED:
            run += 1
            if run >= in_a_row:
                return fact.held_on
    return None


def _is_adjusted(facts: SocietyFacts, name: str, flagged_on: dt.date) -> bool:
    """Whether all seats of a person have ended by the day, one of them after the absences."""
    council = [seat for seat in facts.seats if seat.body in (Body.COUNCIL, Body.STANDING)]
    ends = [seat.to_on for seat in council if seat.name == name]
    if not ends:
        return bool(council)
    over = [on for on in ends if on is not None and on <= facts.as_of]
    return len(over) == len(ends) and max(over) >= flagged_on
