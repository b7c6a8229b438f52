"""How much finds room on a page: heights of text, tables and charts, estimated on the safe side.

Millimetres on paper, in the sizes of the short edition (annual-print-short.css). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.pdf.chart_shapes import letters_width, pieces_of

#: Width of the page's text, and of one unit of a drawing that spans it.
WIDTH = 166.0
UNIT = WIDTH / 640
#: Heights of a line and widths of a letter: text, small print of tables, sources.
LINE, LETTER = 5.6, 3.42
ROW_LINE, ROW_LETTER, ROW_PADDING = 3.8, 2.75, 2.0
SOURCE_LINE, SOURCE_LETTER = 3.8, 2.55
#: Letters are estimated; a little more than estimated always finds room.
SAFE = 1.04
LEAST_ROW = ROW_LINE + ROW_PADDING
#: Spaces around: a heading, a paragraph, the title of a part, its source, a row of figures.
HEADING, PARAGRAPH, TITLE, SOURCE, FIGURES = 11.5, 1.8, 8.2, 3.6, 22.0
_SENTENCE = re.compile(r"[。！？；.!?;](?=\s|$|[^\d\s])")


def lines(text: str, letter: float, width: float) -> int:
    """How many lines a text takes: words stay whole where a line can hold them."""
    count, room = 1, width
    for piece in pieces_of(text):
        needed = letters_width(piece, letter) * SAFE
        if needed > room and room < width:
            count, room = count + 1, width
        more = int(needed // width)
        count += more
        room -= needed - more * width
    return count


def text_height(paragraphs: Sequence[str]) -> float:
    """Height of paragraphs, each with an indented first line."""
    return sum(lines("一一" + each, LETTER, WIDTH) * LINE + PARAGRAPH for each in paragraphs)


def source_height(text: str, width: float = WIDTH) -> float:
    """Height of the lines that say where something comes from."""
    return lines(text, SOURCE_LETTER, width) * SOURCE_LINE + SOURCE


def row_height(cells: Sequence[str], widths: Sequence[int]) -> float:
    """Height of a table's row, by its tallest cell; `widths` are percents of the page."""
    most = max(
        lines(cell, ROW_LETTER, WIDTH * width / 100 - 2.8)
        for cell, width in zip(cells, widths, strict=True)
    )
    return most * ROW_LINE + ROW_PADDING


def first_words(text: str, limit: int) -> str:
    """Return the text, or its first sentences within the limit, or what is left and dots."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[:limit]
    ends = [match.end() for match in _SENTENCE.finditer(head)]
    if ends and ends[-1] >= limit // 2:
        return head[: ends[-1]].rstrip()
    return head[:-2].rstrip() + "……"


def shortened(paragraphs: Sequence[str], limit: int, height: float) -> list[str]:
    """Return the first paragraphs within a number of characters and a height."""
    kept: list[str] = []
    for paragraph in paragraphs:
        text = first_words(paragraph, limit)
        while text and text_height([*kept, text]) > height:
            text = first_words(text, len(text) * 3 // 4) if len(text) > LEAST else ""
        if not text:
            break
        kept.append(text)
        limit -= len(text)
        if limit < LEAST or text != " ".join(paragraph.split()):
            break
    return kept


#: Fewer characters than these are not worth a paragraph that was cut.
LEAST = 24
