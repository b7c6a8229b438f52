"""The registry checks while the demo is told: month by month, and who asks to be excused."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from accounts.models import User
from reforms import months
from reforms.checks.results import task_verdict
from reforms.enums import ExceptionState, Verdict
from reforms.models import CheckException, Workplan
from reforms.selectors.checks import terms_of, verdict_marks
from reforms.services.checks import Results, recompute, results_of
from reports.demo import words
from reports.demo.months import Verdicts
from reports.demo.plans import People
from societies.enums import Role
from societies.models import Society

#: What becomes of the requests for exceptions, in turn; most societies ask for none.
OUTCOMES = ("approved", "requested", "", "refused", "", "", "")
#: Days after the annual reports are due on which the checks of a year are run for the last time.
LAST_RUN_AFTER = 5


@dataclass
class YearChecks:
    """The checks of one workplan's year."""

    workplan: Workplan
    people: People
    manager: User
    told: set[tuple[int, int, str]] = field(default_factory=set)

    def of_month(self, month: dt.date) -> Results:
        """Compute the checks of every society as of a month's last day."""
        return results_of(list(Society.objects.active()), self.workplan, months.month_end(month))

    def bring_up_to_date(self, now: dt.datetime) -> Verdicts:
        """Write the live checks as of today, or of the year's last run; return the verdicts."""
        day = now.astimezone(months.BEIJING).date()
        if due_on := self.workplan.annual_report_due_on:
            day = min(day, due_on + dt.timedelta(days=LAST_RUN_AFTER))
        recompute(workplan=self.workplan, at=now, as_of=day, by=self.manager)
        return {
            (society_id, number): verdict
            for society_id, verdicts in verdict_marks(self.workplan).items()
            for number, verdict in verdicts.items()
        }

    def ask_for_exceptions(
        self, found: Results, societies: list[Society], at: dt.datetime, *, is_past: bool
    ) -> None:
        """Let some societies ask to be excused from a soft rule that they do not meet."""
        tasks = {task.number: task for task in self.workplan.ordered_tasks}
        soft = {(term.task, term.check) for term in terms_of(self.workplan) if term.is_soft}
        exceptions = []
        for society in societies:
            for result in found.get(society.pk, ()):
                key = society.pk, result.task, result.check
                is_asked = (result.task, result.check) in soft and key not in self.told
                if not is_asked or result.verdict != Verdict.NOT_MET:
                    continue
                self.told.add(key)
                outcome = OUTCOMES[len(self.told) % len(OUTCOMES)]
                if outcome == "requested" and is_past:
                    outcome = "refused"
                if outcome:
                    exception = self._exception(society, result.check, ExceptionState(outcome), at)
                    exception.task = tasks[result.task]
                    exceptions.append(exception)
        CheckException.objects.bulk_create(exceptions)

    def _exception(
        self, society: Society, check: str, state: ExceptionState, at: dt.datetime
    ) -> CheckException:
        rng = random.Random(f"exception {self.workplan.year} {society.code} {check}")
        is_decided = state != ExceptionState.REQUESTED
        return CheckException(
            society=society,
            check_name=check,
            reason=words.excuse(rng, check),
            state=state,
            requested_at=at,
            requested_by=self.people[society.code, Role.APPROVER],
            decided_at=at + dt.timedelta(hours=20) if is_decided else None,
            decided_by=self.manager if is_decided else None,
            decision_note=words.DECIDED.get(state, ""),
        )


def task_verdicts(found: Results) -> Verdicts:
    """Return one verdict per society and task of what was computed."""
    by_task: dict[tuple[int, int], list[Verdict]] = {}
    for society_id, results in found.items():
        for result in results:
            by_task.setdefault((society_id, result.task), []).append(result.verdict)
    return {key: task_verdict(verdicts) for key, verdicts in by_task.items()}
