"""What societies declare, beside what their registers of members say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from members.models import DeclaredCount
from members.practice import Contradiction, contradictions
from members.selectors.counts import declared_at


def declarations_of(society_id: int) -> list[Any]:
    """Every declaration of a society with the register beside it, the latest first."""
    declared = DeclaredCount.objects.filter(society_id=society_id).beside_register()
    return list(declared.order_by("-as_of"))


def contradictions_at(
    society_ids: Iterable[int] | None, on: date
) -> dict[int, tuple[DeclaredCount, list[Contradiction]]]:
    """The latest declaration of each society by that day that its register contradicts."""
    latest = declared_at(society_ids, on).values()
    rows = DeclaredCount.objects.filter(pk__in=[row.pk for row in latest]).beside_register()
    found = ((row, contradictions(row)) for row in rows.order_by())
    return {row.society_id: (row, differing) for row, differing in found if differing}
