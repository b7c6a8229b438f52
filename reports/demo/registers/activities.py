"""Activities of the demo: what the optional tasks count, by the kinds and measures of the data."""

from __future__ import annotations

import datetime as dt
import random

from reports.demo.registers.chance import Story, day_in, dice, subject_of
from reports.demo.registers.names import REGIONS
from reports.demo.registers.rows import Table
from societies.activity_kinds import ActivityKind, activity_kinds
from societies.models import Society

#: Kinds that nearly every society has; of the others each has some.
_USUAL = ("domestic_meeting", "journal", "popularisation_event", "online_service", "award")
_OTHERS = 9
#: How many records of a kind a year brings, where not one to three.
_MANY = {"domestic_meeting": (2, 5), "popularisation_event": (1, 4), "delegation": (1, 4)}
#: Ranges of measures; what is not listed is a small number, money is in units of 10,000 yuan.
_RANGES = {
    "participants": (60, 2600),
    "papers": (20, 900),
    "foreign_participants": (3, 60),
    "issues": (4, 24),
    "audience": (100, 20_000),
    "volunteers": (5, 200),
    "copies": (500, 60_000),
    "visitors": (10, 4000),
    "page_visits": (5_000, 900_000),
    "online_joiners": (40, 3000),
    "people_trained": (30, 900),
    "evaluated": (5, 120),
    "candidates": (30, 160),
    "winners": (5, 30),
    "experts": (3, 40),
    "persons": (3, 12),
    "own_funded_persons": (0, 3),
    "fee": (0, 0),
}
_TITLES = {
    "domestic_meeting": "{year}年{x}学术会议（第{n}次）",
    "cross_strait_meeting": "{year}年海峡两岸{x}学术研讨会（{n}）",
    "international_meeting": "{year}年国际{x}大会（{n}）",
    "journal": "《{x}学报》（{n}）",
    "consortium": "{x}相关学会联合体（{n}）",
    "award": "{year}年{x}科学技术奖（{n}）",
    "standard": "{x}团体标准 T/{code} {n:03d}—{year}",
    "popularisation_event": "{year}年{x}科普活动（第{n}场）",
    "service_station": "{place}{x}学会服务站（{n}）",
    "innovation_community": "{x}产业协同创新共同体（{n}）",
    "think_tank_report": "{x}发展战略研究报告（{year}—{n}）",
}
_TITLE = "{year}年{x}{kind}（{n}）"
#: Kinds that several societies often do together.
_TOGETHER = ("consortium_activity", "international_meeting", "poverty_relief", "domestic_meeting")


def add_activities(society: Society, story: Story, tables: dict[str, Table]) -> None:
    """Write a society's activities; some are held together with other societies."""
    rng = dice("activities", society.code)
    kinds = activity_kinds().kinds
    others = [key for key in kinds if key not in _USUAL]
    chosen = [*_USUAL, *rng.sample(others, min(_OTHERS, len(others)))]
    for key in chosen:
        kind = kinds[key]
        numbers = _Numbers()
        if kind.is_standing:
            for _ in range(rng.randint(1, 2)):
                since = day_in(rng, dt.date(story.first_year - 8, 1, 1), story.today)
                _add(rng, society, story, kind, since, numbers, tables)
            continue
        for year in story.all_years:
            # The year before a told one stands beside it in reports.
            is_told = year in story.years or year + 1 in story.years
            if is_told or rng.random() < 0.3:
                times = rng.randint(*_MANY.get(key, (1, 3))) if is_told else 1
                for _ in range(times):
                    on = day_in(rng, dt.date(year, 1, 10), dt.date(year, 12, 20))
                    if on <= story.today:
                        _add(rng, society, story, kind, on, numbers, tables)


class _Numbers:
    """Counts the records of a kind by year, for their titles."""

    def __init__(self) -> None:
        self.by_year: dict[int, int] = {}

    def next(self, year: int) -> int:
        self.by_year[year] = self.by_year.get(year, 0) + 1
        return self.by_year[year]


def _add(
    rng: random.Random,
    society: Society,
    story: Story,
    kind: ActivityKind,
    on: dt.date,
    numbers: _Numbers,
    tables: dict[str, Table],
) -> None:
    place = rng.choice(REGIONS)
    title = _TITLES.get(kind.key, _TITLE).format(
        year=on.year,
        x=subject_of(society),
        n=numbers.next(0 if kind.is_standing else on.year),
        kind=kind.title_zh,
        place=place,
        code=society.code.replace("-", ""),
    )
    tables["activities"].add(
        society_id=society.pk,
        kind=kind.key,
        title=title,
        started_on=on,
        ended_on=_ended_on(rng, story, kind, on),
        place=place,
        partner=f"{place}有关单位" if rng.random() < 0.4 else "",
        approval=_approval(rng, kind, on),
        measures=_measures(rng, kind),
    )
    if kind.key in _TOGETHER and len(story.societies) > 1 and rng.random() < 0.25:
        link = society.pk, kind.key, title, on
        others = [other for other in story.societies if other.pk != society.pk]
        for other in rng.sample(others, min(len(others), rng.randint(1, 2))):
            tables["co_hosts"].add(link=link, society_id=other.pk)


def _ended_on(rng: random.Random, story: Story, kind: ActivityKind, on: dt.date) -> dt.date | None:
    if not kind.is_standing:
        return min(on + dt.timedelta(days=rng.randint(0, 3)), story.today)
    if rng.random() < 0.08:
        return day_in(rng, on, story.today)
    return None


def _approval(rng: random.Random, kind: ActivityKind, on: dt.date) -> str:
    """Return a number of approval or contract where one is needed; some lack it."""
    if kind.needs == "approval" and rng.random() < 0.88:
        return f"国评组函〔{on.year}〕{rng.randint(3, 90)}号"
    if kind.needs == "contract" and rng.random() < 0.7:
        return f"合同〔{on.year}〕{rng.randint(1, 60):03d}"
    return ""


def _measures(rng: random.Random, kind: ActivityKind) -> dict[str, int]:
    values = {}
    for measure in kind.measures:
        low, high = _RANGES.get(measure.key, (1, 9))
        value = rng.randint(low, high)
        if measure.form == "flag":
            value = int(rng.random() < 0.35)
        elif measure.form == "money" and high:
            value = rng.randint(5, 300) * 10_000
        values[measure.key] = value
    return values
