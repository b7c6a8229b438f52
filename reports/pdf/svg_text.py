"""Texts of our charts drawn in one piece: the renderer lays out and draws letter by letter, so that
each letter may have its own place; ours stand in a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import weasyprint.svg
from weasyprint.svg.bounding_box import EMPTY_BOUNDING_BOX


class _Line(str):
    """A text whose only letter is itself."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


def draw_lines_whole() -> None:
    """Let the renderer draw each `text` whole; for charts without anchors, spacing or children."""
    weasyprint.svg.TAGS["text"] = _draw


def _draw(svg: Any, node: Any, font_size: float) -> None:
    node.text_bounding_box = EMPTY_BOUNDING_BOX
    if node.text:
        node._etree_node.text = _Line(node.text)  # noqa: SLF001
    weasyprint.svg.text(svg, node, font_size)
