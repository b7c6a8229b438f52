"""Verdicts of tasks, exceptions, and the arithmetic of the rules."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.checks.facts import count_days, is_within, year_before
from reforms.checks.results import (
    add_months,
    carries,
    ceil_div,
    judge,
    judge_share,
    percent,
    reaches,
    task_verdict,
)
from reforms.enums import Verdict
from tests.reforms.checks.builders import check, counts, elected, seats, society

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA
JUSTIFIED, SHOWN, NOT_APPLICABLE = Verdict.JUSTIFIED, Verdict.SHOWN, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([MET, NO_DATA, NOT_MET], NOT_MET),
        ([MET, NO_DATA, JUSTIFIED], NO_DATA),
        ([MET, JUSTIFIED, SHOWN], JUSTIFIED),
        ([MET, SHOWN, NOT_APPLICABLE], MET),
        ([SHOWN, NOT_APPLICABLE], SHOWN),
        ([NOT_APPLICABLE], NOT_APPLICABLE),
        ([], NOT_APPLICABLE),
        (["not_met", "met"], NOT_MET),
    ],
)
def test_task_verdict_is_the_worst_that_was_judged(verdicts: list[str], expected: Verdict) -> None:
    assert task_verdict(verdicts) == expected


@pytest.mark.parametrize(
    ("is_soft", "exceptions", "verdict"),
    [
        (True, {(9, "council_size")}, JUSTIFIED),
        (False, {(9, "council_size")}, NOT_MET),
        (True, {(9, "standing_size"), (10, "council_size")}, NOT_MET),
        (True, set(), NOT_MET),
    ],
)
def test_exceptions_excuse_only_the_soft_check_they_name(
    is_soft: bool, exceptions: set[tuple[int, str]], verdict: Verdict
) -> None:
    facts = elected(
        seats=seats(151), membership=counts(on_2016_12_31=5), exceptions=frozenset(exceptions)
    )
    result = check("council_size", facts, is_soft=is_soft)
    assert result.verdict == verdict
    assert bool(result.remedy) == (verdict == NOT_MET)


def test_exceptions_make_nothing_of_missing_data() -> None:
    facts = elected(exceptions=frozenset({(9, "council_size")}))
    assert check("council_size", facts, is_soft=True).verdict == NO_DATA


def test_thresholds_are_reported_with_who_set_them() -> None:
    facts = society(membership=counts(on_2016_12_31=100, on_2017_12_31=120))
    assert check("individual_growth", facts, percent=20).threshold == {
        "set_by": "cast",
        "soft": False,
        "percent": 20,
    }
    assert check("individual_growth", facts, percent=20).verdict == MET
    assert check("individual_growth", facts, percent=21).verdict == NOT_MET


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([True, True], MET),
        ([True, None], NO_DATA),
        ([None, False], NOT_MET),
        ([], MET),
    ],
)
def test_judge_lets_a_plain_no_weigh_most(answers: list[bool | None], expected: Verdict) -> None:
    assert judge(answers) == expected


@given(
    part=st.integers(0, 300),
    unknown=st.integers(0, 300),
    whole=st.integers(1, 600),
    fraction=st.sampled_from(["1/2", "2/3", "3/4", "1/1"]),
)
def test_judge_share_never_changes_its_mind_when_unknown_marks_become_known(
    part: int, unknown: int, whole: int, fraction: str
) -> None:
    verdict = judge_share(part, unknown, whole, fraction)
    later = {judge_share(part + known, 0, whole, fraction) for known in range(unknown + 1)}
    assert later == {verdict} or (verdict == NO_DATA and later == {MET, NOT_MET})


@pytest.mark.parametrize(
    ("votes", "whole", "fraction", "expected"),
    [
        (50, 100, "1/2", False),
        (51, 100, "1/2", True),
        (66, 99, "2/3", True),
        (65, 99, "2/3", False),
        (75, 100, "3/4", True),
    ],
)
def test_carries_asks_for_more_than_one_half(
    votes: int, whole: int, fraction: str, expected: bool
) -> None:
    assert carries(votes, whole, fraction) is expected
    if fraction != "1/2":
        assert reaches(votes, whole, fraction) is expected


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_percent_never_looks_larger_than_it_is(part: int, whole: int) -> None:
    hundredths = round(float(percent(part, whole)) * 100)
    assert abs(hundredths) * whole <= 10_000 * abs(part) < (abs(hundredths) + 1) * whole
    assert ceil_div(part, whole) * whole >= part


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        ("2016-02-29", 12, "2017-02-28"),
        ("2016-02-29", 48, "2020-02-29"),
        ("2016-12-31", 2, "2017-02-28"),
        ("2016-12-31", 12, "2017-12-31"),
        ("2016-11-30", 1, "2016-12-30"),
        ("2016-01-31", 24, "2018-01-31"),
    ],
)
def test_add_months_keeps_the_day_or_the_end_of_the_month(
    on: str, months: int, expected: str
) -> None:
    assert add_months(dt.date.fromisoformat(on), months) == dt.date.fromisoformat(expected)


def test_year_before_a_leap_day_is_the_end_of_february() -> None:
    assert year_before(dt.date(2016, 2, 29)) == dt.date(2015, 2, 28)
    assert year_before(dt.date(2017, 12, 31)) == dt.date(2016, 12, 31)


def test_is_within_takes_both_ends_and_unknown_ones() -> None:
    on = dt.date(2017, 6, 1)
    before, after = dt.date(2017, 5, 31), dt.date(2017, 6, 2)
    assert is_within(on, on, on)
    assert is_within(on, None, None)
    assert not is_within(on, after, None)
    assert not is_within(on, None, before)


def test_count_days_cover_growth_baseline_election_and_the_day() -> None:
    assert count_days(2017, dt.date(2018, 2, 1), dt.date(2017, 5, 20)) == tuple(
        dt.date.fromisoformat(day)
        for day in ("2015-12-31", "2016-05-20", "2016-12-31", "2017-05-20", "2017-12-31")
    )
    assert count_days(2017, dt.date(2017, 3, 1), dt.date(2012, 5, 20))[-1] == dt.date(2017, 3, 1)
    assert count_days(2017, dt.date(2016, 6, 1)) == (dt.date(2015, 12, 31), dt.date(2016, 6, 1))
