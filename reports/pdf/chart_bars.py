"""Bars: upright ones for years and short names, lying ones for long names, stacked and shares."""

from __future__ import annotations

from fractions import Fraction

from reports.pdf.chart_shapes import (
    LEADING,
    Bar,
    Drawing,
    Plot,
    Row,
    Rule,
    Scale,
    at,
    letters_width,
    scale,
    spread,
    tick_text,
    wrapped,
)

TOP, BOTTOM, GAP = 16.0, 22.0, 8.0
#: Steps of the scale of blues for so many series: far apart in grey too; 6 is the darkest.
TONES = {1: (6,), 2: (6, 3), 3: (6, 4, 2), 4: (6, 4, 3, 1), 5: (6, 5, 4, 3, 2)}
#: From this step on, letters on the bar are white.
DARK = 5
ZERO = Fraction(0)


def tones(count: int) -> tuple[int, ...]:
    """Return a step for each series; from the seventh on they repeat."""
    return TONES.get(count) or tuple(6 - index % 6 for index in range(count))


def stands_upright(plot: Plot, width: int) -> bool:
    """Whether the names find room below upright bars."""
    room = (width - 50) / len(plot.labels)
    return all(letters_width(label) <= room - 4 for label in plot.labels)


def bars_drawing(plot: Plot, width: int, height: int) -> Drawing:
    """Bars side by side, upright where the names find room."""
    if stands_upright(plot, width):
        return _upright(plot, width, height)
    return lying_drawing(plot, width)


def _upright(plot: Plot, width: int, height: int) -> Drawing:
    drawing = Drawing(width, height)
    top = TOP + (legend(drawing, plot) if len(plot.rows) > 1 else 0)
    heights = scale(min(plot.known), max(plot.known), height - BOTTOM, top)
    left = _grid(drawing, heights, width)
    slot = (width - left) / len(plot.labels)
    each = min(slot * 0.72 / len(plot.rows), 46.0)
    has_room = all(
        letters_width(text) <= max(each, slot / len(plot.rows))
        for row in plot.rows
        for text in row.texts
    )
    for index, label in enumerate(plot.labels):
        middle = left + slot * (index + 0.5)
        drawing.write(middle, height - 7, label, "middle", "muted")
        x = middle - each * len(plot.rows) / 2
        for row, tone in zip(plot.rows, tones(len(plot.rows)), strict=True):
            _bar(drawing, heights, row, index, tone, x, each, has_room=has_room)
            x += each
    return drawing


def _bar(
    drawing: Drawing,
    heights: Scale,
    row: Row,
    index: int,
    tone: int,
    x: float,
    width: float,
    *,
    has_room: bool,
) -> None:
    value, base = row.values[index], heights.place(ZERO)
    if value is None:
        drawing.write(x + width / 2, base - 4, "—", "middle", "muted")
        return
    end = heights.place(value)
    drawing.bars.append(
        Bar(at(x + 0.5), at(min(base, end)), at(width - 1), at(abs(base - end)), tone)
    )
    if has_room:
        drawing.write(
            x + width / 2, end - 4 if value >= 0 else end + 11, row.texts[index], "middle"
        )


def _grid(drawing: Drawing, heights: Scale, width: int) -> float:
    left = max(letters_width(tick_text(tick)) for tick in heights.ticks) + GAP
    for tick in heights.ticks:
        y = heights.place(tick)
        drawing.rules.append(Rule(at(left), at(y), at(width), at(y), is_base=tick == 0))
        drawing.write(left - 5, y + 3.5, tick_text(tick), "end", "muted")
    return left


def legend(drawing: Drawing, plot: Plot) -> float:
    """Write what the tones stand for, in the order of the bars; returns the height it takes."""
    x, y = 0.0, 9.0
    for row, tone in zip(plot.rows, tones(len(plot.rows)), strict=True):
        label = wrapped(row.label, drawing.width * 0.6, 1)[0]
        needed = letters_width(label) + 14
        if x and x + needed > drawing.width:
            x, y = 0.0, y + LEADING + 2
        drawing.bars.append(Bar(at(x), at(y - 8), "9.0", "9.0", tone))
        drawing.write(x + 13, y, label)
        x += needed + 14
    return y + 3


def lying_drawing(plot: Plot, width: int) -> Drawing:
    """Bars that lie, with their names before and their values behind them."""
    drawing = Drawing(width, 0)
    y = legend(drawing, plot) + 6 if len(plot.rows) > 1 else 2.0
    names = [wrapped(label, width * 0.34) for label in plot.labels]
    left = max(letters_width(line) for lines in names for line in lines) + GAP
    behind = max(letters_width(text) for row in plot.rows for text in row.texts) + GAP
    low, high = min(plot.known), max(plot.known)
    before = behind if low < 0 else 0.0
    widths = scale(low, high, left + before, width - behind)
    for index, lines in enumerate(names):
        each = 13.0 if len(plot.rows) == 1 else 11.0
        block = max(each * len(plot.rows), LEADING * len(lines)) + 6
        drawing.write_lines(left - GAP, y + block / 2, lines, "end")
        top = y + (block - each * len(plot.rows)) / 2
        for row, tone in zip(plot.rows, tones(len(plot.rows)), strict=True):
            _lying(drawing, widths, row, index, tone, top, each)
            top += each
        y += block
    base = at(widths.place(ZERO))
    drawing.rules.append(Rule(base, "0.0", base, at(y), is_base=True))
    drawing.height = int(y + 2)
    return drawing


def _lying(
    drawing: Drawing,
    widths: Scale,
    row: Row,
    index: int,
    tone: int,
    top: float,
    each: float,
) -> None:
    value, base = row.values[index], widths.place(ZERO)
    end = base if value is None else widths.place(value)
    if value is not None:
        drawing.bars.append(
            Bar(at(min(base, end)), at(top + 1), at(abs(end - base)), at(each - 2), tone)
        )
    is_negative = value is not None and value < 0
    drawing.write(
        end - 4 if is_negative else end + 5,
        top + each / 2 + 3.5,
        row.texts[index],
        "end" if is_negative else "start",
    )


def stacked_drawing(plot: Plot, width: int, height: int) -> Drawing:
    """Series upon each other, each named beside the last bar; values below zero stand apart."""
    if min(plot.known) < 0 or not stands_upright(plot, width):
        return lying_drawing(plot, width)
    drawing = Drawing(width, height)
    sums = [
        sum((row.values[index] or ZERO for row in plot.rows), ZERO)
        for index in range(len(plot.labels))
    ]
    heights = scale(ZERO, max(sums), height - BOTTOM, TOP)
    names = [wrapped(row.label, width * 0.24) for row in plot.rows]
    widest = max(letters_width(line) for lines in names for line in lines)
    left = _grid(drawing, heights, int(width - widest - GAP))
    slot = (width - widest - GAP - left) / len(plot.labels)
    each = min(slot * 0.66, 64.0)
    middles: list[float] = []
    for index, label in enumerate(plot.labels):
        middle = left + slot * (index + 0.5)
        drawing.write(middle, height - 7, label, "middle", "muted")
        middles = _pile(drawing, heights, plot, index, middle - each / 2, each)
    sizes = [LEADING * len(lines) + 2 for lines in names]
    for lines, y in zip(names, spread(middles, sizes, 0.0, float(height)), strict=True):
        drawing.write_lines(width - widest, y, lines)
    return drawing


def _pile(
    drawing: Drawing, heights: Scale, plot: Plot, index: int, x: float, width: float
) -> list[float]:
    """Draw one pile; returns the middle of each of its parts."""
    below, middles = ZERO, []
    for row, tone in zip(plot.rows, tones(len(plot.rows)), strict=True):
        value = row.values[index] or ZERO
        low, high = heights.place(below), heights.place(below + value)
        below += value
        middles.append((low + high) / 2)
        if not value:
            continue
        drawing.bars.append(Bar(at(x), at(high), at(width), at(low - high), tone))
        if low - high >= LEADING and letters_width(row.texts[index]) < width - 2:
            ink = "ground" if tone >= DARK else "ink"
            drawing.write(x + width / 2, middles[-1] + 3.5, row.texts[index], "middle", ink)
    return middles


def shares_drawing(plot: Plot, width: int, height: int) -> Drawing:
    """Parts of a whole: lying bars with value and share; several wholes are stacked to 100."""
    if len(plot.rows) > 1:
        return stacked_drawing(_of_hundred(plot), width, height)
    row = plot.rows[0]
    whole = sum((value for value in row.values if value is not None), ZERO)
    if plot.is_percent or whole <= 0:
        return lying_drawing(plot, width)
    texts = tuple(
        text if value is None else f"{text} ({_percent(value / whole)})"
        for value, text in zip(row.values, row.texts, strict=True)
    )
    return lying_drawing(Plot(plot.labels, (Row(row.code, row.label, row.values, texts),)), width)


def _of_hundred(plot: Plot) -> Plot:
    count = len(plot.labels)
    wholes = [sum((row.values[i] or ZERO for row in plot.rows), ZERO) for i in range(count)]
    rows = []
    for row in plot.rows:
        shares = tuple(
            None if value is None or not whole else value / whole * 100
            for value, whole in zip(row.values, wholes, strict=True)
        )
        texts = tuple("—" if share is None else _percent(share / 100) for share in shares)
        rows.append(Row(row.code, row.label, shares, texts))
    known = any(value is not None for row in rows for value in row.values)
    return Plot(plot.labels, tuple(rows), is_percent=True) if known else plot


def _percent(share: Fraction) -> str:
    """Write a share to one decimal, halves up."""
    tenths = int(share * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"
