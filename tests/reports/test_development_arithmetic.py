"""Sums over societies: unknown is never 0, and years are compared like with like."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reports.development import add_up, growth, mean, one_decimal, outline, trend
from reports.figures.cohort import load_bands
from societies.activity_kinds import activity_kinds
from societies.enums import Body, Employment
from societies.registers import REGISTERS

EVERYBODY = (1, 2, 3)


def test_a_sum_says_of_how_many_societies_it_is() -> None:
    found = add_up({1: 5, 3: 0}, EVERYBODY)
    assert (found.total, found.known, found.of, found.is_whole) == (5, 2, 3, False)


def test_a_sum_of_nothing_known_is_unknown() -> None:
    assert add_up({9: 5}, EVERYBODY).total is None
    assert mean({9: 5}, EVERYBODY) is None


def test_zero_that_is_known_is_zero() -> None:
    found = add_up({1: 0, 2: 0, 3: 0}, EVERYBODY)
    assert (found.total, found.is_whole) == (0, True)


def test_a_mean_counts_the_known_only() -> None:
    assert mean({1: 5, 3: 2}, EVERYBODY) == Fraction(7, 2)


def test_growth_compares_societies_known_in_both_years() -> None:
    assert growth({1: 12, 2: 1000}, {1: 10, 3: 7}, EVERYBODY) == 20


@pytest.mark.parametrize(("now", "before"), [({1: 5}, {1: 0}), ({1: 5}, {}), ({}, {1: 5})])
def test_growth_from_nothing_is_unknown(now: dict[int, int], before: dict[int, int]) -> None:
    assert growth(now, before, EVERYBODY) is None


def test_a_trend_goes_back_while_half_are_known_throughout() -> None:
    observed = {
        ("x", 2017): {1: 4, 2: 5, 3: 6, 4: 7},
        ("x", 2016): {1: 3, 2: 4, 3: 5},
        ("x", 2015): {1: 2, 2: 3, 9: 100},
        ("x", 2014): {1: 1},
    }
    found = trend(observed, "x", 2017, years=5, least_share=50)
    assert found is not None
    assert (found.years, found.totals, found.societies) == ((2015, 2016, 2017), (5, 7, 9), 2)


def test_a_trend_has_at_most_so_many_years() -> None:
    observed = {("x", year): {1: year} for year in range(2010, 2018)}
    found = trend(observed, "x", 2017, years=5, least_share=50)
    assert found is not None
    assert found.years == (2013, 2014, 2015, 2016, 2017)


@pytest.mark.parametrize("before", [{}, {1: 3}])
def test_no_trend_of_a_single_year(before: dict[int, int]) -> None:
    observed = {("x", 2017): {1: 1, 2: 1, 3: 1}, ("x", 2016): before}
    assert trend(observed, "x", 2017, years=5, least_share=50) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5, 100), "0.1"),
        (Fraction(4, 100), "0.0"),
        (Fraction(-5, 100), "-0.1"),
        (Fraction(-4, 100), "0.0"),
        (Fraction(12345, 100), "123.5"),
        (None, None),
    ],
)
def test_one_decimal_rounds_halves_away_from_zero(value: Fraction | None, text: str | None) -> None:
    assert one_decimal(value) == text


def test_indicators_count_what_registers_hold() -> None:
    kinds = activity_kinds()
    for indicator in outline().indicators:
        of = indicator.of
        assert indicator.chapter in outline().chapters, indicator.code
        assert indicator.register in REGISTERS, indicator.code
        assert set(of.get("levels", ())) <= set(Body.values), indicator.code
        assert of.get("employment", Employment.FULL_TIME) in Employment.values, indicator.code
        for kind in of.get("kinds", ()):
            assert kinds.knows(kind, of["measure"]), indicator.code


def test_every_indicator_is_told_in_both_languages() -> None:
    for indicator in outline().indicators:
        for words in (indicator.title, indicator.unit, indicator.rule):
            assert words.zh, indicator.code
            assert words.en, indicator.code


def test_sizes_are_those_of_the_cohorts() -> None:
    assert [band.key for band in load_bands().bands] == ["large", "medium", "small"]
