"""Pages of very long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

#: Beyond these a list is no way to find anybody, and slow; filters are.
MOST_PAGES = 100
PER_PAGE = 50


class CappedPaginator(Paginator[Any]):
    """The first pages of a long list; `count` is still that of all."""

    def __init__(self, rows: Any, count: int | None = None) -> None:
        super().__init__(rows, PER_PAGE)
        if count is not None:
            self.count = count  # known already

    @property
    def num_pages(self) -> int:
        """How many may be looked at."""
        return min(super().num_pages, MOST_PAGES)

    @property
    def is_capped(self) -> bool:
        """Whether there is more than may be looked at."""
        return super().num_pages > MOST_PAGES

    @property
    def most(self) -> int:
        """How many rows may be looked at."""
        return self.per_page * MOST_PAGES
