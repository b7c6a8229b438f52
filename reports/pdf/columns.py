"""Widths of the columns of a printed table, from what stands in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.pdf.chart_shapes import letters_width

#: Of the letters' height: what a cell's padding takes, the least width of words, the most wanted.
PADDING, LEAST, MOST = 1.5, 3.0, 24.0
#: How many letters of the small print stand side by side in a line of the page.
LINE = 58.0
#: Heads are bold; longer words than this are broken.
BOLD, LONGEST = 1.06, 9.0
_WORD = re.compile(r"[!-~]+")


def column_widths(
    labels: Sequence[str], rows: Sequence[Sequence[str]], counted: Sequence[bool]
) -> list[int]:
    """Return each column's part of the width in percent; together 100.

    Numbers get what they need, so that none is broken; words share what is left by their length,
    none so little that one of its words must be broken.
    """
    needs, floors = [], []
    for index, label in enumerate(labels):
        cells = [row[index] for row in rows]
        longest = max((letters_width(cell, 1.0) for cell in cells), default=0.0)
        word = max(map(_longest_word, (label, *cells)))
        head = min(letters_width(label, 1.0), 6.0 if counted[index] else 8.0)
        need = longest if counted[index] else min(longest, MOST)
        needs.append(max(need, head, word, LEAST if not counted[index] else 1.5) + PADDING)
        floors.append(max(word, LEAST) + PADDING)
    return _percents(_fitted(needs, floors, counted))


def _longest_word(text: str) -> float:
    """How wide the longest word of letters is, up to what a column can spare."""
    words = _WORD.findall(text)
    return min(max((letters_width(word, BOLD) for word in words), default=0.0), LONGEST)


def _fitted(needs: list[float], floors: list[float], counted: Sequence[bool]) -> list[float]:
    """Share out the line: what is too much is taken from, what is left given to, the words."""
    spare = LINE - sum(needs)
    words = sum(need for need, is_counted in zip(needs, counted, strict=True) if not is_counted)
    if not words:
        return needs
    share = max(1 + spare / words, 0.35)
    if spare > 0 and words < LINE / 5:
        # Short words beside many numbers: all columns grow, so that none stands far off.
        return needs
    return [
        need if is_counted else max(need * share, min(need, floor))
        for need, floor, is_counted in zip(needs, floors, counted, strict=True)
    ]


def _percents(widths: Sequence[float]) -> list[int]:
    """Whole percents that make 100, by the largest remainders."""
    whole = sum(widths)
    exact = [width * 100 / whole for width in widths]
    found = [max(int(each), 1) for each in exact]
    order = sorted(range(len(exact)), key=lambda index: found[index] - exact[index])
    for turn in range(100 - sum(found)):
        found[order[turn % len(order)]] += 1
    while sum(found) > 100:
        found[found.index(max(found))] -= 1
    return found
