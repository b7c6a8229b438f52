"""Which reminders a day asks for: pure."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.enums import ReminderKind
from reforms.reminders import MOST, Deadline, ReminderDays, due_reminders, offset_on, problem_of

DAYS = ReminderDays.of({"before": [3, 1, 0], "after": [1, 3, 7], "reelection_months": [12, 6, 3]})
DUE = dt.date(2017, 7, 5)
EDITOR, OTHER = 1, 2


def deadline(kind: ReminderKind = ReminderKind.REPORT, due_on: dt.date = DUE) -> Deadline:
    return Deadline(kind, "A-01/2017-06", due_on, (EDITOR, OTHER, EDITOR))


def on(day: int) -> dt.date:
    return DUE + dt.timedelta(days=day)


@pytest.mark.parametrize(
    ("day", "offset"),
    [(-4, None), (-3, -3), (-2, -3), (-1, -1), (0, 0), (2, 1), (3, 3), (6, 3), (7, 7), (100, 7)],
)
def test_a_day_asks_for_the_latest_reminder_it_has_reached(day: int, offset: int | None) -> None:
    assert offset_on(deadline(), DAYS, on(day)) == offset


@pytest.mark.parametrize(("day", "offset"), [(0, None), (1, 1), (8, 7)])
def test_reviewers_are_asked_after_the_deadline_only(day: int, offset: int | None) -> None:
    assert offset_on(deadline(ReminderKind.REVIEW), DAYS, on(day)) == offset


@pytest.mark.parametrize(
    ("today", "offset"),
    [
        ("2017-02-27", None),
        ("2017-02-28", -12),  # the month has no 29th
        ("2017-08-27", -12),
        ("2017-08-28", -6),
        ("2017-11-28", -3),
        ("2018-02-28", -3),
        ("2018-03-01", None),
    ],
)
def test_re_elections_are_counted_in_months_and_end_with_the_term(
    today: str, offset: int | None
) -> None:
    ends = deadline(ReminderKind.REELECTION, dt.date(2018, 2, 28))
    assert offset_on(ends, DAYS, dt.date.fromisoformat(today)) == offset


def test_without_days_nobody_is_reminded() -> None:
    none = ReminderDays.of({})
    assert offset_on(deadline(), none, on(0)) is None
    assert (none.first, DAYS.first) == (0, -3)


def test_each_person_is_told_once() -> None:
    told = [due.person for due in due_reminders([deadline()], DAYS, {}, on(0))]
    assert told == [EDITOR, OTHER]


def test_who_was_told_of_this_day_or_a_later_one_is_not_told_again() -> None:
    key = ("report", "A-01/2017-06", DUE)
    sent = {(EDITOR, *key): {-3, 1}, (OTHER, *key): {-3}}
    assert [due.person for due in due_reminders([deadline()], DAYS, sent, on(0))] == [OTHER]


def test_more_time_begins_anew() -> None:
    later = deadline(due_on=on(5))
    sent = {(EDITOR, "report", "A-01/2017-06", DUE): {0}}
    assert {due.person for due in due_reminders([later], DAYS, sent, on(4))} == {EDITOR, OTHER}


@given(st.lists(st.integers(-10, 15), min_size=1, max_size=30))
def test_whatever_days_it_runs_on_nobody_is_flooded(days: list[int]) -> None:
    """Missed days, double runs and a clock that goes back: one reminder a day reached at most."""
    sent: dict[tuple[int, str, str, dt.date], set[int]] = {}
    for day in days:
        due = list(due_reminders([deadline()], DAYS, sent, on(day)))
        assert len(due) <= 2  # one for each of two people
        for one in due:
            known = sent.setdefault((one.person, "report", "A-01/2017-06", DUE), set())
            assert one.offset > max(known, default=-99)
            known.add(one.offset)


@pytest.mark.parametrize(
    ("name", "numbers", "is_sound"),
    [
        ("before", [0, 60], True),
        ("before", [61], False),
        ("after", [1, 90], True),
        ("after", [0], False),
        ("reelection_months", [1, 24], True),
        ("reelection_months", [25], False),
        ("before", [3, 3], False),
        ("before", list(range(MOST)), True),
        ("before", list(range(MOST + 1)), False),
        ("before", [], True),
    ],
)
def test_days_are_judged(name: str, numbers: list[int], is_sound: bool) -> None:
    assert (problem_of(name, numbers) == "") is is_sound
