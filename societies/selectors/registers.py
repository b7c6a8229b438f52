"""How many records each register holds, and when it last changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet, Value

from societies.models import Society
from societies.registers import REGISTERS, Register
from societies.selectors.kept import kept, stamp_of


@dataclass(frozen=True)
class RegisterCount:
    """What lies in a register: records, of how many societies, and when one last changed."""

    records: int
    societies: int
    changed_at: datetime | None


def counts_by_kind(society: Society | None = None) -> dict[str, RegisterCount]:
    """Return the counts of every register, of one society or of all, in one query."""
    first, *others = (_counted(register, society) for register in REGISTERS.values())
    rows = first.union(*others, all=True)
    return {
        row["kind_of"]: RegisterCount(row["records"], row["societies"], row["changed_at"])
        for row in rows
    }


def kept_counts_by_kind(society: Society | None = None) -> dict[str, RegisterCount]:
    """The same, kept until something is written about the society, or about any."""
    return kept(stamp_of(society), "registers", lambda: counts_by_kind(society))


def _counted(register: Register, society: Society | None) -> QuerySet[Any, dict[str, Any]]:
    model: Any = register.model
    records = model.objects.order_by()
    if society is not None:
        records = records.filter(society=society)
    counted: QuerySet[Any, dict[str, Any]] = (
        records.annotate(kind_of=Value(register.kind))
        .values("kind_of")
        .annotate(
            records=Count("pk"),
            societies=Count("society", distinct=True),
            changed_at=Max("updated_at"),
        )
    )
    return counted


def codes_by_record(records: QuerySet[Any], name: str) -> dict[int, list[str]]:
    """Return the codes of the societies that records name in a field, by the records' keys."""
    found: dict[int, list[str]] = {}
    named = records.filter(**{f"{name}__isnull": False}).order_by(f"{name}__code")
    for pk, code in named.values_list("pk", f"{name}__code"):
        found.setdefault(pk, []).append(code)
    return found
