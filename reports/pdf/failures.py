"""Why a document could not be rendered: a reason that has words, and what the machine said."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What stopped a document."""

    TIME = "time"
    PAGES = "pages"
    SIZE = "size"
    MEMORY = "memory"
    ENDED = "ended"
    FONT = "font"
    IMAGE = "image"
    OTHER = ""


_WORDS: dict[str, Promise] = {
    Reason.TIME: _("It took too long and was stopped: its layout may have no end."),
    Reason.PAGES: _("It has more pages than a report may have."),
    Reason.SIZE: _("The finished PDF is larger than a report may be."),
    Reason.MEMORY: _("It needed more memory than a report may have."),
    Reason.ENDED: _("The process that rendered it ended before it was done."),
    Reason.FONT: _("The fonts are not installed."),
    Reason.IMAGE: _("One of its pictures cannot be read."),
}


def words_of(reason: str, said: str) -> str:
    """Say a reason in the active language, and what the machine said behind it."""
    words = _WORDS.get(reason)
    return f"{words} ({said})" if words and said else str(words or said)
