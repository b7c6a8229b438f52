"""Disciplines for everybody: the groups side by side, and each with its societies and tasks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.portal import percent, signed
from reforms.models import MonthlyIssue
from reforms.progress import TaskState
from reports.figures.charts import Chart, expected_line, progress_chart
from reports.pages.issue import league_row, moment
from reports.selectors.dashboard import change
from reports.selectors.public import IssueFigures
from reports.selectors.public_parts import DisciplineFigures, arrival
from societies.enums import Discipline


@dataclass(frozen=True)
class DisciplineRow:
    """One discipline group beside the others."""

    discipline: Discipline
    url: str
    societies: int
    mean: str | None
    expected: str | None
    change: str | None
    on_time: int
    means: list[str | None]


class DisciplineListPage:
    """The groups of an issue side by side."""

    def __init__(self, issue: MonthlyIssue) -> None:
        self.issue = issue
        self.months = len(issue.workplan.months)
        self._figures = IssueFigures(issue)

    @cached_property
    def rows(self) -> list[DisciplineRow]:
        """The groups in CAST's order."""
        present = self._figures.payload["disciplines"]
        return [self._row(group) for group in Discipline if group.value in present]

    def _row(self, group: Discipline) -> DisciplineRow:
        figures = DisciplineFigures(self.issue, group)
        vars(figures)["figures"] = self._figures  # read once for all groups
        return DisciplineRow(
            group,
            discipline_url(group, self.issue),
            len(figures.elements),
            figures.mean,
            figures.expected,
            change(figures.mean, figures.previous),
            sum(arrival(each) == "on_time" for each in figures.elements),
            list(figures.means.values()),
        )


def discipline_url(group: Discipline, issue: MonthlyIssue | None) -> str:
    """Where a group's page is, for the workplan of an issue."""
    url = reverse("reports:public-discipline", kwargs={"key": group.value})
    return f"{url}?workplan={issue.workplan.year}" if issue else url


class DisciplinePage:
    """What the template of one discipline group asks for."""

    def __init__(self, figures: DisciplineFigures) -> None:
        self.figures = figures
        self.issue = figures.issue
        self.workplan = figures.issue.workplan
        self.label = str(figures.discipline.label)

    @property
    def stats(self) -> list[dict[str, str]]:
        """The row of figures on top."""
        figures, obliged = self.figures, sum(self.figures.states.values())
        late, missing = figures.reports["late"], figures.reports["missing"]
        return [
            {
                "label": gettext("Mean progress"),
                "value": percent(figures.mean),
                "note": self._mean_note(),
                "url": "#societies",
            },
            {
                "label": gettext("Against the country"),
                "value": self._against(),
                "note": gettext("national mean %(mean)s")
                % {"mean": percent(figures.figures.payload["national"]["mean"])},
                "url": reverse("reports:issue-detail", kwargs={"month": self.issue.month}),
            },
            {
                "label": gettext("Reported on time"),
                "value": f"{figures.reports['on_time']} / {len(figures.elements)}",
                "note": gettext("late %(late)d, missing %(missing)d")
                % {"late": late, "missing": missing},
                "url": "#societies",
            },
            {
                "label": gettext("Tasks done"),
                "value": str(figures.states[TaskState.DONE.value]),
                "note": gettext("of %(count)d obliged") % {"count": obliged},
                "url": "#tasks",
            },
        ]

    def _mean_note(self) -> str:
        figures = self.figures
        expected = gettext("expected %(percent)s") % {"percent": percent(figures.expected)}
        points = change(figures.mean, figures.previous)
        if points is None:
            return expected
        return gettext("%(points)s since last month, %(expected)s") % {
            "points": signed(points),
            "expected": expected,
        }

    def _against(self) -> str:
        points = change(self.figures.mean, self.figures.figures.payload["national"]["mean"])
        return signed(points)

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        return moment(self.issue.as_of)

    @cached_property
    def progress(self) -> Chart:
        """The group's mean over the months against what is expected."""
        months = self.workplan.months
        return progress_chart(
            name=self.label,
            means=self.figures.means,
            months_=months,
            expected_values=expected_line(
                self.figures.elements, months, self.workplan.first_ordinal
            ),
        )

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The tasks, each beside the country."""
        return [
            {"part": part, "points": change(part.mean, part.national)}
            for part in self.figures.tasks
        ]

    @property
    def societies(self) -> list[dict[str, Any]]:
        """The group's societies with their reports."""
        due_on = self.workplan.deadlines[self.issue.month]
        return [league_row(each, due_on) for each in self.figures.league]
