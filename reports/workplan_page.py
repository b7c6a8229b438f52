"""A workplan for everybody: its tasks, and where each stands in the country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from accounts.templatetags.portal import local_filter
from reforms.models import MonthlyIssue, Task, Workplan
from reforms.payload import Payload


@dataclass(frozen=True)
class NationalTask:
    """A task with its requirements, and its national figures of the latest issue, if any."""

    task: Task
    requirements: list[str]
    figures: Payload | None


@dataclass(frozen=True)
class NationalGroup:
    """A task group with its mean."""

    title: str
    mean: str | None
    tasks: tuple[NationalTask, ...]


class WorkplanPage:
    """What the template of a workplan asks for."""

    def __init__(self, workplan: Workplan, issue: MonthlyIssue | None) -> None:
        self.workplan = workplan
        self.issue = issue

    @cached_property
    def years(self) -> list[int]:
        """The years of all workplans, newest first."""
        return list(Workplan.objects.values_list("year", flat=True))

    @cached_property
    def groups(self) -> list[NationalGroup]:
        """The groups in order."""
        summary: Payload = self.issue.summary if self.issue else {"groups": {}, "tasks": {}}
        result: dict[str, list[NationalTask]] = {}
        titles: dict[str, str] = {}
        for task in self.workplan.ordered_tasks:
            kind = task.group.kind
            titles[kind] = local_filter(task.group, "title")
            figures = summary["tasks"].get(str(task.number))
            result.setdefault(kind, []).append(NationalTask(task, requirements(task), figures))
        return [
            NationalGroup(titles[kind], summary["groups"].get(kind), tuple(tasks))
            for kind, tasks in result.items()
        ]


def requirements(task: Task) -> list[str]:
    """The requirements in the reader's language, falling back to Chinese."""
    is_chinese = (get_language() or "zh").startswith("zh")
    found: list[str] = task.requirements_zh if is_chinese else task.requirements_en
    return found or task.requirements_zh
