"""Tasks 1 and 4: meetings, resolutions, attendance, absentees."""

import datetime as dt

import pytest

from reforms.checks.facts import (
    AttendanceFact,
    LevelAttendance,
    ResolutionFact,
    SeatFact,
    SocietyFacts,
)
from reforms.enums import Verdict
from tests.reforms.checks.builders import check, day, meeting, rule, seat, society

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA
LEVELS = ("council", "standing", "president", "secretary_general")


def test_meeting_rules_are_needed_for_every_level() -> None:
    rules = tuple(rule(f"procedure_{level}") for level in LEVELS)
    assert check("meeting_rules", society(rules=rules)).verdict == MET
    result = check("meeting_rules", society(rules=rules[:3]))
    assert result.verdict == NOT_MET
    assert result.remedy["params"] == {"kinds": ["procedure_secretary_general"]}


@pytest.mark.parametrize(
    ("adopted_on", "verdict"),
    [
        (dt.date(2017, 12, 31), MET),
        (dt.date(2018, 1, 1), NOT_MET),
        (None, NO_DATA),
    ],
)
def test_meeting_rules_must_be_adopted_by_the_day(
    adopted_on: dt.date | None, verdict: Verdict
) -> None:
    rules = tuple(rule(f"procedure_{level}") for level in LEVELS[:3])
    rules += (rule("procedure_secretary_general", adopted_on),)
    assert check("meeting_rules", society(rules=rules)).verdict == verdict


def test_meeting_rules_in_an_empty_library_are_no_data() -> None:
    assert check("meeting_rules", society()).verdict == NO_DATA


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [
        ({}, MET),
        ({"has_notice": False}, MET),  # the text asks for no notice
        ({"has_minutes": False}, NOT_MET),
        ({"has_record": None}, NO_DATA),
        ({"has_record": None, "has_attendance": False}, NOT_MET),
    ],
)
def test_meetings_documented_looks_at_every_paper(
    marks: dict[str, bool | None], verdict: Verdict
) -> None:
    meetings = (meeting("council", "03-01"), meeting("congress", "05-20", **marks))
    assert check("meetings_documented", society(meetings=meetings)).verdict == verdict


def test_meetings_documented_lets_one_missing_paper_weigh_more_than_an_unknown_one() -> None:
    meetings = (
        meeting("council", "03-01", has_record=None),
        meeting("council", "04-01", has_record=False),
    )
    result = check("meetings_documented", society(meetings=meetings))
    assert result.verdict == NOT_MET
    assert (result.inputs["papers_missing"], result.inputs["papers_unknown"]) == (1, 1)


def test_meetings_of_other_years_and_days_to_come_are_no_data() -> None:
    meetings = (meeting("council", "2016-12-31"), meeting("council", "07-01"))
    facts = society(as_of=day("06-30"), meetings=meetings)
    assert check("meetings_documented", facts).verdict == NO_DATA
    next_day = society(as_of=day("07-01"), meetings=meetings)
    assert check("meetings_documented", next_day).verdict == MET


@pytest.mark.parametrize(
    ("due", "done", "verdict"),
    [
        ("06-30", None, MET),  # due today
        ("06-29", None, NOT_MET),
        ("06-29", "06-30", MET),
        ("06-29", "07-01", NOT_MET),  # carried out after the day asked about
        ("12-31", None, MET),
        (None, None, NO_DATA),
        (None, "05-01", MET),
    ],
)
def test_resolutions_are_overdue_after_their_day(
    due: str | None, done: str | None, verdict: Verdict
) -> None:
    one = ResolutionFact(day(due) if due else None, day(done) if done else None, has_owner=True)
    facts = society(as_of=day("06-30"), resolutions=(one,))
    assert check("resolutions_done", facts).verdict == verdict


def test_resolutions_count_what_was_carried_out() -> None:
    resolutions = (
        ResolutionFact(day("03-01"), day("04-01"), has_owner=True),
        ResolutionFact(day("03-01"), None, has_owner=False),
        ResolutionFact(None, None, has_owner=True),
    )
    result = check("resolutions_done", society(resolutions=resolutions))
    assert result.inputs == {
        "resolutions": 3,
        "carried_out": 1,
        "overdue": 1,
        "without_due_day": 1,
        "without_owner": 1,
    }
    assert check("resolutions_done", society()).verdict == NO_DATA


def test_attendance_rate_is_only_shown() -> None:
    facts = society(
        attendance_counts=(
            LevelAttendance("council", 90, 8, 2),
            LevelAttendance("party", 9, 1, 0),
        )
    )
    result = check("attendance_rate", facts)
    assert (result.verdict, result.inputs["attendance_percent"]) == (Verdict.SHOWN, "90.00")
    assert check("attendance_rate", society()).inputs["attendance_percent"] is None


def test_party_meetings_are_counted_in_the_year() -> None:
    meetings = (
        meeting("party", "01-01"),
        meeting("party", "12-31"),
        meeting("party", "2018-01-01"),
        meeting("council", "02-01"),
    )
    assert check("party_meetings", society(meetings=meetings)).inputs == {"meetings": 2}


def absences(row: str, *seats: SeatFact, level: str = "council") -> SocietyFacts:
    """A person at monthly meetings: p present, e excused, u absent without excuse."""
    status = {"p": "present", "e": "excused", "u": "unexcused"}
    rows = tuple(
        AttendanceFact("钱学思", level, dt.date(2017, month, 10), status[mark])
        for month, mark in enumerate(row, start=1)
    )
    return society(
        attendance=rows, attendance_counts=(LevelAttendance(level, 1, 0, 0),), seats=seats
    )


@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        ("uu", 1),
        ("u", 0),
        ("upu", 0),  # presence breaks the row
        ("ueu", 1),  # an excuse is passed over
        ("uee", 0),
        ("eeee", 0),
        ("pupuu", 1),
        ("uup", 1),
    ],
)
def test_absentees_are_flagged_by_unexcused_absences_in_a_row(row: str, flagged: int) -> None:
    result = check("absentees_adjusted", absences(row, seat()))
    assert result.inputs["flagged"] == flagged
    assert result.verdict == (NOT_MET if flagged else MET)


@pytest.mark.parametrize(
    ("first", "second", "flagged"),
    [
        ("01-01", "06-30", 1),
        ("2016-12-31", "06-30", 0),
        ("01-01", "07-01", 0),
    ],
)
def test_absences_count_from_new_year_to_the_day(first: str, second: str, flagged: int) -> None:
    rows = tuple(
        AttendanceFact("钱学思", "council", day(text), "unexcused") for text in (first, second)
    )
    facts = society(
        as_of=day("06-30"),
        attendance=rows,
        attendance_counts=(LevelAttendance("council", 0, 0, 2),),
        seats=(seat(),),
    )
    assert check("absentees_adjusted", facts).inputs["flagged"] == flagged


def test_absentees_are_flagged_by_as_many_as_cast_says() -> None:
    assert check("absentees_adjusted", absences("uu", seat()), in_a_row=3).verdict == MET
    assert check("absentees_adjusted", absences("uuu", seat()), in_a_row=3).verdict == NOT_MET


def test_absentees_of_both_councils_make_one_row() -> None:
    rows = (
        AttendanceFact("钱学思", "standing", day("02-01"), "unexcused"),
        AttendanceFact("钱学思", "council", day("03-01"), "unexcused"),
        AttendanceFact("孙七", "council", day("03-01"), "unexcused"),
        AttendanceFact("孙七", "president", day("04-01"), "unexcused"),
        AttendanceFact("孙七", "council", day("2016-12-01"), "unexcused"),
    )
    counts = (LevelAttendance("council", 0, 0, 2),)
    facts = society(attendance=rows, attendance_counts=counts, seats=(seat(), seat(name="孙七")))
    assert check("absentees_adjusted", facts).inputs["flagged"] == 1


@pytest.mark.parametrize(
    ("to_on", "verdict"),
    [
        ("02-09", NOT_MET),  # the seat ended before the second absence; nothing follows from it
        ("02-10", MET),
        ("12-31", MET),
        ("2018-01-01", NOT_MET),
    ],
)
def test_absentees_lose_their_seat_after_the_absences(to_on: str, verdict: Verdict) -> None:
    facts = absences("uu", seat(to_on=day(to_on)))
    assert check("absentees_adjusted", facts).verdict == verdict


def test_absentees_must_leave_every_seat() -> None:
    ended, kept = seat(body="standing", to_on=day("03-01")), seat()
    assert check("absentees_adjusted", absences("uu", ended, kept)).verdict == NOT_MET


def test_absentees_not_in_the_recorded_council_leave_nothing_to_adjust() -> None:
    assert check("absentees_adjusted", absences("uu", seat(name="赵六"))).verdict == MET
    assert check("absentees_adjusted", absences("uu")).verdict == NOT_MET
    board = seat(name="赵六", body="supervisory")
    assert check("absentees_adjusted", absences("uu", board)).verdict == NOT_MET


def test_absentees_without_recorded_attendance_are_no_data() -> None:
    facts = society(attendance_counts=(LevelAttendance("party", 9, 0, 0),))
    assert check("absentees_adjusted", facts).verdict == NO_DATA


def test_absentees_are_not_named() -> None:
    result = check("absentees_adjusted", absences("uu", seat()))
    assert "钱学思" not in f"{result.inputs}{result.remedy}"
