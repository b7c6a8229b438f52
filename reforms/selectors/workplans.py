"""Reading workplans: the current one, its tasks, and what already hangs on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch
from django_scopes import scopes_disabled

from reforms.models import Commitment, MonthlyIssue, ProgressEntry, Task, TaskGroup, Workplan


def current_workplan(*, today: dt.date) -> Workplan | None:
    """Return the workplan of the month of that date: else the last one begun, else the next."""
    return (
        Workplan.objects.covering(today).first()
        or Workplan.objects.filter(first_month__lte=today).order_by("-first_month").first()
        or Workplan.objects.order_by("first_month").first()
    )


def groups_with_tasks(workplan: Workplan) -> list[TaskGroup]:
    """Return the groups in order, each with its tasks in order (two queries)."""
    groups = workplan.groups.order_by("position").prefetch_related(
        Prefetch("tasks", queryset=Task.objects.order_by("number"))
    )
    return list(groups)


@dataclass(frozen=True)
class TaskUse:
    """Numbers of the tasks that plans commit to, and of those that reports speak of."""

    committed: frozenset[int]
    reported: frozenset[int]

    @property
    def numbers(self) -> frozenset[int]:
        """Tasks that cannot go any more."""
        return self.committed | self.reported


def task_use(workplan: Workplan) -> TaskUse:
    """Return what societies have written under the workplan's tasks, of all societies."""
    with scopes_disabled():
        return TaskUse(
            committed=frozenset(
                Commitment.objects.filter(task__workplan=workplan)
                .values_list("task__number", flat=True)
                .distinct()
                .order_by()
            ),
            reported=frozenset(
                ProgressEntry.objects.filter(task__workplan=workplan)
                .values_list("task__number", flat=True)
                .distinct()
                .order_by()
            ),
        )


def sealed_months(workplan: Workplan) -> set[dt.date]:
    """Return the months that have an issue."""
    return set(MonthlyIssue.objects.filter(workplan=workplan).values_list("month", flat=True))
