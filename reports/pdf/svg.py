"""Drawings written as SVG: told apart by darkness, dashes and points, not by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from reports.pdf.chart_shapes import Dot, Drawing, Label, at, letters_width

SVG = "http://www.w3.org/2000/svg"
#: Colour, width and dashes of the lines, in the order of the series.
_STROKES = (
    ("structure", "2.4", ""),
    ("heat_4", "1.8", ""),
    ("line_strong", "1.4", "5 3"),
    ("ink", "1.2", "1.5 2.5"),
    ("heat_3", "1.8", "9 3 2 3"),
    ("muted", "1.2", "2 2"),
)
#: Whether the points of a line are filled.
#: How much of a text stands before its anchor.
_PART_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
_FILLED = (True, False, None, True, False, None)


def svg_of(drawing: Drawing, colours: Mapping[str, str], description: str) -> str:
    """Return the drawing as an element; the description is read to who cannot see it."""
    size = f'width="{drawing.width}" height="{drawing.height}"'
    box = f"0 0 {drawing.width} {drawing.height}"
    letters = 'font-family="Report Sans" font-size="10"'
    return "".join(
        (
            f'<svg xmlns="{SVG}" class="chart" viewBox="{box}" {size} {letters}>',
            f"<title>{escape(description)}</title>",
            *(
                f'<path d="M{rule.x1} {rule.y1}L{rule.x2} {rule.y2}" stroke-width="0.8" '
                f'stroke="{colours["line_strong" if rule.is_base else "line"]}"/>'
                for rule in drawing.rules
            ),
            *(
                f'<rect x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}" '
                f'fill="{colours[f"heat_{bar.tone}"]}" stroke="{colours[bar.edge]}" '
                'stroke-width="0.5"/>'
                for bar in drawing.bars
            ),
            *(_stroke(each.points, each.style, colours) for each in drawing.strokes),
            *(_dot(dot, colours) for dot in drawing.dots),
            *(_label(label, colours) for label in drawing.labels),
            "</svg>",
        )
    )


def _stroke(points: str, style: int, colours: Mapping[str, str]) -> str:
    colour, width, dashes = _STROKES[style % len(_STROKES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{colours[colour]}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def _dot(dot: Dot, colours: Mapping[str, str]) -> str:
    """A filled point, a ring, or for a dashed line none."""
    style = dot.style % len(_STROKES)
    is_filled = _FILLED[style]
    if is_filled is None:
        return ""
    colour = colours[_STROKES[style][0]]
    fill = colour if is_filled else colours["ground"]
    return f'<circle cx="{dot.x}" cy="{dot.y}" r="2.7" fill="{fill}" stroke="{colour}"/>'


def _label(label: Label, colours: Mapping[str, str]) -> str:
    """A text that starts where it must: for another anchor the renderer makes a group of each."""
    x = at(float(label.x) - _PART_BEFORE[label.anchor] * letters_width(label.text))
    weight = ' font-weight="700"' if label.is_bold else ""
    return (
        f'<text x="{x}" y="{label.y}"{weight} '
        f'fill="{colours[label.ink]}">{escape(label.text)}</text>'
    )
