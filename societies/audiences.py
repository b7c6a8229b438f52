"""Audiences of notices that other apps know: each says which societies they are on a day.

Pure: the apps above add theirs as they start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

#: By the audience's code: the keys of its societies on a day in Beijing.
FINDERS: dict[str, Callable[[date], Collection[int]]] = {}
