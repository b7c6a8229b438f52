"""Chapters made of what was counted in the registers: totals, groups, trends, methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.annual.making import make_chart, make_table, part_texts, same
from reports.annual.parts import (
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Kind,
    Part,
    Series,
    Source,
    Words,
)
from reports.development import Indicator, add_up, growth, mean, one_decimal, trend
from reports.selectors.development.facts import Group, NationalFacts

_GROUP = Column("group", Words("类别", "Group"))
_SOCIETIES = Column("societies", Words("学会数", "Societies"), Kind.NUMBER)
_ALL = Words("全国", "All societies")


def overview(facts: NationalFacts) -> tuple[Part, ...]:
    """Key figures with last year's beside them, and how they went over the years."""
    text = part_texts()["national-figures"]
    items = tuple(_figure(facts, each) for each in facts.outline.in_tables)
    known = tuple(item for item in items if item.value is not None)
    figures = Figures(text.code, text.title, known, Source(text.source, "", facts.as_of))
    return ((figures,) if known else ()) + _trends(facts, facts.outline.indicators)


def _figure(facts: NationalFacts, indicator: Indicator) -> Figure:
    now = add_up(facts.known(indicator.code, facts.year), facts.everybody)
    before = add_up(facts.known(indicator.code, facts.year - 1), facts.everybody)
    return Figure(
        indicator.code,
        indicator.title,
        _text(now.total),
        Kind.NUMBER,
        indicator.unit,
        indicator.rule,
        _text(before.total) if before.known == now.known else None,
    )


def _trends(facts: NationalFacts, indicators: Iterable[Indicator]) -> tuple[Chart, ...]:
    """A chart for each indicator that is told over the years."""
    text = part_texts()["national-trend"]
    charts = []
    for each in indicators:
        found = each.is_in_trends and trend(
            facts.observed,
            each.code,
            facts.year,
            years=facts.outline.years,
            least_share=facts.outline.least_share,
        )
        if found:
            label = Words(
                f"{each.title.zh}（{found.societies}个学会）",
                f"{each.title.en} ({found.societies} societies)",
            )
            charts.append(
                Chart(
                    f"{text.code}-{each.code}",
                    Words(f"历年{each.title.zh}", f"{each.title.en} over the years"),
                    text.shape,
                    tuple(same(str(year)) for year in found.years),
                    (Series(each.code, label, tuple(map(str, found.totals))),),
                    Kind.NUMBER,
                    each.unit,
                    Source(text.source, each.register, facts.as_of),
                )
            )
    return tuple(charts)


def by_discipline(facts: NationalFacts) -> tuple[Part, ...]:
    """How many societies each discipline group has, and their sums."""
    shares = make_chart(
        "society-shares",
        [group.name for group in facts.disciplines],
        {"societies": [len(group.societies) for group in facts.disciplines]},
        facts.as_of,
    )
    return (*shares, *_by_group(facts, facts.disciplines, "by-discipline"))


def by_size(facts: NationalFacts) -> tuple[Part, ...]:
    """The sums of large, medium and small societies."""
    return _by_group(facts, facts.sizes, "by-size")


def _by_group(facts: NationalFacts, groups: Sequence[Group], code: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    for table in ("people", "work"):
        indicators = facts.outline.of_table(table)
        rows = [_group_row(facts, group, indicators) for group in groups]
        parts += make_table(
            f"{code}-{table}",
            rows,
            facts.as_of,
            columns=(_GROUP, _SOCIETIES, *map(_column, indicators)),
            total=_group_row(facts, Group(_ALL, facts.everybody), indicators),
        )
    return tuple(parts)


def _group_row(
    facts: NationalFacts, group: Group, indicators: Iterable[Indicator]
) -> tuple[Cell, ...]:
    sums = (add_up(facts.known(each.code, facts.year), group.societies) for each in indicators)
    return (group.name, str(len(group.societies)), *(_text(each.total) for each in sums))


def _column(indicator: Indicator) -> Column:
    return Column(indicator.code, indicator.short, Kind.NUMBER)


def topic(facts: NationalFacts, chapter: str) -> tuple[Part, ...]:
    """The indicators of a chapter: this year and last, and the first one by discipline group."""
    indicators = facts.outline.of_chapter(chapter)
    rows = [_indicator_row(facts, each) for each in indicators]
    made = make_table("indicators", rows, facts.as_of)
    parts: list[Part] = [replace(part, code=f"{part.code}-{chapter}") for part in made]
    for each in indicators:
        if each.is_in_trends:
            parts += _discipline_chart(facts, each)
    return tuple(parts)


def _indicator_row(facts: NationalFacts, indicator: Indicator) -> tuple[Cell, ...]:
    now = facts.known(indicator.code, facts.year)
    before = facts.known(indicator.code, facts.year - 1)
    found = add_up(now, facts.everybody)
    return (
        indicator.title,
        indicator.unit,
        _text(found.total),
        one_decimal(mean(now, facts.everybody)),
        _text(add_up(before, facts.everybody).total),
        one_decimal(growth(now, before, facts.everybody)),
        f"{found.known}",
    )


def _discipline_chart(facts: NationalFacts, indicator: Indicator) -> tuple[Chart, ...]:
    text = part_texts()["by-discipline-chart"]
    known = facts.known(indicator.code, facts.year)
    totals = tuple(_text(add_up(known, group.societies).total) for group in facts.disciplines)
    if not any(totals):
        return ()
    return (
        Chart(
            f"{text.code}-{indicator.code}",
            Words(f"分学科{indicator.title.zh}", f"{indicator.title.en} by discipline group"),
            text.shape,
            tuple(group.name for group in facts.disciplines),
            (Series(indicator.code, indicator.title, totals),),
            Kind.NUMBER,
            indicator.unit,
            Source(text.source, indicator.register, facts.as_of),
        ),
    )


def societies(facts: NationalFacts) -> tuple[Part, ...]:
    """Key figures of each society, by discipline group."""
    parts: list[Part] = []
    for group in facts.disciplines:
        for table in ("people", "work"):
            parts += _societies_table(facts, group, table)
    return tuple(parts)


def _societies_table(facts: NationalFacts, group: Group, table: str) -> list[Part]:
    indicators = facts.outline.of_table(table)
    names = {member.pk: member for member in facts.members}
    columns = [
        Column("code", Words("编号", "Code")),
        Column("society", Words("学会", "Society")),
        *map(_column, indicators),
    ]
    if table == "people":
        columns += [
            Column("progress", Words("改革进度", "Reform"), Kind.PERCENT),
            Column("report", Words("年报", "Report")),
        ]
    rows: list[tuple[Cell, ...]] = []
    for pk in group.societies:
        cells: list[Cell] = [names[pk].code, names[pk].name]
        cells += [_text(facts.known(each.code, facts.year).get(pk)) for each in indicators]
        if table == "people":
            out = Words("已公开", "published") if pk in facts.published else None
            cells += [facts.progress.get(pk), out]
        rows.append(tuple(cells))
    made = make_table(f"societies-{table}", rows, facts.as_of, columns=columns)
    return [
        replace(
            part,
            code=f"{part.code}-{position}",
            title=Words(f"{group.name.zh}：{part.title.zh}", f"{group.name.en}: {part.title.en}"),
        )
        for part in made
        for position in [facts.disciplines.index(group) + 1]
    ]


def methods(facts: NationalFacts) -> tuple[Part, ...]:
    """By which rule each figure is counted, how many societies are known, and what sizes are."""
    rows = [
        (
            each.title,
            each.unit,
            each.rule,
            str(add_up(facts.known(each.code, facts.year), facts.everybody).known),
        )
        for each in facts.outline.indicators
    ]
    sizes = [(group.name, str(len(group.societies))) for group in facts.sizes]
    return (
        *make_table("methods-indicators", rows, facts.as_of),
        *make_table("methods-sizes", sizes, facts.as_of),
    )


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)
