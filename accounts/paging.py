"""Pages of lists that grow without end: nobody waits until all is counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

#: What is counted at most.
COUNTED = 10_000


class BoundedPaginator(Paginator[Any]):
    """Pages of the first 10,000 rows of a query, and whether there are more."""

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
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
