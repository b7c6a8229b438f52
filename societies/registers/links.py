"""Pages beside the registers that stand on their index: overviews, and lists of other apps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from societies.models import Society

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = _StrPromise | str


@dataclass(frozen=True)
class IndexLink:
    """A page on the registers' index.

    `name` takes the society's `code`; `national_name` is the same page for CAST over all
    societies, empty when there is none. Without a group of the index (`words.GROUPS`) it stands
    among the overviews. `summary` says in a few words what is there, for one society or (None)
    for all, with one query at most.
    """

    title: Words
    purpose: Words
    name: str
    national_name: str = ""
    group: str = ""
    summary: Callable[[Society | None], str] | None = None


#: In the order of the index; the apps above add theirs as they start.
LINKS: list[IndexLink] = []


def add_links(links: Sequence[IndexLink]) -> None:
    """Put pages on the index."""
    LINKS.extend(link for link in links if link not in LINKS)
