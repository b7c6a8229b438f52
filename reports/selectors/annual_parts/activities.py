"""What a society did in an annual report: how much of each kind, and a list of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from reports.annual.chapters import ChapterKind
from reports.annual.making import NO, YES, capital, make_chart, make_table, part_texts, same
from reports.annual.parts import Column, Kind, Part, Words
from reports.selectors.annual_parts.activities_facts import ActivityRow
from reports.selectors.annual_parts.members_facts import TREND_YEARS
from societies.activity_kinds import ActivityKind, Measure, activity_kinds

ACADEMIC = ("domestic_meeting", "cross_strait_meeting", "international_meeting")
ON, SINCE = Words("日期", "Date"), Words("起始日期", "Since")
_KINDS_OF_FORM = {"number": Kind.NUMBER, "money": Kind.MONEY, "flag": Kind.TEXT}


def parts(chapter: ChapterKind, rows: Sequence[ActivityRow], as_of: dt.date) -> tuple[Part, ...]:
    """How many of each kind of the chapter, a table of each listed kind, and all others in one.

    A single activity of its kind needs no table of its own where there are others to stand with.
    """
    of_year = [row for row in rows if row.counts_in(as_of.year, as_of)]
    day = as_of.isoformat()
    tally = Counter(row.kind for row in of_year)
    order = (*chapter.listed, *chapter.others)
    single = {kind for kind in chapter.listed if tally[kind] == 1}
    others = [row for row in of_year if row.kind in {*single, *chapter.others}]
    if len(others) == 1:
        single, others = set(), [row for row in others if row.kind in chapter.others]
    lists = [
        part
        for kind in chapter.listed
        if kind not in single
        for part in _list(activity_kinds().kinds[kind], [r for r in of_year if r.kind == kind], day)
    ]
    return (
        *_numbers(chapter, rows, as_of),
        *lists,
        *make_table(
            "activities-others",
            map(_other, sorted(others, key=lambda row: order.index(row.kind))),
            day,
            code=f"{chapter.code}-others",
            title=None if lists else part_texts()["activities-list"].title,
        ),
    )


def _numbers(chapter: ChapterKind, rows: Sequence[ActivityRow], as_of: dt.date) -> tuple[Part, ...]:
    """Numbers by kind, in this year and the one before; of three their lists tell enough."""
    now, before = (_tally(rows, as_of.year - back, as_of) for back in (0, 1))
    kinds = [activity_kinds().kinds[key] for key in chapter.activities]
    listed = [
        (
            _title(kind),
            _known(now, kind),
            _known(before, kind),
            Words(kind.unit_zh, kind.unit_en),
        )
        for kind in kinds
        if now[kind.key] or before[kind.key]
    ]
    if len(listed) < 4:
        return ()
    return make_table("activities-count", listed, as_of.isoformat(), code=f"{chapter.code}-count")


def _title(kind: ActivityKind) -> Words:
    return capital(Words(kind.title_zh, kind.title_en))


def _tally(rows: Iterable[ActivityRow], year: int, as_of: dt.date) -> Counter[str]:
    return Counter(row.kind for row in rows if row.counts_in(year, as_of))


def _known(tally: Counter[str], kind: ActivityKind) -> int | None:
    """How many there were of a kind; unknown where the register holds no event of the year.

    What stands for years says nothing of whether anybody recorded events then.
    """
    kinds = activity_kinds().kinds
    is_kept = kind.is_standing or any(not kinds[key].is_standing for key in tally)
    return tally[kind.key] if is_kept else None


def _list(kind: ActivityKind, rows: Sequence[ActivityRow], as_of: str) -> tuple[Part, ...]:
    """The activities of one kind with what was counted in each; the measures are its columns."""
    items = part_texts()["activities-list"].items
    measures = [m for m in kind.measures if any(m.key in row.measures for row in rows)]
    named = {name: Column(name, item.label, item.kind) for name, item in items.items()}
    named["started_on"] = replace(named["started_on"], label=SINCE if kind.is_standing else ON)
    columns = (
        *named.values(),
        *(Column(m.key, _with_unit(m), _KINDS_OF_FORM[m.form]) for m in measures),
    )
    return make_table(
        "activities-list",
        (
            (row.title, row.started_on, row.place, *(_value(row, m) for m in measures))
            for row in rows
        ),
        as_of,
        columns=columns,
        title=_title(kind),
        code=f"activities-{kind.key}",
    )


def _with_unit(measure: Measure) -> Words:
    words = capital(Words(measure.title_zh, measure.title_en))
    if measure.form != "money":
        return words
    return Words(f"{words.zh}（{measure.unit_zh}）", f"{words.en} ({measure.unit_en})")


def _value(row: ActivityRow, measure: Measure) -> Any:
    value = row.measures.get(measure.key)
    if value is None or measure.form != "flag":
        return value
    return YES if value else NO


def _other(row: ActivityRow) -> tuple[Any, ...]:
    kind = activity_kinds().kinds[row.kind]
    return (
        _title(kind),
        row.title,
        row.started_on,
        row.place,
        _scale(kind, row),
    )


def _scale(kind: ActivityKind, row: ActivityRow) -> Words | None:
    """What was counted in an activity, in words; flags only where they hold."""
    zh, en = [], []
    for measure in kind.measures:
        value = row.measures.get(measure.key)
        if not value:
            continue
        if measure.form == "flag":
            zh.append(measure.title_zh)
            en.append(measure.title_en)
        else:
            unit = f" {measure.unit_en}" if measure.form == "money" else ""
            zh.append(f"{measure.title_zh}{value:,}{measure.unit_zh}")
            en.append(f"{measure.title_en} {value:,}{unit}")
    return Words("，".join(zh), ", ".join(en)) if zh else None


def key_figures(rows: Sequence[ActivityRow], as_of: dt.date) -> dict[str, tuple[Any, Any]]:
    """Figures of this year and the one before; None where the register holds nothing."""
    years = [_of_year(rows, as_of.year - back, as_of) for back in (0, 1)]
    return {name: (years[0][name], years[1][name]) for name in years[0]}


def _of_year(rows: Sequence[ActivityRow], year: int, as_of: dt.date) -> dict[str, int | None]:
    """None where nothing is recorded: that nobody did anything is not known by that."""
    of_year = [row for row in rows if row.counts_in(year, as_of)]
    academic = [row for row in of_year if row.kind in ACADEMIC]
    popular = [row for row in of_year if row.kind == "popularisation_event"]
    return {
        "academic_meetings": len(academic) or None,
        "participants": _sum(academic, "participants"),
        "papers": _sum(academic, "papers"),
        "journals": sum(row.kind == "journal" for row in of_year) or None,
        "popularisation": len(popular) or None,
        "audience": _sum(popular, "audience"),
    }


def _sum(rows: Sequence[ActivityRow], measure: str) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [row.measures[measure] for row in rows if measure in row.measures]
    return sum(known) if known else None


def trends(rows: Sequence[ActivityRow], as_of: dt.date) -> tuple[Part, ...]:
    """Academic meetings and their participants over the years that are known."""
    years = [as_of.year - back for back in reversed(range(TREND_YEARS))]
    found = [_of_year(rows, year, as_of) for year in years]
    labels, day = [same(str(year)) for year in years], as_of.isoformat()
    meetings = {"meetings": [each["academic_meetings"] for each in found]}
    participants = {"participants": [each["participants"] for each in found]}
    return (
        *make_chart("trend-meetings", labels, meetings, day, is_trend=True),
        *make_chart("trend-participants", labels, participants, day, is_trend=True),
    )
