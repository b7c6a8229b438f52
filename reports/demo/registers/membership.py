"""How many members each society has over the years, and what it declares of them."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right

from reports.demo.registers.cases import ElectionCase
from reports.demo.registers.chance import Story, dice, fate, year_end
from reports.demo.registers.rows import Table
from societies.models import Society

#: What becomes of a workplan year's growth, in shares of a hundred.
GROWTH = (
    ("more", 50),
    ("exact", 9),
    ("one_short", 9),
    ("less", 22),
    ("zero", 3),
    ("unknown", 3),
    ("undeclared", 4),
)
DUES = (("better", 71), ("equal", 8), ("worse", 15), ("unknown", 6))
#: A society of so many of a hundred says nothing of its members at all.
SILENT = 2
#: How much of a year's dues has come in by each quarter's end, of a hundred.
_COLLECTED = {3: 45, 6: 70, 9: 88, 12: 100}


class Timeline:
    """Numbers fixed on some days; between them they grow evenly."""

    def __init__(self, points: dict[dt.date, int]) -> None:
        """Take the fixed numbers."""
        self.points = dict(points)

    def at(self, on: dt.date) -> int:
        """Return the number on a day."""
        days = sorted(self.points)
        right = bisect_right(days, on)
        if right == 0:
            return self.points[days[0]]
        before = days[right - 1]
        if right == len(days) or before == on:
            return self.points[before]
        after = days[right]
        gain = self.points[after] - self.points[before]
        return self.points[before] + gain * (on - before).days // (after - before).days

    def bend(self, fixed: dict[dt.date, int]) -> None:
        """Fix numbers of some days; those before and after them keep their proportions."""
        days = sorted(fixed)
        first, last = days[0], days[-1]
        before, after = self.at(first) or 1, self.at(last) or 1
        kept = {
            day: number * fixed[first] // before if day < first else number * fixed[last] // after
            for day, number in self.points.items()
            if day < first or day > last
        }
        self.points = kept | fixed


def timeline(society: Society, story: Story) -> Timeline:
    """Return a society's numbers: year by year, faster in the workplans' years."""
    rng = dice("members", society.code)
    number = int(10 ** rng.uniform(2.9, 4.55))
    points = {year_end(story.first_year - 2): number}
    for year in story.all_years:
        on = min(year_end(year), story.quarter_ends[-1])
        outcome = growth_of(society, year) if year in story.years else ""
        number = _grown(rng, number, outcome)
        if on > max(points):
            points[on] = number
    result = Timeline(points)
    for year in story.years:
        _stand_on_the_edge(result, story, year, growth_of(society, year))
    return result


def growth_of(society: Society, year: int) -> str:
    """Return what becomes of the society's growth in a workplan's year."""
    return fate("growth", society.code, year, GROWTH)


def _grown(rng: random.Random, number: int, outcome: str) -> int:
    if outcome in ("", "undeclared"):
        return number * rng.randint(1005, 1055) // 1000
    if outcome == "less":
        return number * rng.randint(1010, 1130) // 1000
    return number * rng.randint(1160, 1380) // 1000


def _stand_on_the_edge(line: Timeline, story: Story, year: int, outcome: str) -> None:
    """Make the growth of a year exactly 15 %, or one member less than that."""
    start, end = year_end(year - 1), min(year_end(year), story.quarter_ends[-1])
    if outcome not in ("exact", "one_short") or end <= start:
        return
    baseline = max(100, line.at(start) // 100 * 100)
    wanted = baseline * 115 // 100
    line.bend({start: baseline, end: wanted - (outcome == "one_short")})


def stand_on_case(line: Timeline, story: Story, congress: dt.date, case: ElectionCase) -> None:
    """Declare the case's members at the congress and the last year-end, others a year before."""
    end = year_end(congress.year - 1)
    fixed = {year_end(congress.year - 2): case.members_before, end: case.members}
    line.bend(fixed | {max(end, story.declared_by(congress)): case.members})


def declare(
    society: Society, story: Story, line: Timeline, table: Table, exempt: frozenset[int]
) -> None:
    """Declare the society's members quarter by quarter; `exempt` years are declared in full."""
    if dice("silent", society.code).randrange(100) < SILENT and not exempt:
        return
    rates = _Rates(society, story)
    rng = dice("declared", society.code)
    unit_share = rng.randint(8, 30)
    for on in story.quarter_ends:
        outcome = _outcome(society, story, on, exempt)
        if outcome == "missing":
            continue
        number: int | None = line.at(on)
        if outcome:
            number = 0 if outcome == "zero" else None
        table.add(
            society_id=society.pk,
            as_of=on,
            individual=number,
            unit=20 + line.at(on) * unit_share // 2000,
            **_grades(rng, number),
            **rates.on(on, number),
        )


def _outcome(society: Society, story: Story, on: dt.date, exempt: frozenset[int]) -> str:
    """Say whether a declaration is missing, or what it says instead of the number."""
    for year in story.years:
        outcome = growth_of(society, year)
        if year in exempt:
            continue
        if outcome == "undeclared" and on.year == year:
            return "missing"
        if outcome in ("zero", "unknown") and on == year_end(year - 1):
            return outcome
    return ""


def _grades(rng: random.Random, number: int | None) -> dict[str, int | None]:
    if number is None:
        return {}
    return {
        "senior": number * rng.randint(80, 90) // 1000,
        "fellow": number * rng.randint(1, 3) // 1000,
        "student": number * rng.randint(120, 150) // 1000,
        "foreign": number // 900,
        "hk_macao_taiwan": number // 700,
        "honorary": number // 2500,
    }


class _Rates:
    """The share of a society's members who paid, by year, in whole percent."""

    def __init__(self, society: Society, story: Story) -> None:
        self.story = story
        rng = dice("dues", society.code)
        rate = rng.randint(55, 75)
        self.rates: dict[int, int | None] = {story.first_year - 2: rate}
        for year in story.all_years:
            outcome = fate("dues", society.code, year, DUES)
            if outcome == "better":
                rate = min(97, rate + rng.randint(1, 6))
            elif outcome == "worse":
                rate = max(35, rate - rng.randint(1, 7))
            self.rates[year] = None if outcome == "unknown" else rate

    def on(self, on: dt.date, number: int | None) -> dict[str, int | None]:
        """Return who owed and who paid by a day; rates are exact, so equal ones are equal."""
        rate = self.rates[on.year]
        if rate is None or not number:
            return {}
        owing = number * 8 // 1000 * 100 or 100
        owing = min(owing, number // 100 * 100) or number
        paid = owing * rate // 100
        if on != self.story.quarter_ends[-1]:
            paid = paid * _COLLECTED[on.month] // 100
        return {"dues_owing": owing, "dues_paid": paid}


#: Register societies whose declarations contradict their register, by how much.
CONTRADICTED = {"A-01": 12, "D-01": -85}


def declare_beside_register(society: Society, story: Story, line: Timeline, table: Table) -> None:
    """Declare at year-ends what the register says as well; a few declare something else."""
    for year in (story.first_year - 1, *story.years):
        on = year_end(year)
        if on > story.today:
            continue
        wrong = CONTRADICTED.get(society.code, 0) if year == story.first_year else 0
        table.add(society_id=society.pk, as_of=on, individual=line.at(on) + wrong)
