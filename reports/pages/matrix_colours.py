"""Fill and ink of the matrix's cells where no style sheet reaches: in a workbook and on paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from reports.pdf.charts import palette

_PLAIN = "panel", "muted"
#: Which colours of the palette a class takes: fill and ink.
_CLASSES = {
    **{f"heat-{step}": (f"heat-{step}", "ink") for step in range(1, 5)},
    **{f"heat-{step}": (f"heat-{step}", "on-structure") for step in (5, 6)},
    "state-done": ("done-fill", "done"),
    "state-stalled": ("red-fill", "red"),
    "state-behind": ("yellow-fill", "yellow"),
    "state-ahead": ("blue-fill", "blue"),
    "change-up": ("done-fill", "done"),
    "change-down": ("red-fill", "red"),
    "change-new": ("blue-fill", "blue"),
    "verdict-met": ("done-fill", "done"),
    "verdict-not_met": ("red-fill", "red"),
    "verdict-justified": ("blue-fill", "blue"),
    "line-slow": ("yellow-fill", "yellow"),
    "line-unmet": ("red-fill", "red"),
    "corrected-mark": ("yellow-fill", "ink"),
    "against-mark": ("red", "on-structure"),
    "heat-na": ("ground", "muted"),
    "claimed-mark": ("ground", "red"),
    "heading": ("ground", "structure"),
}


class Colours(NamedTuple):
    """Fill and ink of a cell, each as #rrggbb."""

    fill: str
    ink: str


@lru_cache(maxsize=1)
def _palette() -> dict[str, str]:
    return palette(Path(settings.BASE_DIR, "static", "css", "tokens.css"))


@lru_cache(maxsize=64)
def colours_of(css: str) -> Colours:
    """The colours of a cell by its first class."""
    fill, ink = _CLASSES.get(css.split(" ", 1)[0], _PLAIN)
    tokens = _palette()
    return Colours(tokens[fill.replace("-", "_")], tokens[ink.replace("-", "_")])
