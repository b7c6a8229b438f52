"""Lengths of boxes, settled once for a style that names none in percent.

For each box that it lays out, the renderer works out thirteen lengths against the box around it. In
our tables hundreds of boxes share a style whose lengths are all fixed or `auto`: what comes out is
the same for each of them, whatever is around it.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats

MODULES: Final = (absolute, block, column, floats, grid, inline, page, table)
_LEAST: Final = ("min_width", "min_height")
_LENGTHS: Final = (
    *(
        f"{kind}_{side}"
        for kind in ("margin", "padding")
        for side in ("left", "right", "top", "bottom")
    ),
    *("width", "height", "max_width", "max_height", *_LEAST),
)
_BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_UNSEEN: Final = object()


def settle_lengths_once() -> None:
    """Let the renderer take the lengths of a style that it has met before."""
    for module in MODULES:
        module.resolve_percentages = _resolve


def _resolve(box: Any, containing_block: Any) -> None:
    style = box.style
    known = style.__dict__.get("settled_lengths", _UNSEEN)
    if known is _UNSEEN:
        known = style.settled_lengths = _settled(style)
    if known is None:
        percent.resolve_percentages(box, containing_block)
        return
    box.__dict__.update(known)
    if style["border_collapse"] == "collapse":  # perhaps settled with the cells around it
        for name in _BORDERS:
            if not hasattr(box, name):
                setattr(box, name, style[name])


def _settled(style: Any) -> dict[str, Any] | None:
    """The lengths of a style by name; None when they depend on something else."""
    if style["box_sizing"] != "content-box":
        return None
    found: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name in _LEAST else "auto"
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return None
    if style["border_collapse"] != "collapse":
        found.update((name, style[name]) for name in _BORDERS)
    return found
