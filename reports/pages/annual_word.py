"""The page that shows what a Word document would bring into a chapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from reports.annual.rich_text import plain_text
from reports.pages.annual_compose import ComposePage


def left_out_words(left_out: Mapping[str, int]) -> list[str]:
    """Say what did not come over, kind by kind."""
    return [_said(kind, count) % {"n": count} for kind, count in left_out.items()]


def _said(kind: str, n: int) -> str:
    match kind:
        case "equations":
            return ngettext(
                "%(n)s equation was left out: insert it as a picture.",
                "%(n)s equations were left out: insert them as pictures.",
                n,
            )
        case "charts":
            return ngettext(
                "%(n)s chart or diagram was left out: insert it as a picture.",
                "%(n)s charts or diagrams were left out: insert them as pictures.",
                n,
            )
        case "objects":
            return ngettext(
                "%(n)s embedded object was left out.",
                "%(n)s embedded objects were left out.",
                n,
            )
        case "comments":
            return ngettext("%(n)s comment was left out.", "%(n)s comments were left out.", n)
        case "changes":
            return ngettext(
                "%(n)s tracked change was taken as accepted.",
                "%(n)s tracked changes were taken as accepted.",
                n,
            )
        case "struck":
            return ngettext(
                "%(n)s passage that was struck out was left out.",
                "%(n)s passages that were struck out were left out.",
                n,
            )
    return ngettext(
        "%(n)s picture is only linked in the document and was left out.",
        "%(n)s pictures are only linked in the document and were left out.",
        n,
    )


@dataclass(frozen=True)
class WordPreview:
    """The chapter as it is, the document's text, and what is to be said of it."""

    page: ComposePage
    html: str
    notes: list[str]
    is_stale: bool = False

    @property
    def has_text(self) -> bool:
        """Whether the chapter has text that could be replaced."""
        return self.page.chapter.is_written

    @property
    def count(self) -> int:
        """Characters that the document brings."""
        return len("".join(plain_text(self.html).split()))

    @property
    def shown(self) -> SafeString:
        """The document's text as the chapter would show it."""
        return self.page.shown(self.html)
