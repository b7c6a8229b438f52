"""Days as people write them in files."""

from datetime import date

import pytest

from societies.spelt_days import spelt_day


@pytest.mark.parametrize(
    "text",
    [
        *("2017-03-05", "2017-3-5", "2017/3/5", "2017.03.05", "2017．3．5", "2017年3月5日"),
        *("2017 年 3 月 5 日", "20170305", "2017-03-05 00:00:00", "2017-03-05T14:30:00.000"),
    ],
)
def test_a_day_is_read_in_every_usual_spelling(text: str) -> None:
    assert spelt_day(text) == date(2017, 3, 5)


@pytest.mark.parametrize(
    "text", ["", "2017", "2017-3/5", "5.3.2017", "2017-02-29", "20170230", "2017年3月", "soon"]
)
def test_anything_else_names_no_day(text: str) -> None:
    assert spelt_day(text) is None
