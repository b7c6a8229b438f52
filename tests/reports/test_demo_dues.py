"""Dues of the demo: who owes for a year, and what is known of payments by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

from members.enums import MemberGrade
from reports.demo.registers import dues
from reports.demo.registers.chance import Story
from reports.demo.registers.rows import Table
from tests.factories.societies import SocietyFactory

TODAY = dt.date(2018, 4, 20)
OLD = dt.date(2001, 5, 1)
PEOPLE: list[dues.Payer] = [
    (1, MemberGrade.ORDINARY.value, OLD, None),
    (2, MemberGrade.STUDENT.value, OLD, None),
    (3, MemberGrade.SENIOR.value, dt.date(2017, 1, 1), None),
    (4, MemberGrade.SENIOR.value, dt.date(2017, 1, 2), None),
    (5, MemberGrade.FELLOW.value, OLD, dt.date(2018, 1, 1)),
]


class Written:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def write_all(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Take rows as the table would."""
        self.rows += [dict(zip(names, row, strict=True)) for row in rows]


def told(people: Sequence[dues.Payer]) -> list[dict[str, Any]]:
    """Tell the dues of 2017 and 2018, and of the year before."""
    society, table = SocietyFactory.build(pk=1, code="A-01"), Written()
    dues.add_dues(society, people, Story((), (2017, 2018), TODAY), cast("Table", table))
    return table.rows


def test_everybody_owes_who_was_a_member_when_the_year_began() -> None:
    """Students owe nothing; joining on new year's day is in time, leaving on it frees."""
    owing = {(row["member_id"], row["year"]): row["owing"] for row in told(PEOPLE)}
    assert owing == {
        **{(1, year): 60 for year in (2016, 2017, 2018)},
        **{(3, year): 120 for year in (2017, 2018)},
        (4, 2018): 120,
        **{(5, year): 200 for year in (2016, 2017)},
    }


def test_some_pay_in_full_and_nobody_after_the_last_day() -> None:
    """Of many members both kinds are there, the same each time."""
    people: list[dues.Payer] = [(n, MemberGrade.ORDINARY.value, OLD, None) for n in range(900)]
    rows = told(people)
    assert rows == told(people)
    paid = [row for row in rows if row["paid_on"]]
    assert {row["paid"] for row in paid} == {60}
    assert {row["paid"] for row in rows if not row["paid_on"]} == {0}
    assert max(row["paid_on"] for row in paid) <= TODAY
    by_year = {year: sum(row["year"] == year for row in paid) for year in (2016, 2017, 2018)}
    assert all(400 < by_year[year] < 900 for year in (2016, 2017))
    assert 0 < by_year[2018] < by_year[2017]
