"""How the country stands, part by part, and what changed since the month before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import local_filter, percent, signed, state_word
from reforms import months
from reforms.models import Workplan
from reforms.payload import Payload
from reforms.progress import expected, one_decimal
from reports.selectors.dashboard import Overview, Part, change

#: Counts of the national figures that tell what moved.
COUNTED = ("done", "stalled", "behind", "no_data")


@dataclass(frozen=True)
class PartRow:
    """A part of the country: its figures, what is behind them, and how they are reckoned."""

    label: str
    url: str
    why: str
    mean: str | None
    expected: str | None
    change: str | None
    note: str = ""


def why(month: dt.date, figure: str) -> str:
    """Where a national figure is explained."""
    return reverse("reports:explain-figure", kwargs={"month": month, "figure": figure})


def matrix_of(month: dt.date, **params: str) -> str:
    """The matrix of the month over all societies."""
    return f"{reverse('reports:matrix')}?{urlencode({'month': f'{month:%Y-%m}', **params})}"


def discipline_rows(overview: Overview) -> list[PartRow]:
    """The disciplines, each leading to its part of the matrix."""
    month = overview.month
    return [
        _row(
            part,
            matrix_of(month, discipline=part.key),
            why(month, f"discipline-{part.key}"),
            overview,
            gettext("%(count)d societies") % {"count": part.societies},
        )
        for part in overview.disciplines
    ]


def group_rows(overview: Overview) -> list[PartRow]:
    """The task groups that somebody owes."""
    month = overview.month
    return [
        _row(part, "", why(month, f"group-{part.key}") if part.mean else "", overview)
        for part in overview.groups
    ]


def _row(part: Part, url: str, why_url: str, overview: Overview, note: str = "") -> PartRow:
    due = overview.payload["national"]["expected"]
    return PartRow(part.label, url, why_url, part.mean, due, part.change, note)


def task_rows(overview: Overview) -> list[PartRow]:
    """Each task over the societies that owe it, against what is expected of them."""
    figures, month = overview.payload["tasks"], overview.month
    before = overview.previous["tasks"] if overview.previous else {}
    due = expected_by_task(overview.payload, overview.workplan)
    rows = []
    for task in overview.workplan.ordered_tasks:
        key = str(task.number)
        if key in figures:
            own = figures[key]
            rows.append(
                PartRow(
                    f"{task.number}. {local_filter(task, 'short')}",
                    matrix_of(month, sort=f"t{task.number}", dir="desc"),
                    why(month, f"task-{task.number}"),
                    own["mean"],
                    due[key],
                    change(own["mean"], before.get(key, {}).get("mean")),
                    f"{own['done']} / {own['societies']}",
                )
            )
    return rows


def expected_by_task(payload: Payload, workplan: Workplan) -> dict[str, str | None]:
    """The mean of what the societies that owe a task should have reached, by its number."""
    dues = Counter(
        (number, task["due"]) for e in payload["societies"] for number, task in e["tasks"].items()
    )
    at = months.month_ordinal(months.parse_month(payload["month"]))
    totals: dict[str, tuple[Fraction, int]] = {}
    for (number, due), count in dues.items():
        ordinal = months.month_ordinal(months.parse_month(due))
        reached = expected(at, first=workplan.first_ordinal, due=ordinal)
        total, societies = totals.get(number, (Fraction(0), 0))
        totals[number] = (total + reached * count, societies + count)
    return {number: one_decimal(total / count) for number, (total, count) in totals.items()}


def change_rows(overview: Overview) -> list[dict[str, Any]]:
    """The national figures beside those of the last sealed month before."""
    before, now = overview.previous, overview.payload["national"]
    if before is None:
        return []
    was = before["national"]
    words = {"mean": gettext("National mean progress"), "median": pgettext("figure", "Median")}
    figures = [
        {
            "label": words[key],
            "before": percent(was[key]),
            "now": percent(now[key]),
            "change": signed(change(now[key], was[key])),
            "why": why(overview.month, key),
        }
        for key in words
    ]
    counts = [
        {
            "label": gettext("Tasks: %(state)s") % {"state": state_word(key)},
            "before": was["tasks"][key],
            "now": now["tasks"][key],
            "change": _more(now["tasks"][key] - was["tasks"][key]),
            "why": why(overview.month, f"state-{key}"),
        }
        for key in COUNTED
    ]
    return figures + counts


def _more(count: int) -> str:
    return f"{count:+d}".replace("-", "−") if count else "0"
