"""Pages of lists that grow without end: nobody waits until all is counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

#: What is counted at most.
COUNTED = 10_000


class BoundedPaginator(Paginator[Any]):
    """Pages of the first 10,000 rows of a query, and whether there are more.

    The first page is read before anything is counted: where it holds all there is, a rare word is
    looked for in the whole table once, not twice.
    """

    @cached_property
    def _first(self) -> list[Any]:
        rows: Any = self.object_list
        return list(rows[: self.per_page + 1])

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        if "_first" in vars(self) and len(self._first) <= self.per_page:
            return len(self._first)
        found: int = rows.order_by()[: COUNTED + 1].count()
        return found

    @cached_property
    def count(self) -> int:
        """How many rows can be turned to."""
        return min(self._found, COUNTED)

    @property
    def has_uncounted(self) -> bool:
        """There are more rows than were counted."""
        return self._found > COUNTED

    def get_page(self, number: Any) -> Page[Any]:
        """Return a page, the nearest there is for a number that leads nowhere."""
        if number in (None, "", "1", 1):
            _ = self._first
        return super().get_page(number)

    def page(self, number: Any) -> Page[Any]:
        """Return a page without asking for the first one again."""
        if self.validate_number(number) == 1 and "_first" in vars(self):
            return Page(self._first[: self.per_page], 1, self)
        return super().page(number)
