"""The day that growth is measured from."""

from __future__ import annotations

from datetime import date

from members.selectors.growth import compared_day


def test_growth_is_measured_from_the_end_of_the_year_before() -> None:
    assert compared_day(date(2017, 1, 1)) == date(2016, 12, 31)
    assert compared_day(date(2017, 12, 31)) == date(2016, 12, 31)


def test_the_first_year_of_all_has_none_before_it() -> None:
    assert compared_day(date.min) == date(1, 12, 31)
