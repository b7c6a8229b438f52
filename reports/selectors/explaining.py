"""What is read to explain a figure: the month's payload, a society's months, a task's entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reforms import months
from reforms.models import MonthlyIssue, ProgressEntry, Workplan
from reforms.payload import NO_REPORT, Payload, SocietyFacts, build_payload
from reforms.progress import society_figures
from reforms.selectors import figures
from societies.models import Society


@dataclass(frozen=True)
class Known:
    """The figures of a society up to a month, oldest first; the last one is the month's."""

    months: tuple[Payload, ...]

    @property
    def element(self) -> Payload:
        """The figures of the month itself."""
        return self.months[-1]


def society_until(
    society: Society, workplan: Workplan, month: dt.date, *, with_live: bool
) -> Known | None:
    """A society's figures as sealed month by month, and live where the month is open.

    None where the month has no figures of the society, or none that may be shown.
    """
    wanted = f"{month:%Y-%m}"
    series = figures.society_series(society, workplan)
    known = [element for element in series if element["month"] <= wanted]
    if known and known[-1]["month"] == wanted:
        return Known(tuple(known))
    if not with_live or not society.is_active:
        return None
    live = {**_live_element(society, workplan, month), "month": wanted, "number": None}
    return Known((*known, live))


def _live_element(society: Society, workplan: Workplan, month: dt.date) -> Payload:
    """A society's figures of an open month; how its report stands is of no account here."""
    terms = figures.obligations(workplan, [society])[society.pk].terms
    standings = figures.standings(workplan, month, society=society).get(society.pk, {})
    exact = society_figures(
        code=society.code,
        discipline=society.discipline,
        month=months.month_ordinal(month),
        first=workplan.first_ordinal,
        terms=terms,
        standings=standings,
        margins=workplan.margins,
    )
    payload = build_payload(
        year=workplan.year,
        month=month,
        first=workplan.first_ordinal,
        societies=[SocietyFacts(exact, terms, NO_REPORT)],
    )
    element: Payload = payload["societies"][0]
    return element


def entries_until(
    society: Society, workplan: Workplan, number: int, month: dt.date
) -> dict[str, ProgressEntry]:
    """A society's entries for a task up to a month, by month, with their evidence."""
    entries = ProgressEntry.objects.filter(
        society=society,
        task__workplan=workplan,
        task__number=number,
        month_ordinal__lte=months.month_ordinal(month),
    ).prefetch_related("evidence")
    return {f"{months.month_start(e.month_ordinal):%Y-%m}": e for e in entries}


def corrected_of(issue: MonthlyIssue | None, society: Society | None = None) -> list[int]:
    """Numbers of the corrections to a sealed month, of one society or of all."""
    if issue is None:
        return []
    notes = issue.corrections.order_by("number")
    found = notes if society is None else notes.filter(society=society)
    return list(found.values_list("number", flat=True))
