"""Charts for paper: exact places, labels that cover no other, nothing where nothing is known."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from reports.annual.parts import Shape
from reports.pdf.chart_bars import tones
from reports.pdf.chart_shapes import (
    Drawing,
    Plot,
    Row,
    letters_width,
    scale,
    spread,
    tick_text,
    wrapped,
)
from reports.pdf.charts import draw, palette
from reports.pdf.columns import column_widths
from reports.pdf.svg import svg_of
from reports.services.rendering import STYLESHEETS

YEARS = ("2015", "2016", "2017")


def row(*values: int | None, label: str = "会员", code: str = "n") -> Row:
    return Row(
        code,
        label,
        tuple(None if value is None else Fraction(value) for value in values),
        tuple("—" if value is None else str(value) for value in values),
    )


def drawn(shape: Shape, *rows: Row, labels: tuple[str, ...] = YEARS, **options: bool) -> Drawing:
    drawing = draw(shape, Plot(labels, rows, **options), 640, 160)
    assert drawing is not None
    return drawing


def texts(drawing: Drawing) -> list[str]:
    return [label.text for label in drawing.labels]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 50, 100]),
        (0, 12345, [0, 5000, 10000, 15000]),
        (-35, 120, [-50, 0, 50, 100, 150]),
        (0, 0, [0, 1]),
        (7, 7, [0, 2, 4, 6, 8]),
    ],
)
def test_scale_holds_zero_and_all_values(low: int, high: int, ticks: list[int]) -> None:
    made = scale(Fraction(low), Fraction(high), 100.0, 0.0)
    assert made.ticks[-1] >= high
    assert made.ticks[0] <= low
    assert Fraction(0) in made.ticks
    if ticks != [0, 1]:
        assert [int(tick) for tick in made.ticks] == ticks


def test_scale_places_its_ends() -> None:
    made = scale(Fraction(0), Fraction(100), 150.0, 10.0)
    assert made.place(Fraction(0)) == 150.0
    assert made.place(Fraction(100)) == 10.0


@pytest.mark.parametrize(
    ("value", "text"),
    [("15000", "15,000"), ("-50", "−50"), ("1/4", "0.25"), ("0", "0")],
)
def test_tick_is_written_without_needless_zeros(value: str, text: str) -> None:
    assert tick_text(Fraction(value)) == text


def test_spread_keeps_labels_apart_and_inside() -> None:
    found = spread([50.0, 50.0, 51.0], [14.0, 14.0, 14.0], 0.0, 60.0)
    assert all(later - earlier >= 14 for earlier, later in pairwise(sorted(found)))
    assert max(found) + 7 <= 60


def test_label_breaks_between_words_and_between_characters() -> None:
    assert wrapped("Chinese Mathematical Society", 70) == ("Chinese", "Mathematic…")
    assert wrapped("计算数学与科学工程", 50) == ("计算数学与", "科学工程")
    assert letters_width("年a") == pytest.approx(15.55)


def test_narrow_letters_take_less_room() -> None:
    assert letters_width("1,700") == pytest.approx(4 * 5.55 + 2.8)


def test_line_leaves_a_gap_where_nothing_is_known() -> None:
    drawing = drawn(Shape.LINE, row(1, 2, None, 4, 5), labels=("1", "2", "3", "4", "5"))
    assert [stroke.points.count(",") for stroke in drawing.strokes] == [2, 2]
    assert len(drawing.dots) == 4


def test_line_of_one_point_is_a_dot() -> None:
    drawing = drawn(Shape.LINE, row(5), labels=("2017",))
    assert drawing.strokes == []
    assert len(drawing.dots) == 1


def test_lines_are_named_beside_their_last_points() -> None:
    drawing = drawn(
        Shape.LINE,
        row(10, 20, 30, label="本学会"),
        row(10, 20, 30, label="全国平均"),
        row(10, None, None, label="序时进度"),
        is_percent=True,
    )
    names = [label for label in drawing.labels if label.text in ("本学会", "全国平均", "序时进度")]
    assert [label.is_bold for label in names] == [True, False, False]
    heights = sorted(float(label.y) for label in names)
    assert all(later - earlier >= 24 for earlier, later in pairwise(heights))
    assert "100" in texts(drawing)


def test_bars_stand_upright_under_short_names_and_lie_behind_long_ones() -> None:
    upright = drawn(Shape.BARS, row(1, 2, 3))
    assert len({bar.y for bar in upright.bars}) == 3
    lying = drawn(Shape.BARS, row(1, 2), labels=("计算数学与科学工程计算专业委员会" * 2, "乙"))
    assert len({bar.x for bar in lying.bars}) == 1
    assert lying.height > 0


def test_bar_below_zero_hangs_from_the_base() -> None:
    drawing = drawn(Shape.BARS, row(10, -10, None))
    up, down = drawing.bars
    assert float(up.y) + float(up.height) == pytest.approx(float(down.y), abs=0.2)
    assert "—" in texts(drawing)


def test_stacked_bars_fill_their_sum_and_name_their_parts() -> None:
    drawing = drawn(Shape.STACKED, row(10, 20, 30, label="会费"), row(30, 20, 10, label="服务"))
    piles: dict[str, list[float]] = {}
    for bar in drawing.bars:
        piles.setdefault(bar.x, []).append(float(bar.height))
    assert len(piles) == 3
    assert len({round(sum(heights)) for heights in piles.values()}) == 1
    assert {"会费", "服务"} <= set(texts(drawing))


def test_shares_say_value_and_share() -> None:
    drawing = drawn(Shape.SHARES, row(1, 2, None))
    assert {"1 (33.3%)", "2 (66.7%)", "—"} <= set(texts(drawing))


def test_shares_of_several_years_are_stacked_to_a_hundred() -> None:
    drawing = drawn(Shape.SHARES, row(1, 0, None, label="甲"), row(3, 0, None, label="乙"))
    assert {"25.0%", "75.0%"} <= set(texts(drawing))


@pytest.mark.parametrize("shape", list(Shape))
def test_nothing_known_draws_nothing(shape: Shape) -> None:
    assert draw(shape, Plot(YEARS, (row(None, None, None),)), 640, 160) is None


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("values", [(0, 0, 0), (None, 5, None), (-1, -2, -3)])
def test_every_shape_draws_whatever_is_known(shape: Shape, values: tuple[int | None, ...]) -> None:
    for rows in ([row(*values)], [row(*values), row(*values, label="乙")]):
        drawing = drawn(shape, *rows)
        assert drawing.height > 0
        assert all(float(bar.height) >= 0 and float(bar.width) >= 0 for bar in drawing.bars)


def test_series_differ_in_darkness() -> None:
    for count in range(1, 6):
        assert len(set(tones(count))) == count
    assert len(tones(9)) == 9


def test_svg_escapes_and_describes() -> None:
    drawing = drawn(Shape.LINE, row(1, 2, 3, label="<b>"), row(1, 2, 3, label="乙"))
    svg = svg_of(drawing, palette(STYLESHEETS[0]), 'A "quoted" <title>')
    assert "<title>A &quot;quoted&quot; &lt;title&gt;</title>" in svg
    assert "&lt;b&gt;" in svg
    assert 'font-family="Report Sans"' in svg
    assert "stroke-dasharray" not in svg


def test_columns_give_numbers_what_they_need() -> None:
    name, amount = column_widths(
        ["会议名称", "金额"], [["很长的会议名称" * 5, "12,345,678.90"]], [False, True]
    )
    assert name + amount == 100
    assert amount * 58 / 100 >= letters_width("12,345,678.90", 1.0)


def test_columns_of_many_numbers_make_a_hundred() -> None:
    labels = ["序号", "任务", *(f"{month}月" for month in range(4, 13)), "状态"]
    rows = [["1", "会议制度", *("100",) * 9, "已完成"]]
    widths = column_widths(labels, rows, [True, False, *(True,) * 9, False])
    assert sum(widths) == 100
    assert min(widths) >= 4
