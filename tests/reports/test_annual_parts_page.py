"""Parts of a chapter on screen: written by kind, numbered, with a table behind each chart."""

from __future__ import annotations

import json

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from reports.annual.captions import numbered_html, part_numbers, places
from reports.annual.parts import Column, Kind, Shape, Words, plain
from reports.pages.annual_parts import (
    as_cards,
    chart_data,
    chart_rows,
    figure_change,
    register_place,
    table_rows,
    table_total,
)
from reports.templatetags.annual import said, written
from tests.reports import annual_sample as sample


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.NUMBER, "—"),
        ("", Kind.NUMBER, "—"),
        ("0", Kind.NUMBER, "0"),
        ("999", Kind.NUMBER, "999"),
        ("1000", Kind.NUMBER, "1,000"),
        ("-1234567.50", Kind.NUMBER, "−1,234,567.50"),
        ("1234.5", Kind.MONEY, "1,234.50"),
        ("0.005", Kind.MONEY, "0.01"),
        ("-0.004", Kind.MONEY, "0.00"),
        ("", Kind.MONEY, "—"),
        ("46.15", Kind.PERCENT, "46.2%"),
        ("-5", Kind.PERCENT, "−5.0%"),
        ("2017-12-31", Kind.DATE, "2017-12-31"),
        ("2017-06", Kind.MONTH, "2017年6月"),
        ("", Kind.MONTH, "—"),
        (Words("甲", "A"), Kind.TEXT, "甲"),
        ({"zh": "甲", "en": "A"}, Kind.TEXT, "甲"),
    ],
)
def test_written_follows_the_kind(value: object, kind: Kind, text: str) -> None:
    with translation.override("zh-hans"):
        assert written(value, kind) == text  # type: ignore[arg-type]


def test_said_falls_back_to_chinese() -> None:
    with translation.override("en"):
        assert said(Words("甲", "A")) == "A"
        assert said({"zh": "甲", "en": ""}) == "甲"
        assert said(None) == ""


def test_places_count_only_chapters_that_say_something() -> None:
    chapters = [
        sample.chapter("message"),
        sample.chapter("members", html="<p>a</p>"),
        sample.chapter("finance", parts=(sample.table(),)),
    ]
    assert places(chapters) == {"members": 1, "finance": 2}


def test_numbers_count_captions_of_the_text_before_parts() -> None:
    text = sample.TEXT + "<figure><img><figcaption></figcaption></figure>"
    parts = (sample.figures(), sample.table(), sample.chart())
    chapter = sample.chapter("members", html=text, parts=parts)
    assert part_numbers(chapter, 4) == {
        "member-kinds": Words("表 4-2", "Table 4-2"),
        "member-line": Words("图 4-2", "Figure 4-2"),
    }
    html = numbered_html(text, 4, zh=True)
    assert '<figcaption><span class="caption-number">图 4-1</span> 会员日' in html
    assert '<caption><span class="caption-number">表 4-1</span> 走访安排' in html
    assert "<figcaption></figcaption>" in html
    assert ">Figure 4-1<" in numbered_html(text, 4, zh=False)


def test_cells_are_written_with_their_column() -> None:
    part = plain(sample.table())
    with translation.override("en"):
        rows = table_rows(part)
        total = table_total(part)
        unnamed = table_total(plain(sample.table(total=(None, "3", None))))
    assert [cell.text for cell in rows[0]] == ["Individuals", "12,000", "1,234,567.50"]
    assert [cell.text for cell in rows[1]] == ["=1+1", "—", "−0.01"]
    assert [cell.label for cell in rows[0]] == ["Kind", "Number", "Dues"]
    assert [cell.is_number for cell in rows[0]] == [False, True, True]
    assert [cell.text for cell in total] == ["Total", "12,345", ""]
    assert table_total(plain(sample.table(total=None))) == []
    assert [cell.text for cell in unnamed] == ["Total", "3", ""]


def test_heat_tables_colour_their_percentages() -> None:
    columns = (
        Column("task", Words("任务", "Task")),
        Column("m", Words("6月", "June"), Kind.PERCENT),
    )
    rows = (("1", "83.4"), ("2", None))
    part = plain(sample.table(columns=columns, rows=rows, total=None, look="heat"))
    assert [[cell.css for cell in row] for row in table_rows(part)] == [
        ["", "heat-6"],
        ["", "heat-nodata"],
    ]


@pytest.mark.parametrize(
    ("kinds", "cards"),
    [
        ("text text text text", False),
        ("text text text number number", True),
        ("text text number number number", False),
        ("text number number number number number", False),
    ],
)
def test_wide_tables_of_words_become_cards_on_a_phone(kinds: str, cards: bool) -> None:
    assert as_cards({"columns": [{"kind": kind} for kind in kinds.split()]}) is cards


def test_days_stand_in_one_line() -> None:
    columns = (
        Column("day", Words("日期", "Day"), Kind.DATE),
        Column("n", Words("数", "N"), Kind.NUMBER),
    )
    part = plain(sample.table(columns=columns, rows=(("2017-01-30", "5"),), total=None))
    assert [cell.classes for cell in table_rows(part)[0]] == ["nowrap", "num"]


@pytest.mark.parametrize(
    ("value", "before", "kind", "text"),
    [
        ("110", "100", "number", "+10.0%"),
        ("90", "100", "number", "−10.0%"),
        ("5", "0", "number", ""),
        ("5", "5", "number", "unchanged"),
        ("5", "4", "percent", ""),
        ("-5", "4", "money", ""),
        (None, "4", "number", ""),
        ("4", None, "number", ""),
    ],
)
def test_change_of_a_figure_is_told_where_it_means_something(
    value: str | None, before: str | None, kind: str, text: str
) -> None:
    with translation.override("en"):
        assert figure_change({"value": value, "before": before, "kind": kind}) == text


def test_chart_and_its_table_hold_the_same() -> None:
    part = plain(sample.chart(Shape.SHARES))
    with translation.override("en"):
        assert chart_data(part)["series"] == [
            {"name": "Members", "values": [None, 12000.0, 4000.0]}
        ]
        assert chart_rows(part) == [
            ("2016", ["—", "—"]),
            ("2017", ["12,000", "75.0%"]),
            ("2018", ["4,000", "25.0%"]),
        ]


def test_a_part_links_its_register_only_for_those_who_may_see_it() -> None:
    assert register_place("nothing", "A-01") is None
    for register in ("members", "dues", "branches"):
        place = register_place(register, "A-01")
        assert place is not None
        assert "A-01" in place[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_shows_every_kind_of_part(language: str) -> None:
    parts = (sample.figures(), sample.table(), sample.chart())
    chapter = sample.chapter("members", parts=parts)
    context = {"parts": chapter["parts"], "numbers": part_numbers(chapter, 2)}
    with translation.override(language):
        html = render_to_string("reports/annual/parts/_parts.html", context)
        linked = render_to_string(
            "reports/annual/parts/_parts.html", {**context, "society_code": "A-01"}
        )
    zh = language == "zh-hans"
    assert ("表 2-1" if zh else "Table 2-1") in html
    assert f"12,345 <span>{'名' if zh else 'members'}</span>" in html
    assert "/societies/A-01/" not in html
    assert "/societies/A-01/" in linked
    data = html.split('id="chart-member-line" type="application/json">')[1].split("</script>")[0]
    assert json.loads(data)["shape"] == "line"
