"""Dues of the demo: standards with the resolution that set them, and what was paid by year."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from members.enums import MemberGrade
from reports.demo.registers.chance import Story, dice
from reports.demo.registers.rows import Table
from societies.models import Society

#: Yuan per year; students and honorary members owe nothing or little.
STANDARDS = {
    MemberGrade.ORDINARY: 60,
    MemberGrade.SENIOR: 120,
    MemberGrade.FELLOW: 200,
    MemberGrade.FOREIGN: 300,
    MemberGrade.HK_MACAO_TAIWAN: 60,
    MemberGrade.UNIT: 2000,
    MemberGrade.UNIT_COUNCIL: 5000,
    MemberGrade.UNIT_STANDING: 10000,
}
#: Dues are paid within so many days of the year's beginning.
_PAID_WITHIN = 300
_COLUMNS = ("society_id", "member_id", "year", "owing", "paid", "paid_on")
#: A member: id, grade, joined, left.
Payer = tuple[int, str, dt.date | None, dt.date | None]


def add_standards(society: Society, story: Story, table: Table) -> None:
    """Write what each grade owes per year, and how the congress resolved it."""
    rng = dice("standards", society.code)
    resolved = dt.date(story.first_year - rng.randint(2, 6), rng.randint(5, 11), 16)
    due = rng.randint(120, 300)
    present = due * rng.randint(67, 95) // 100 + 1
    for grade, yuan in STANDARDS.items():
        table.add(
            society_id=society.pk,
            grade=grade,
            amount=yuan,
            resolved_on=resolved,
            effective_on=dt.date(resolved.year + 1, 1, 1),
            delegates_due=due,
            delegates_present=present,
            votes_for=present * rng.randint(60, 98) // 100,
        )


def add_dues(society: Society, members: Sequence[Payer], story: Story, table: Table) -> None:
    """Write what members owed and paid in each workplan's year and the year before."""
    rng = dice("dues of", society.code)
    years = sorted({year - back for year in story.years for back in (0, 1)})
    for year, rate in _rates(rng, years).items():
        table.write_all(_COLUMNS, _of_year(rng, society, members, year, rate, story.today))


def _of_year(
    rng: random.Random,
    society: Society,
    members: Sequence[Payer],
    year: int,
    rate: int,
    today: dt.date,
) -> Iterator[tuple[object, ...]]:
    """Yield the dues of a year, of all who were members when it began."""
    new_year = dt.date(year, 1, 1)
    owing = [
        (pk, STANDARDS[MemberGrade(grade)])
        for pk, grade, joined, left in members
        if grade in STANDARDS
        and not (joined and joined > new_year)
        and not (left and left <= new_year)
    ]
    days = [new_year + dt.timedelta(days=5 + later) for later in range(_PAID_WITHIN)]
    throws = rng.choices(range(100), k=len(owing))
    paid_on = rng.choices(days, k=len(owing))
    for (pk, yuan), throw, on in zip(owing, throws, paid_on, strict=True):
        if throw < rate and on <= today:
            yield society.pk, pk, year, yuan, yuan, on
        else:
            yield society.pk, pk, year, yuan, 0, None


def _rates(rng: random.Random, years: list[int]) -> dict[int, int]:
    rate, rates = rng.randint(60, 75), {}
    for year in years:
        rates[year] = rate
        rate = max(40, min(95, rate + rng.choice((6, 5, -6))))
    return rates
