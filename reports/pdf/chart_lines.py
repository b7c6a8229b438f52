"""Lines over years or months: a gap where nothing is known, the name beside the last point."""

from __future__ import annotations

from itertools import pairwise

from reports.pdf.chart_shapes import (
    LEADING,
    Dot,
    Drawing,
    Label,
    Plot,
    Row,
    Rule,
    Scale,
    Stroke,
    at,
    letters_width,
    scale,
    spread,
    tick_text,
    wrapped,
)

#: Points of a single line up to which each carries its value.
LABELLED_POINTS = 9
TOP, BOTTOM, GAP = 16.0, 22.0, 8.0


def line_drawing(plot: Plot, width: int, height: int) -> Drawing:
    """Lay out the lines; the first series is the one the chart is about."""
    drawing = Drawing(width, height)
    top_value = max(plot.known)
    if plot.is_percent and top_value <= 100:
        top_value = type(top_value)(100)
    heights = scale(min(plot.known), top_value, height - BOTTOM, TOP)
    left = max(letters_width(tick_text(tick)) for tick in heights.ticks) + GAP
    names = [_name(row, width) for row in plot.rows] if len(plot.rows) > 1 else []
    widest = max((letters_width(line) for lines in names for line in lines), default=0.0)
    right = width - (widest + GAP if names else _half_of_last(plot))
    inset = GAP if names else max(GAP, letters_width(plot.rows[0].texts[0]) / 2)
    xs = _places(plot, left + inset, right - GAP)
    _grid(drawing, heights, left, right)
    _ticks(drawing, plot, xs, height)
    for style, row in enumerate(plot.rows):
        _draw(drawing, row, style, xs, heights)
    if names:
        _name_lines(drawing, plot, names, xs, heights)
    elif len(plot.labels) <= LABELLED_POINTS:
        _write_values(drawing, plot.rows[0], xs, heights)
    return drawing


def _half_of_last(plot: Plot) -> float:
    return max(letters_width(plot.rows[0].texts[-1]), letters_width(plot.labels[-1])) / 2


def _name(row: Row, width: int) -> tuple[str, ...]:
    known = [text for text, value in zip(row.texts, row.values, strict=True) if value is not None]
    return (*wrapped(row.label, width * 0.2), known[-1] if known else "—")


def _places(plot: Plot, left: float, right: float) -> list[float]:
    steps = len(plot.labels) - 1
    if steps < 1:
        return [(left + right) / 2]
    return [left + (right - left) * index / steps for index in range(steps + 1)]


def _grid(drawing: Drawing, heights: Scale, left: float, right: float) -> None:
    for tick in heights.ticks:
        y = heights.place(tick)
        drawing.rules.append(Rule(at(left), at(y), at(right), at(y), is_base=tick == 0))
        drawing.write(left - 5, y + 3.5, tick_text(tick), "end", "muted")


def _ticks(drawing: Drawing, plot: Plot, xs: list[float], height: int) -> None:
    """Write as many names of months or years as find room, the last one always."""
    widest = max(letters_width(label) for label in plot.labels) + 4
    room = xs[1] - xs[0] if len(xs) > 1 else widest
    every = max(1, -int(-widest // room))
    last = len(xs) - 1
    for index, (x, label) in enumerate(zip(xs, plot.labels, strict=True)):
        if (last - index) % every == 0:
            drawing.write(x, height - 7, label, "middle", "muted")


def _draw(drawing: Drawing, row: Row, style: int, xs: list[float], heights: Scale) -> None:
    points = [
        None if value is None else (x, heights.place(value))
        for x, value in zip(xs, row.values, strict=True)
    ]
    stretch: list[str] = []
    for point, following in pairwise([*points, None]):
        if point is None:
            continue
        stretch.append(f"{at(point[0])},{at(point[1])}")
        if following is None:
            if len(stretch) > 1:
                drawing.strokes.append(Stroke(" ".join(stretch), style))
            stretch = []
    drawing.dots += [Dot(at(x), at(y), style) for x, y in filter(None, points)]


def _name_lines(
    drawing: Drawing,
    plot: Plot,
    names: list[tuple[str, ...]],
    xs: list[float],
    heights: Scale,
) -> None:
    """Write each name beside the last point that is known, none over another."""
    ends = []
    for row in plot.rows:
        known = [value for value in row.values if value is not None]
        ends.append(heights.place(known[-1]) if known else heights.start)
    sizes = [LEADING * len(lines) + 2 for lines in names]
    middles = spread(ends, sizes, 0.0, float(drawing.height))
    for style, (lines, middle) in enumerate(zip(names, middles, strict=True)):
        first = len(drawing.labels)
        drawing.write_lines(xs[-1] + 2 * GAP, middle, lines)
        if style == 0:
            bold = [
                Label(each.x, each.y, each.text, each.anchor, "structure", is_bold=True)
                for each in drawing.labels[first:]
            ]
            drawing.labels[first:] = bold


def _write_values(drawing: Drawing, row: Row, xs: list[float], heights: Scale) -> None:
    for x, value, text in zip(xs, row.values, row.texts, strict=True):
        if value is not None:
            drawing.write(x, heights.place(value) - 7, text, "middle")
