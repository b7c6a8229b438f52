"""Why a document could not be rendered: a reason that has words, and what the machine said.

Light: the process that renders imports it, too.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What stopped a document; `reports.words` says each for people."""

    TIME = "render-time"
    PAGES = "render-pages"
    SIZE = "render-size"
    MEMORY = "render-memory"
    ENDED = "render-ended"
    FONT = "render-font"
    IMAGE = "render-image"
    DEPTH = "render-depth"
    OTHER = ""


class RenderError(RuntimeError):
    """A document could not be rendered; the message says why, for people who run the portal."""

    def __init__(self, said: str, reason: str = Reason.OTHER) -> None:
        super().__init__(said)
        self.reason = reason
