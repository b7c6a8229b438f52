"""A plan as it is kept between preview and application: plain values, packed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from societies.csv_rows import RowProblem
from societies.files.columns import FileColumn
from societies.files.plans import FilePlan, RowFacts

#: What JSON does not know is written as text, and read back by the kind of its column.
_READ: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "decimal": Decimal,
    "codes": tuple,
}


@dataclass(frozen=True)
class KeptPlan:
    """What a file would do, as it was found; rows are plain values until they are asked for."""

    columns: Sequence[str]
    created: Sequence[Sequence[Any]]
    changed: Sequence[Sequence[Any]]
    unchanged: int
    rejected: int
    problems: Sequence[RowProblem]
    places: dict[str, int]
    is_readable: bool

    @property
    def is_applicable(self) -> bool:
        """Whether there is something to write and nothing to correct."""
        return bool(self.created or self.changed) and not self.problems

    def rows(self, rows: Iterable[Sequence[Any]], columns: Sequence[FileColumn]) -> list[RowFacts]:
        """Return some of the rows, created or changed, with their values read back."""
        readers = {c.name: _READ[c.kind] for c in columns if c.kind in _READ}

        def read(values: dict[str, Any]) -> dict[str, Any]:
            return {
                name: readers[name](value) if name in readers and value is not None else value
                for name, value in values.items()
            }

        return [
            RowFacts(number, society, read(values), references, pk, version, read(old))
            for number, society, values, references, pk, version, old in rows
        ]


def packed(plan: FilePlan, columns: Sequence[FileColumn]) -> bytes:
    """Return a plan's facts as compressed JSON."""
    kept = KeptPlan(
        [column.name for column in columns],
        [_raw(row.facts) for row in plan.created],
        [_raw(row.facts) for row in plan.changed],
        plan.unchanged,
        plan.rejected,
        [astuple(problem) for problem in plan.problems],  # type: ignore[misc]
        plan.places,
        plan.is_readable,
    )
    text = json.dumps(vars(kept), cls=DjangoJSONEncoder, ensure_ascii=False)
    return zlib.compress(text.encode(), 1)


def _raw(row: RowFacts) -> Sequence[Any]:
    return (
        row.number,
        row.society,
        row.values,
        row.references,
        row.pk,
        row.version,
        row.old,
    )


def unpacked(data: bytes) -> KeptPlan:
    """Return the plan that `packed` wrote."""
    facts = json.loads(zlib.decompress(data))
    problems = [RowProblem(*problem) for problem in facts.pop("problems")]
    return KeptPlan(problems=problems, **facts)
