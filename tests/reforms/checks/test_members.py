"""Task 2: growth of individual membership and the collection of dues."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.checks.facts import DECLARED, REGISTER, DuesFact, MembershipFact
from reforms.enums import Verdict
from tests.reforms.checks.builders import check, counts, society


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (20_000, 23_000, Verdict.MET),
        (20_000, 22_999, Verdict.NOT_MET),
        (13, 15, Verdict.MET),  # 14.95 is needed
        (13, 14, Verdict.NOT_MET),
        (1, 2, Verdict.MET),
        (1, 1, Verdict.NOT_MET),
        (20_000, 0, Verdict.NOT_MET),
    ],
)
def test_individual_growth_counts_exactly_fifteen_percent_as_met(
    before: int, now: int, verdict: Verdict
) -> None:
    facts = society(membership=counts(on_2016_12_31=before, on_2017_12_31=now))
    assert check("individual_growth", facts).verdict == verdict


@given(before=st.integers(1, 10**7), now=st.integers(0, 2 * 10**7))
def test_individual_growth_names_exactly_the_members_that_are_missing(
    before: int, now: int
) -> None:
    result = check(
        "individual_growth", society(membership=counts(on_2016_12_31=before, on_2017_12_31=now))
    )
    assert (result.verdict == Verdict.MET) == (100 * now >= 115 * before)
    if result.remedy:
        enough = now + result.remedy["params"]["members"]
        assert 100 * enough >= 115 * before > 100 * (enough - 1)


@pytest.mark.parametrize("before", [0, None])
def test_individual_growth_without_baseline_is_no_pass(before: int | None) -> None:
    facts = society(membership=counts(on_2016_12_31=before, on_2017_12_31=500))
    result = check("individual_growth", facts)
    assert (result.verdict, result.remedy["code"]) == (Verdict.NO_DATA, "enter_baseline")


def test_individual_growth_takes_no_other_day_for_the_baseline() -> None:
    facts = society(membership=counts(on_2016_12_30=100, on_2017_12_31=500))
    assert check("individual_growth", facts).verdict == Verdict.NO_DATA


def test_individual_growth_needs_a_count_after_the_baseline() -> None:
    result = check("individual_growth", society(membership=counts(on_2016_12_31=100)))
    assert (result.verdict, result.remedy["code"]) == (Verdict.NO_DATA, "enter_count")


def test_individual_growth_ignores_counts_after_the_day_and_after_the_year() -> None:
    membership = counts(on_2016_12_31=100, on_2017_06_30=110, on_2017_11_30=115, on_2018_01_31=200)
    in_june = check("individual_growth", society(as_of=dt.date(2017, 7, 1), membership=membership))
    assert (in_june.inputs["current"], in_june.verdict) == (110, Verdict.NOT_MET)
    next_year = check(
        "individual_growth", society(as_of=dt.date(2018, 2, 1), membership=membership)
    )
    assert (next_year.inputs["current"], next_year.verdict) == (115, Verdict.MET)


def test_individual_growth_looks_ahead_before_the_year_ends_and_back_after_it() -> None:
    membership = counts(on_2016_12_31=100, on_2017_06_30=110)
    before = check("individual_growth", society(membership=membership))
    assert before.remedy == {
        "code": "more_members",
        "params": {"members": 5, "day": "2017-12-31"},
    }
    after = check("individual_growth", society(as_of=dt.date(2018, 1, 1), membership=membership))
    assert after.remedy["code"] == "members_were_missing"


def test_individual_growth_says_where_each_number_comes_from() -> None:
    membership = (
        MembershipFact(dt.date(2016, 12, 31), 100, DECLARED),
        MembershipFact(dt.date(2017, 12, 31), 114, REGISTER),
    )
    inputs = check("individual_growth", society(membership=membership)).inputs
    assert inputs == {
        "baseline": 100,
        "baseline_on": "2016-12-31",
        "baseline_source": DECLARED,
        "current": 114,
        "current_on": "2017-12-31",
        "current_source": REGISTER,
        "target": 115,
        "growth_percent": "14.00",
    }


def test_individual_growth_cuts_its_percentage_off_so_that_none_looks_reached() -> None:
    facts = society(membership=counts(on_2016_12_31=200_000, on_2017_12_31=229_999))
    assert check("individual_growth", facts).inputs["growth_percent"] == "14.99"


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ((100, 50), (100, 51), Verdict.MET),
        ((100, 50), (100, 50), Verdict.NOT_MET),
        ((300, 100), (3, 1), Verdict.NOT_MET),  # the same third
        ((300, 100), (299, 100), Verdict.MET),
        ((100, 50), (100, 49), Verdict.NOT_MET),
        ((0, 0), (100, 50), Verdict.NO_DATA),
        ((100, 50), (0, 0), Verdict.NO_DATA),
        ((100, None), (100, 50), Verdict.NO_DATA),
        ((100, 0), (100, 0), Verdict.NOT_MET),
    ],
)
def test_dues_collection_must_rise(
    before: tuple[int, int], now: tuple[int, int], verdict: Verdict
) -> None:
    facts = society(dues=(DuesFact(2016, *before, DECLARED), DuesFact(2017, *now, REGISTER)))
    assert check("dues_collection", facts).verdict == verdict


@given(
    owing_before=st.integers(1, 5000),
    paid_before=st.integers(0, 5000),
    owing=st.integers(1, 5000),
    paid=st.integers(0, 5000),
)
def test_dues_collection_names_exactly_the_payers_that_are_missing(
    owing_before: int, paid_before: int, owing: int, paid: int
) -> None:
    paid_before, paid = min(paid_before, owing_before), min(paid, owing)
    facts = society(
        dues=(
            DuesFact(2016, owing_before, paid_before, REGISTER),
            DuesFact(2017, owing, paid, REGISTER),
        )
    )
    result = check("dues_collection", facts)
    if result.verdict == Verdict.MET:
        assert paid * owing_before > paid_before * owing
    elif result.remedy["code"] == "collect_dues":
        enough = paid + result.remedy["params"]["members"]
        assert enough <= owing
        assert enough * owing_before > paid_before * owing
        assert (enough - 1) * owing_before <= paid_before * owing
    else:
        assert result.remedy["code"] == "dues_full_before"
        assert owing * owing_before <= paid_before * owing


def test_dues_collection_cannot_rise_above_a_year_in_which_everybody_paid() -> None:
    facts = society(dues=(DuesFact(2016, 10, 10, REGISTER), DuesFact(2017, 10, 10, REGISTER)))
    assert check("dues_collection", facts).remedy == {
        "code": "dues_full_before",
        "params": {"year": 2016},
    }


def test_dues_collection_names_the_year_that_is_unknown() -> None:
    result = check("dues_collection", society(dues=(DuesFact(2017, 10, 5, REGISTER),)))
    assert result.remedy == {"code": "enter_dues", "params": {"years": [2016]}}
