"""Parts of annual reports: texts in both languages, values as plain digits, ages at their edges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import yaml

from members.enums import MemberGrade
from reports.annual.ages import AGE_BANDS, born_between, years_before
from reports.annual.chapters import chapter_kinds
from reports.annual.making import (
    FILE,
    choice,
    make_chart,
    make_figures,
    make_table,
    number,
    part_texts,
    same,
)
from reports.annual.parts import Words
from societies.activity_kinds import activity_kinds

DAY = "2017-12-31"


@pytest.mark.parametrize("code", part_texts())
def test_every_text_stands_in_both_languages(code: str) -> None:
    text = part_texts()[code]
    said = [text.title, text.source, *(item.label for item in text.items.values())]
    assert all(words.zh and words.en for words in said)
    optional = [text.unit, *(w for item in text.items.values() for w in (item.unit, item.formula))]
    assert all(bool(words.zh) == bool(words.en) for words in optional)


def test_other_sources_stand_in_both_languages() -> None:
    sources = yaml.safe_load(FILE.read_text(encoding="utf-8"))["sources"]
    assert all(len(source["text"]) == 2 and source["register"] for source in sources.values())


def test_each_kind_of_activity_stands_in_one_chapter() -> None:
    told = [key for chapter in chapter_kinds() for key in chapter.activities]
    assert sorted(told) == sorted(activity_kinds().kinds)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        ("", None),
        (0, "0"),
        (12, "12"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1234.50"), "1234.50"),
        (dt.date(2017, 3, 5), "2017-03-05"),
        ("年会", "年会"),
    ],
)
def test_values_are_plain_digits_and_days(value: object, written: str | None) -> None:
    assert number(value) == written


def test_table_is_cut_where_its_text_says() -> None:
    at_most = part_texts()["organisation-rules"].at_most
    rows = [(f"制度{n}", None, None, dt.date(2017, 1, 1)) for n in range(at_most + 1)]
    assert make_table("organisation-rules", [("制度", None, None, None)], DAY) == ()
    [whole] = make_table("organisation-rules", rows[:-1], DAY)
    [cut] = make_table("organisation-rules", rows, DAY)
    assert (len(whole.rows), whole.left_out) == (at_most, 0)
    assert (len(cut.rows), cut.left_out) == (at_most, 1)
    assert [column.code for column in cut.columns] == ["title", "adopted_on"]
    assert cut.rows[0] == ("制度0", "2017-01-01")


def test_nothing_makes_no_part() -> None:
    assert make_table("organisation-rules", [], DAY) == ()
    assert (
        make_figures("members-figures", {"individual": (None, 9), "unit": (None, None)}, DAY) == ()
    )
    assert make_chart("members-trend", [same("2017")], {"individual": [9]}, DAY) == ()


def test_figure_of_nothing_is_left_out_and_zero_is_kept() -> None:
    values = {"individual": (5, 4), "unit": (None, None), "joined": (0, None), "left": (None, 3)}
    [figures] = make_figures("members-figures", values, DAY)
    found = {item.code: (item.value, item.before) for item in figures.items}
    assert found == {"individual": ("5", "4"), "joined": ("0", None), "left": (None, "3")}


def test_chart_leaves_out_what_nobody_knows() -> None:
    labels = [same("2016"), same("2017")]
    series: dict[str, list[str | None]] = {"income": ["1.00", None], "expense": [None, None]}
    assert make_chart("trend-income", labels, series, DAY) == ()
    [chart] = make_chart("trend-income", labels, {**series, "income": ["1.00", "2.00"]}, DAY)
    assert [(each.code, each.values) for each in chart.series] == [("income", ("1.00", "2.00"))]


def test_trend_begins_where_anything_is_known() -> None:
    labels = [same(str(year)) for year in range(2013, 2018)]
    series: dict[str, list[str | None]] = {
        "income": [None, None, "1.00", None, "2.00"],
        "expense": [None, "1.00", None, None, None],
    }
    [chart] = make_chart("trend-income", labels, series, DAY, is_trend=True)
    assert [label.zh for label in chart.labels] == ["2014", "2015", "2016", "2017"]
    assert chart.series[0].values == (None, "1.00", None, "2.00")


def test_declared_figures_name_their_own_source() -> None:
    [figures] = make_figures("members-figures", {"individual": (5, 4)}, DAY, source="declared")
    assert figures.source.register == "declared_counts"
    assert figures.source.as_of == DAY


def test_choice_begins_with_a_capital_in_english() -> None:
    assert choice(MemberGrade, "student") == Words("学生会员", "Student member")
    assert choice(MemberGrade, "") is None


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (dt.date(1982, 1, 1), "35"),
        (dt.date(1981, 12, 31), "45"),  # is 36 on the day
        (dt.date(1972, 1, 1), "45"),
        (dt.date(1971, 12, 31), "60"),
        (dt.date(1957, 1, 1), "60"),
        (dt.date(1956, 12, 31), "old"),
    ],
)
def test_age_changes_on_the_birthday(born: dt.date, code: str) -> None:
    as_of = dt.date(2017, 12, 31)
    bands = {band.code: born_between(as_of, band) for band in AGE_BANDS}
    inside = [
        name
        for name, (after, until) in bands.items()
        if (after is None or born > after) and (until is None or born <= until)
    ]
    assert inside == [code]


def test_leap_day_has_a_day_before_in_other_years() -> None:
    assert years_before(dt.date(2020, 2, 29), 35) == dt.date(1985, 2, 28)
    assert years_before(dt.date(2020, 2, 29), 36) == dt.date(1984, 2, 29)
