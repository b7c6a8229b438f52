"""The month before, of which the matrix needs little: progress and accepted percents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from reforms.models import MonthlyIssue, SocietyFigure, Workplan
from reforms.payload import Payload
from reforms.selectors.live import kept_payload
from societies.models import Society

#: How many sealed months this process remembers; what is sealed never changes.
_MONTHS = 3


class Before(NamedTuple):
    """A society a month ago: its progress, and its accepted percents by task number."""

    progress: str | None
    accepted: Mapping[str, int | None]


_sealed: dict[str, dict[str, Before]] = {}


def with_before(societies: QuerySet[Society], issue: MonthlyIssue | None) -> QuerySet[Society]:
    """Read the figures sealed in `issue` with the societies, unless they are remembered."""
    if issue is None or issue.digest in _sealed:
        return societies
    figures = SocietyFigure.objects.filter(issue=issue, society=OuterRef("pk"))
    return societies.annotate(figures_before=Subquery(figures.values("figures")))


def before_at(
    workplan: Workplan,
    month: dt.date,
    issue: MonthlyIssue | None,
    societies: Iterable[Society],
    stamp: int | None,
) -> Mapping[str, Before]:
    """Return the societies of a month by code, as sealed in `issue` or as they stand at `stamp`.

    The societies are read through `with_before`.
    """
    if issue is None:
        return _by_code(kept_payload(workplan, month, societies, stamp)["societies"])
    known = _sealed.get(issue.digest)
    if known is None:
        known = _by_code(filter(None, (vars(each)["figures_before"] for each in societies)))
        while len(_sealed) >= _MONTHS:
            _sealed.pop(next(iter(_sealed)), None)
        _sealed[issue.digest] = known
    return known


def forget() -> None:
    """Begin with nothing remembered, as a new process does."""
    _sealed.clear()


def _by_code(elements: Iterable[Payload]) -> dict[str, Before]:
    return {
        element["code"]: Before(
            element["progress"],
            {number: task["accepted"] for number, task in element["tasks"].items()},
        )
        for element in elements
    }


def sealed_series(workplan: Workplan, month: dt.date) -> list[tuple[dt.date, Payload]]:
    """Each month sealed before `month` with its figures over all societies, oldest first."""
    issues = MonthlyIssue.objects.filter(workplan=workplan, month__lt=month).order_by("month")
    return list(issues.values_list("month", "summary"))
