"""Reading exceptions to checks: a society's own, and those that wait for CAST."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from reforms.enums import ExceptionState
from reforms.models import CheckException, Workplan
from reforms.selectors.checks import CheckView, TaskChecks, checks_of, terms_of
from societies.models import Society
from societies.selectors import societies_reviewed_by

#: States in which nothing else can be asked for the same check.
OPEN_STATES = (ExceptionState.REQUESTED, ExceptionState.APPROVED)


def exceptions_of(society: Society) -> QuerySet[CheckException]:
    """All exceptions a society ever asked for, the newest first."""
    exceptions: QuerySet[CheckException] = CheckException.objects.filter(society=society)
    return exceptions.select_related("task__workplan", "requested_by", "decided_by")


def exception_queue(user: User, *, state: str, is_own: bool) -> QuerySet[CheckException]:
    """Exceptions in one state, or in any; of the reviewer's portfolio, or of all societies."""
    exceptions: QuerySet[CheckException] = CheckException.objects.select_related(
        "society", "task__workplan", "requested_by", "decided_by"
    )
    if state:
        exceptions = exceptions.filter(state=state)
    if is_own:
        exceptions = exceptions.filter(society__in=societies_reviewed_by(user))
    return exceptions


@dataclass(frozen=True)
class SoftCheck:
    """A check that CAST can excuse, with how it stands for a society."""

    task: int
    check: str
    view: CheckView | None
    is_taken: bool

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.task}.{self.check}"


def soft_checks(society: Society, workplan: Workplan) -> Sequence[SoftCheck]:
    """The soft checks of a workplan, those that are not met first."""
    live = checks_of(society, workplan)
    taken = set(
        CheckException.objects.filter(
            society=society, task__workplan=workplan, state__in=OPEN_STATES
        ).values_list("task__number", "check_name")
    )
    found = [
        SoftCheck(
            term.task,
            term.check,
            check_in(live, term.task, term.check),
            (term.task, term.check) in taken,
        )
        for term in terms_of(workplan)
        if term.is_soft
    ]
    return sorted(found, key=lambda soft: not (soft.view and soft.view.can_be_excused))


def check_in(live: dict[int, TaskChecks], task: int, check: str) -> CheckView | None:
    """One check among those of a society."""
    of_task = live.get(task)
    views = of_task.checks if of_task else ()
    return next((view for view in views if view.result.check == check), None)
