"""A workplan for everybody: its tasks, and where each stands in the country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language, gettext

from accounts.templatetags.portal import local_filter
from reforms.enums import GroupKind
from reforms.models import MonthlyIssue, Task, Workplan
from reforms.payload import Payload
from reforms.selectors.figures import national_series


@dataclass(frozen=True)
class NationalTask:
    """A task, its national figures of the latest issue, if any, and its means month by month."""

    task: Task
    figures: Payload | None
    means: tuple[str | None, ...]


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

    @property
    def months(self) -> int:
        """How many months the workplan has."""
        return len(self.workplan.months)

    @cached_property
    def series(self) -> list[Payload]:
        """The sealed months, oldest first."""
        return national_series(self.workplan) if self.issue else []

    @property
    def description(self) -> str:
        """The workplan in one sentence: who must do what."""
        counts = Counter(task.group.kind for task in self.workplan.ordered_tasks)
        return gettext(
            "%(tasks)d tasks: %(basic)d for every society, %(reelection)d more for those that "
            "re-elect their council, and at least %(minimum)d of %(optional)d to choose."
        ) % {
            "tasks": counts.total(),
            "basic": counts[GroupKind.BASIC],
            "reelection": counts[GroupKind.REELECTION],
            "optional": counts[GroupKind.OPTIONAL],
            "minimum": self.workplan.optional_minimum,
        }

    @cached_property
    def groups(self) -> list[NationalGroup]:
        """The groups in order."""
        summary: Payload = self.issue.summary if self.issue else {"groups": {}, "tasks": {}}
        result: dict[str, list[NationalTask]] = {}
        titles: dict[str, str] = {}
        for task in self.workplan.ordered_tasks:
            kind = task.group.kind
            titles[kind] = local_filter(task.group, "title")
            key = str(task.number)
            means = tuple((each["tasks"].get(key) or {}).get("mean") for each in self.series)
            figures = summary["tasks"].get(key)
            result.setdefault(kind, []).append(NationalTask(task, figures, means))
        return [
            NationalGroup(titles[kind], summary["groups"].get(kind), tuple(tasks))
            for kind, tasks in result.items()
        ]


def requirements(task: Task) -> list[str]:
    """The requirements in the reader's language, falling back to Chinese."""
    is_chinese = (get_language() or "zh").startswith("zh")
    found: list[str] = task.requirements_zh if is_chinese else task.requirements_en
    return found or task.requirements_zh
