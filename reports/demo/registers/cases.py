"""Re-elections that stand on the edge of a rule: each is told of one society in a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from reports.demo.registers.chance import Story, dice
from societies.models import Society

TERM_YEARS = 5


@dataclass(frozen=True)
class ElectionCase:
    """Sizes of a council, and how many members the society had; None is left to chance.

    `members` are declared at the congress and at the year-end before it, `members_before` a
    year earlier.
    """

    name: str
    members: int
    members_before: int
    council: int
    standing: int
    grassroots: int
    standing_grassroots: int
    previous: int | None = None
    unknown: int = 0
    is_first: bool = False


#: Told in this order of the societies that hold a re-election, as far as they go round.
ELECTION_CASES = (
    ElectionCase("size of the first band", 19_999, 18_000, 150, 50, 113, 34, previous=160),
    ElectionCase("one above the first band", 19_999, 18_200, 151, 50, 114, 34, previous=160),
    ElectionCase("one at the grass roots short", 12_000, 11_000, 150, 50, 112, 33, previous=150),
    ElectionCase("exactly in the second band", 20_000, 18_500, 180, 60, 135, 40, previous=190),
    ElectionCase("one above the second band", 99_999, 92_000, 181, 60, 136, 40, previous=190),
    ElectionCase("where the text is silent", 100_000, 93_000, 180, 60, 135, 40, previous=180),
    ElectionCase("silent and one above", 100_000, 93_000, 181, 60, 136, 40, previous=185),
    ElectionCase("in the third band", 100_001, 94_000, 200, 67, 150, 45, previous=210),
    ElectionCase("larger than before", 14_850, 13_500, 121, 40, 91, 27, previous=120),
    ElectionCase("larger by growth", 15_000, 11_450, 121, 40, 91, 27, previous=120),
    ElectionCase("growth exactly thirty", 14_950, 11_500, 121, 40, 91, 27, previous=120),
    ElectionCase("as large as before", 9_000, 8_200, 120, 40, 90, 27, previous=120),
    ElectionCase("the first council", 1_200, 1_000, 90, 30, 70, 21, is_first=True),
    ElectionCase("no standing council", 2_400, 2_200, 61, 0, 50, 0, previous=70),
    ElectionCase("marks unknown that decide", 8_000, 7_600, 100, 33, 70, 20, 100, unknown=8),
    ElectionCase("marks unknown, enough known", 8_100, 7_700, 100, 33, 80, 25, 100, unknown=8),
    ElectionCase("five above the first band", 16_000, 15_000, 155, 51, 120, 36, 150),
    ElectionCase("six above the first band", 17_000, 16_000, 156, 52, 120, 36, 150),
    ElectionCase("eight above the first band", 17_500, 16_200, 158, 52, 120, 36, 150),
)

#: Told of the society whose register has exactly so many members at its congress.
REGISTER_CASE = ElectionCase("by the register", 20_000, 17_392, 180, 60, 135, 40, previous=185)


def congress_days(society: Society, story: Story) -> list[dt.date]:
    """Return the days of the society's congresses up to the last day, in their order.

    They fall into the year in which a term ends; the profile says when the running one does.
    """
    ends = society.term_ends_on
    if ends is None:
        return []
    days = []
    first = ends.year - TERM_YEARS * (1 + (ends.year - (story.first_year - TERM_YEARS)) // 5)
    for year in range(first, story.today.year + 1, TERM_YEARS):
        rng = dice("congress", society.code, year)
        on = dt.date(year, ends.month, min(ends.day, 28)) + dt.timedelta(days=rng.randint(-25, 25))
        on = min(max(on, dt.date(year, 4, 20)), dt.date(year, 12, 20))
        if on <= story.today and not (year > story.first_year and rng.random() < 0.04):
            days.append(on)
    return days


def election_cases(
    story: Story, congresses: dict[int, list[dt.date]], kept: Iterable[int]
) -> dict[tuple[int, int], ElectionCase]:
    """Give the cases to societies that held a congress in a workplan's year, by (id, year).

    Societies in `kept` keep a member register, whose numbers are not the cases'.
    """
    skipped, cases = set(kept), {}
    for year in story.years:
        holders = [
            society
            for society in story.societies
            if society.pk not in skipped and any(on.year == year for on in congresses[society.pk])
        ]
        for society, case in zip(holders, ELECTION_CASES, strict=False):
            cases[society.pk, year] = case
            skipped.add(society.pk)
    return cases
