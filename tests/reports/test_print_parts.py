"""Tables that print draws or sets closer than their data."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation

from accounts.heat import heat_step
from reports.annual.parts import Column, Kind, Words, plain
from reports.pages.print_parts import PrintedPart, printed
from reports.pdf.chart_heat import heat_drawing
from reports.pdf.chart_shapes import Plot, Row
from tests.reports.annual_sample import table

MONTHS = (
    Column("n", Words("序号", "No."), Kind.NUMBER),
    Column("t", Words("任务", "Task")),
    Column("4", Words("4月", "Apr"), Kind.PERCENT),
    Column("5", Words("5月", "May"), Kind.PERCENT),
    Column("s", Words("状态", "State")),
)
GROUPS = (
    Column("a", Words("项目", "Aspect")),
    Column("g", Words("分组", "Group")),
    Column("n", Words("人数", "Members"), Kind.NUMBER),
    Column("p", Words("占比", "Share"), Kind.PERCENT),
)
SEX = Words("性别", "Sex")


def made(look: str, columns: tuple[Column, ...], *rows: tuple[object, ...]) -> PrintedPart:
    return printed(plain(table(columns=columns, rows=rows, total=None, look=look)))


@pytest.mark.parametrize(
    ("percent", "step"),
    [(0, 1), (Fraction(1666, 100), 1), (Fraction(50, 3), 2), (50, 4), (83, 5), (100, 6)],
)
def test_heat_has_six_equal_steps(percent: int, step: int) -> None:
    assert heat_step(Fraction(percent)) == step


def test_heat_draws_what_is_known_and_writes_all() -> None:
    rows = (Row("1", "会议制度", (Fraction(10), None), ("10", "—")),)
    drawing = heat_drawing(Plot(("4月", "5月"), rows, is_percent=True), 640)
    assert [bar.tone for bar in drawing.bars] == [1]
    assert [label.text for label in drawing.labels] == ["4月", "5月", "1", "会议制度", "10", "—"]
    right = max(float(bar.x) + float(bar.width) for bar in drawing.bars)
    assert right <= 640


def test_dark_squares_carry_white_letters() -> None:
    rows = (Row("1", "a", (Fraction(66), Fraction(67)), ("66", "67")),)
    drawing = heat_drawing(Plot(("4", "5"), rows, is_percent=True), 640)
    assert [each.ink for each in drawing.labels if each.text in ("66", "67")] == [
        "ink",
        "on_structure",
    ]


def test_heat_is_drawn_with_its_numbers_in_words() -> None:
    part = made("heat", MONTHS, ("1", Words("会议制度", "Meetings"), "10", None, "滞后"))
    assert part.kind == "chart"
    assert "会议制度" in str(part.svg)
    assert "4月 10, 5月 —" in str(part.svg)


def test_groups_of_an_aspect_stand_in_one_row() -> None:
    rows = (
        (SEX, Words("男", "male"), "1104", "64.9"),
        (SEX, Words("女", "female"), "596", "35.1"),
        (Words("年龄", "Age"), Words("35岁及以下", "35 or less"), "334", "19.6"),
    )
    with translation.override("en"):
        part = made("groups", GROUPS, *rows)
    assert [column.label for column in part.columns] == ["Aspect", "Group (Members, Share)"]
    assert [[cell.text for cell in row] for row in part.rows] == [
        ["Sex", "male (1,104, 64.9%), female (596, 35.1%)"],
        ["Age", "35 or less (334, 19.6%)"],
    ]
