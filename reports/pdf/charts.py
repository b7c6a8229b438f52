"""Charts for paper: a palette, and numbers drawn in the shape that suits them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from reports.annual.parts import Shape
from reports.pdf.chart_bars import bars_drawing, shares_drawing, stacked_drawing
from reports.pdf.chart_lines import line_drawing
from reports.pdf.chart_shapes import Drawing, Plot

__all__ = ("Drawing", "draw", "palette")

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\s*;")
_DRAWN = {
    Shape.LINE: line_drawing,
    Shape.BARS: bars_drawing,
    Shape.STACKED: stacked_drawing,
    Shape.SHARES: shares_drawing,
}


@lru_cache(maxsize=2)
def palette(tokens: Path) -> dict[str, str]:
    """Return the colours of the style sheet of tokens, by name with underscores."""
    found = _TOKEN.findall(tokens.read_text(encoding="utf-8"))
    return {name.replace("-", "_"): value for name, value in found}


def draw(shape: Shape, plot: Plot, width: int, height: int) -> Drawing | None:
    """Draw the numbers; None when not one of them is known."""
    return _DRAWN[shape](plot, width, height) if plot.known else None
