"""A society's year in words and charts."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.templatetags.portal import heat, local_filter, month_label, percent, signed
from reforms.payload import Payload
from reforms.selectors.check_pages import Mark
from reforms.selectors.checks import disagrees
from reports.figures.charts import Chart, expected_line, month_name, number, progress_chart
from reports.pages.society_parts import GoalLine, MonthMark, arrivals, goal_lines, month_marks
from reports.selectors.dashboard import change
from reports.selectors.figures import late_days
from reports.selectors.matrix_cells import SIGNS
from reports.selectors.society_year import SocietyYear, TaskCell, TaskRow


class SocietyYearPage:
    """What the template asks for, from the figures of the year."""

    def __init__(self, year: SocietyYear) -> None:
        self.year = year
        self.society = year.society
        self.workplan = year.workplan
        self.latest = year.latest

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """The months as columns: how the report stood, and where it is."""
        return [self._head(month) for month in self.year.months]

    def _head(self, month: dt.date) -> dict[str, Any]:
        element = self.year.elements[f"{month:%Y-%m}"]
        state = element["report"]["state"]
        is_open = month == self.year.open_month
        if state == "none":
            state = "open" if is_open else "not_submitted"
        elif state in ("draft", "in_society_review") and not is_open:
            state = "not_submitted"
        return {
            "month": month,
            "word": month_name(month),
            "url": self._entry_url(month),
            "element": element,
            "state": state,
            "is_open": is_open,
            "late_days": late_days(element, self.workplan.deadlines[month]),
        }

    def _entry_url(self, month: dt.date) -> str:
        kwargs = {"code": self.society.code, "month": month}
        return reverse("reforms:report-detail", kwargs=kwargs)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Tasks with their cells, each leading to its entry."""
        urls = {head["month"]: head["url"] for head in self.heads}
        return [
            {
                "row": row,
                "begins_group": at == 0 or rows[at - 1].task.group_id != row.task.group_id,
                "cells": [self._cell(cell, row, urls) for cell in row.cells],
            }
            for rows in [self.year.rows]
            for at, row in enumerate(rows)
        ]

    def _cell(
        self, cell: TaskCell, row: TaskRow, urls: dict[dt.date, str]
    ) -> dict[str, Any] | None:
        figure = cell.figure
        if figure is None:
            return None
        accepted = figure["accepted"]
        return {
            "css": heat(accepted),
            "text": "✓" if accepted == 100 else "–" if accepted is None else str(accepted),
            "sign": SIGNS[figure["state"]] if figure["state"] in ("stalled", "behind") else "",
            "state": figure["state"],
            "url": f"{urls[cell.month]}#task-{row.task.number}",
            "expected": figure["expected"],
            "claimed": figure["claimed"],
            "is_against": self._is_against(cell.month, row.task.number, figure),
            "is_claimed": figure["claimed"] != accepted,
            "corrected": self._corrected(cell.month, row.task.number, accepted),
        }

    def _corrected(self, month: dt.date, number: int, sealed: int | None) -> str:
        """The percent that a correction put in the place of the sealed one; empty without."""
        now = self.year.corrected.get((month, number), sealed)
        return "" if now == sealed else percent(now)

    @property
    def signs(self) -> list[tuple[str, str]]:
        """The signs beside figures, each with the state it stands for."""
        return [(SIGNS[state], state) for state in ("stalled", "behind")]

    def _is_against(self, month: dt.date, number: int, figure: Payload) -> bool:
        """Whether claim and registers disagreed when the month was sealed, or do so now."""
        verdicts = self.year.verdicts.get(month)
        if verdicts is None:
            verdicts = {task: checks.verdict for task, checks in self.year.checks.items()}
        verdict = verdicts.get(number)
        return disagrees(figure["claimed"], figure["accepted"], verdict)

    @cached_property
    def progress(self) -> Chart:
        """The society's progress over the year against what is expected."""
        elements = self.year.elements
        means = {month: element["progress"] for month, element in elements.items()}
        ahead = [m for m in self.workplan.months if f"{m:%Y-%m}" not in elements]
        drawn: dict[dt.date, float | None] = {}
        if self.latest is not None:
            line = expected_line([self.latest], ahead, self.workplan.first_ordinal)
            drawn = dict(zip(ahead, line, strict=True))
        return progress_chart(
            name=gettext("Progress of the society"),
            means=means,
            months_=self.workplan.months,
            expected_values=tuple(
                drawn.get(m) if m in drawn else number(_expected(elements.get(f"{m:%Y-%m}")))
                for m in self.workplan.months
            ),
        )

    @property
    def change(self) -> str:
        """Points since the month before, with their sign; empty without one."""
        elements = list(self.year.elements.values())
        if len(elements) < 2:
            return ""
        points = change(elements[-1]["progress"], elements[-2]["progress"])
        return "" if points is None else signed(points)

    @property
    def states(self) -> dict[str, int]:
        """How many tasks stand in which state."""
        counts: dict[str, int] = {}
        for task in (self.latest or {"tasks": {}})["tasks"].values():
            counts[task["state"]] = counts.get(task["state"], 0) + 1
        return counts

    @cached_property
    def strip(self) -> list[MonthMark]:
        """All months of the workplan, and whether their reports came in time."""
        return month_marks(self.workplan, self.heads)

    @property
    def arrived(self) -> dict[str, int]:
        """How many reports came on time, late, or not at all in the sealed months."""
        open_month = self.year.open_month
        return arrivals([mark for mark in self.strip if mark.month != open_month])

    @cached_property
    def goals(self) -> list[dict[str, Any]]:
        """What the society set itself, each with the entry that its value comes from."""
        return [
            {"line": line, "url": self._measured_url(line)} for line in goal_lines(self.year.rows)
        ]

    def _measured_url(self, line: GoalLine) -> str:
        if line.measured_month is None:
            return ""
        return f"{self._entry_url(line.measured_month)}#task-{line.row.task.number}"

    @property
    def latest_month(self) -> str:
        """The month of the figures, in words."""
        return month_label(self.latest["month"]) if self.latest else ""

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        return f"{timezone.localtime():%Y-%m-%d %H:%M}"

    @property
    def source(self) -> str:
        """Where the latest figures come from."""
        rules = local_filter(self.workplan, "title")
        number = self.latest and self.latest["number"]
        if not number:
            return f"{rules} · {gettext('not sealed: figures as they stand now')}"
        return f"{rules} · {gettext('Issue %(number)d') % {'number': number}}"

    @cached_property
    def proven(self) -> list[dict[str, Any]]:
        """Tasks that the registers say something of, each beside its claims and past verdicts."""
        found = []
        for row in self.year.rows:
            checks = self.year.checks.get(row.task.number)
            if checks is None:
                continue
            claimed, accepted = row.latest["claimed"], row.latest["accepted"]
            found.append(
                {
                    "task": row.task,
                    "checks": checks,
                    "claimed": claimed,
                    "accepted": accepted,
                    "is_against": disagrees(claimed, accepted, checks.verdict),
                    "history": [
                        Mark(month, verdicts[row.task.number])
                        for month, verdicts in self.year.verdicts.items()
                        if row.task.number in verdicts
                    ],
                }
            )
        return found

    @property
    def proven_on(self) -> dt.date | None:
        """The day the registers were read for."""
        return next((each["checks"].as_of for each in self.proven), None)

    @property
    def matrix_url(self) -> str:
        """The matrix of that month, narrowed to this society."""
        month = self.latest["month"] if self.latest else ""
        params = {"month": month, "q": self.society.code}
        return f"{reverse('reports:matrix')}?{urlencode(params)}"

    @property
    def name(self) -> str:
        """The society's name in the reader's language."""
        return local_filter(self.society, "name")

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """What the progress is made from."""
        if self.latest is None:
            return []
        tasks = self.latest["tasks"]
        accepted = sum(task["accepted"] or 0 for task in tasks.values())
        return [
            (gettext("Obliged tasks"), str(len(tasks)), ""),
            (gettext("Sum of accepted percents"), str(accepted), ""),
            (
                gettext("Without data, counted as 0"),
                str(sum(task["accepted"] is None for task in tasks.values())),
                "",
            ),
        ]


def _expected(element: Payload | None) -> str | None:
    return None if element is None else element["expected"]
