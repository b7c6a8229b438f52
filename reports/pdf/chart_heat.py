"""A grid of percents by row and month: a square of the scale of blues with its number in each."""

from __future__ import annotations

from accounts.heat import heat_step
from reports.pdf.chart_bars import DARK
from reports.pdf.chart_shapes import Bar, Drawing, Plot, at, letters_width, wrapped

ROW, HEAD, GAP = 15.0, 18.0, 8.0
#: The widest that the names of rows and a column may be.
NAMES, COLUMN = 250.0, 60.0


def heat_drawing(plot: Plot, width: int) -> Drawing:
    """Draw each row of the plot as a row of squares; nothing is drawn of what is not known."""
    height = HEAD + ROW * len(plot.rows)
    drawing = Drawing(width, round(height))
    codes = max((letters_width(row.code) for row in plot.rows), default=0.0)
    names = [wrapped(row.label, NAMES, 1)[0] for row in plot.rows]
    left = codes + GAP + max(map(letters_width, names), default=0.0) + GAP
    each = min((width - left) / max(len(plot.labels), 1), COLUMN)
    for index, label in enumerate(plot.labels):
        drawing.write(left + each * (index + 0.5), HEAD - 6, label, "middle", "muted")
    for place, (row, name) in enumerate(zip(plot.rows, names, strict=True)):
        top = HEAD + ROW * place
        drawing.write(codes, top + 11, row.code, "end", "muted")
        drawing.write(codes + GAP, top + 11, name)
        for index, (value, text) in enumerate(zip(row.values, row.texts, strict=True)):
            x, ink = left + each * index, "muted"
            if value is not None:
                step = heat_step(value)
                ink = "on_structure" if step >= DARK else "ink"
                drawing.bars.append(Bar(at(x), at(top), at(each), at(ROW), step, "ground"))
            drawing.write(x + each / 2, top + 11, text, "middle", ink)
    return drawing
