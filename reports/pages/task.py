"""A task for everybody: what it asks for, and where it stands in the country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.portal import local_filter, percent, signed
from reforms.checks import words
from reforms.checks.registry import RULES
from reforms.checks.results import CheckTerms, Params
from reforms.models import Task
from reforms.selectors.checks import terms_of_task
from reports.figures.charts import Chart, Series, distribution_chart, month_name, number
from reports.pages.issue import moment
from reports.pages.workplan import requirements
from reports.selectors.dashboard import change
from reports.selectors.public_parts import TaskFigures


class TaskPage:
    """What the template of a task asks for; without an issue it has no figures."""

    def __init__(self, task: Task, figures: TaskFigures | None) -> None:
        self.task = task
        self.workplan = task.workplan
        self.figures = figures
        self.issue = figures.issue if figures else None
        self.requirements = requirements(task)

    @property
    def description(self) -> str:
        """What search engines show: the first of what is required, else the title."""
        return self.requirements[0] if self.requirements else local_filter(self.task, "title")

    @property
    def around(self) -> list[Task]:
        """The tasks before and after this one."""
        tasks = self.workplan.ordered_tasks
        at = next(at for at, each in enumerate(tasks) if each.pk == self.task.pk)
        return [*tasks[max(at - 1, 0) : at], *tasks[at + 1 : at + 2]]

    @property
    def evidence(self) -> list[str]:
        """What proves the task, in words."""
        return [_word(each) for each in self.task.evidence_kinds]

    @property
    def checks(self) -> list[dict[str, str]]:
        """What the registers are asked, each as a rule with its thresholds."""
        every = terms_of_task(self.task)
        told = {terms.check: terms.params for terms in every}
        return [_rule(terms, told) for terms in every]

    @property
    def stats(self) -> list[dict[str, str]]:
        """The row of figures on top; empty while nobody owes the task."""
        national = self.figures and self.figures.national
        if not self.figures or not national:
            return []
        before = self.figures.previous
        points = change(national["mean"], before["mean"]) if before else None
        no_data = dict(self.figures.states).get("no_data", 0)
        return [
            {
                "label": gettext("National mean"),
                "value": percent(national["mean"]),
                "note": ""
                if points is None
                else gettext("%(points)s on last month") % {"points": signed(points)},
                "url": "#trend",
            },
            {
                "label": gettext("Societies that have done it"),
                "value": f"{national['done']} / {national['societies']}",
                "note": gettext("of those that owe the task"),
                "url": "#societies",
            },
            {
                "label": gettext("Without data"),
                "value": str(no_data),
                "note": gettext("counted as 0 in the mean"),
                "url": "#distribution",
            },
        ]

    @property
    def as_of(self) -> str:
        """The moment the figures hold for; empty without an issue."""
        return moment(self.issue.as_of) if self.issue else ""

    @cached_property
    def trend(self) -> Chart:
        """The national mean of the task, month by month."""
        means = self.figures.means if self.figures else {}
        months = self.workplan.months
        return Chart(
            kind="line",
            title=local_filter(self.task, "short"),
            labels=tuple(month_name(month) for month in months),
            series=(
                Series(
                    gettext("National mean"),
                    tuple(number(means.get(f"{month:%Y-%m}")) for month in months),
                ),
            ),
            label_head=gettext("Month"),
        )

    @cached_property
    def distribution(self) -> Chart:
        """Societies with data by how far they are."""
        return distribution_chart(self.figures.bands if self.figures else ())

    @property
    def issue_url(self) -> str:
        """The issue that the figures are taken from."""
        if self.issue is None:
            return ""
        return reverse("reports:issue-detail", kwargs={"month": self.issue.month})


def _rule(terms: CheckTerms, told: Mapping[str, Params]) -> dict[str, str]:
    """A check with the thresholds it has, and those it shares with another one of the task."""
    shared = RULES[terms.check].shares
    return {
        "title": words.title(terms.check),
        "formula": words.formula(terms.check, {**told.get(shared, {}), **terms.params}),
        "set_by": words.set_by({"set_by": terms.set_by}),
    }


def _word(kind: dict[str, str]) -> str:
    return local_filter({"name_zh": kind["zh"], "name_en": kind.get("en", "")}, "name")
