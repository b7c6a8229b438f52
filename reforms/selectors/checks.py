"""What the registers say of tasks: live, as sealed with a month, and against what is claimed.

The verdict of a task is the worst of its checks (`reforms.checks.results.task_verdict`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, Max, QuerySet, Value, When

from reforms.checks import registry, words
from reforms.checks.results import CheckResult, CheckTerms, task_verdict
from reforms.enums import Verdict
from reforms.models import MonthlyIssue, RegistryCheck, SealedChecks, Task, Workplan
from reforms.payload import digest_of
from reforms.selectors.facts_office import activities_reading, activity_facts
from reforms.selectors.facts_together import read_together
from societies.activity_kinds import RECORDS, ActivityKind, Measure, activity_kinds
from societies.models import Society

#: From the one that decides a task to the one that says least, as `task_verdict` weighs them.
_WEIGHT = {
    verdict: weight
    for weight, verdict in enumerate(
        (
            Verdict.NOT_APPLICABLE,
            Verdict.SHOWN,
            Verdict.MET,
            Verdict.JUSTIFIED,
            Verdict.NO_DATA,
            Verdict.NOT_MET,
        )
    )
}
_BY_WEIGHT = {weight: verdict for verdict, weight in _WEIGHT.items()}
#: The percent that claims a task to be done.
DONE = 100
Marks = dict[int, dict[int, Verdict]]


@dataclass(frozen=True)
class CheckView:
    """One check of a society as pages show it; `is_soft`: CAST can excuse a breach."""

    result: CheckResult
    is_soft: bool
    as_of: dt.date
    computed_at: dt.datetime | None = None

    @property
    def verdict(self) -> Verdict:
        """What the check found."""
        return self.result.verdict

    @property
    def name(self) -> str:
        """The check's key, as commands and forms name it."""
        return self.result.check

    @property
    def title(self) -> str:
        """The check's name in the reader's language, like all the words below."""
        return words.title(self.result.check)

    @property
    def formula(self) -> str:
        """The rule with its thresholds."""
        return words.formula(self.result.check, self.result.threshold)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The numbers the check used, each with what it is called."""
        return words.input_rows(self.result.inputs, self.result.threshold)

    @property
    def brief(self) -> str:
        """The deciding numbers in a few words."""
        return words.brief(self.result.check, self.result.inputs)

    @property
    def counted_in(self) -> str:
        """Which of the two counts of members were used; empty where the check counts none."""
        return words.counted_in(self.result.inputs)

    @property
    def remedy(self) -> str:
        """What would make the check met; empty when there is nothing to do."""
        return words.remedy(self.result.remedy)

    @property
    def set_by(self) -> str:
        """A warning that CAST, not the text, named the threshold; empty otherwise."""
        return words.set_by(self.result.threshold)

    @property
    def can_be_excused(self) -> bool:
        """Whether the society can ask for an exception now."""
        return self.is_soft and self.verdict == Verdict.NOT_MET


@dataclass(frozen=True)
class TaskChecks:
    """What the registers say of one task of a society."""

    task: int
    checks: tuple[CheckView, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """One verdict for the task."""
        return task_verdict(check.verdict for check in self.checks)

    @property
    def deciding(self) -> CheckView | None:
        """The first check that has the task's verdict."""
        return next((check for check in self.checks if check.verdict == self.verdict), None)

    @property
    def as_of(self) -> dt.date | None:
        """The day the registers were read for."""
        return self.checks[0].as_of if self.checks else None

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """The checks without what pages add."""
        return tuple(check.result for check in self.checks)


def terms_of_task(task: Task) -> tuple[CheckTerms, ...]:
    """The checks a workplan asks for in a task, and the count of its activities."""
    return tuple(registry.terms_of(task.number, task.checks, task.counts))


def terms_of(workplan: Workplan) -> tuple[CheckTerms, ...]:
    """All checks that a workplan asks for, task by task."""
    return tuple(term for task in workplan.ordered_tasks for term in terms_of_task(task))


def _live(workplan: Workplan, societies: Collection[int] | None = None) -> QuerySet[RegistryCheck]:
    checks: QuerySet[RegistryCheck] = RegistryCheck.objects.filter(task__workplan=workplan)
    return checks if societies is None else checks.filter(society__in=societies)


def checks_of(
    society: Society, workplan: Workplan, tasks: Iterable[Task] | None = None
) -> dict[int, TaskChecks]:
    """The live checks of a society by task number, in the workplan's order (one query more).

    Who has read the tasks already saves reading them again.
    """
    asked = [
        term
        for task in (workplan.ordered_tasks if tasks is None else tasks)
        for term in terms_of_task(task)
    ]
    terms = {(term.task, term.check): place for place, term in enumerate(asked)}
    soft = {(term.task, term.check) for term in asked if term.is_soft}
    found: dict[int, list[CheckView]] = defaultdict(list)
    rows = (
        _live(workplan, [society.pk])
        .order_by("task__number", "pk")
        .values_list(
            "task__number",
            "check_name",
            "verdict",
            "inputs",
            "threshold",
            "remedy",
            "as_of",
            "computed_at",
        )
    )
    for number, name, verdict, inputs, threshold, remedy, as_of, computed_at in rows:
        result = CheckResult(number, name, Verdict(verdict), inputs, threshold, remedy)
        found[number].append(CheckView(result, (number, name) in soft, as_of, computed_at))
    return {
        number: TaskChecks(
            number,
            tuple(sorted(views, key=lambda v: terms.get((v.result.task, v.result.check), 0))),
        )
        for number, views in found.items()
    }


def verdict_marks(workplan: Workplan, societies: Collection[int] | None = None) -> Marks:
    """One live verdict per society and task number, in one query over all societies."""
    cases = [When(verdict=verdict, then=Value(weight)) for verdict, weight in _WEIGHT.items()]
    rows = (
        _live(workplan, societies)
        .order_by()
        .values("society_id", "task__number")
        .annotate(worst=Max(Case(*cases, output_field=IntegerField())))
        .values_list("society_id", "task__number", "worst")
    )
    marks: Marks = defaultdict(dict)
    for society_id, number, worst in rows:
        marks[society_id][number] = _BY_WEIGHT[worst]
    return dict(marks)


def disagrees(claimed: int | None, accepted: int | None, verdict: str | None) -> bool:
    """Whether a task is claimed or accepted as done although its checks are not met."""
    return verdict == Verdict.NOT_MET and DONE in (claimed, accepted)


def sealed_marks(issue: MonthlyIssue) -> Marks:
    """One verdict per society and task number as sealed with a month (one query)."""
    rows = SealedChecks.objects.filter(issue=issue).order_by()
    return {
        society_id: {int(number): Verdict(verdict) for number, verdict in verdicts.items()}
        for society_id, verdicts in rows.values_list("society_id", "checks__verdicts")
    }


def checks_digest(code: str, as_of: dt.date, checks: dict[str, Any]) -> str:
    """SHA-256 (hex) of what is sealed of a society's checks."""
    return digest_of({"society": code, "as_of": f"{as_of}", **checks})


def broken_checks() -> list[SealedChecks]:
    """Sealed checks whose digest does not fit what they say."""
    rows = SealedChecks.objects.select_related("society", "issue").order_by("issue__month", "pk")
    return [
        row
        for row in rows.iterator(chunk_size=500)
        if checks_digest(row.society.code, row.as_of, row.checks) != row.digest
    ]


def sealed_checks(issue: MonthlyIssue, society: Society) -> dict[int, TaskChecks]:
    """A society's checks by task number exactly as sealed with a month (one query)."""
    sealed = SealedChecks.objects.filter(issue=issue, society=society).first()
    return {} if sealed is None else views_of(sealed)


def checks_sealed_with(
    society: Society, workplan: Workplan, month: dt.date
) -> dict[int, TaskChecks]:
    """A society's checks as sealed with a month of a workplan (one query)."""
    found = SealedChecks.objects.filter(
        issue__workplan=workplan, issue__month=month, society=society
    ).first()
    return {} if found is None else views_of(found)


def views_of(sealed: SealedChecks) -> dict[int, TaskChecks]:
    """What is sealed of a society's checks, by task number."""
    found: dict[int, list[CheckView]] = defaultdict(list)
    for item in sealed.checks["results"]:
        result = CheckResult(
            item["task"],
            item["check"],
            Verdict(item["verdict"]),
            item["inputs"],
            item["threshold"],
            item["remedy"],
        )
        found[result.task].append(CheckView(result, item["soft"], sealed.as_of))
    return {number: TaskChecks(number, tuple(views)) for number, views in found.items()}


@dataclass(frozen=True)
class Counted:
    """A number counted in the register of activities, that a measured value can be taken from."""

    kind: ActivityKind
    measure: Measure | None
    number: int

    @property
    def names(self) -> dict[str, str]:
        """What is counted and in which unit, in both languages."""
        unit = self.measure or self.kind
        names = {"unit_zh": unit.unit_zh, "unit_en": unit.unit_en}
        for language, joint in (("zh", "："), ("en", ": ")):
            title = getattr(self.kind, f"title_{language}")
            if self.measure is not None:
                title = f"{title}{joint}{getattr(self.measure, f'title_{language}')}"
            names[f"title_{language}"] = title
        return names


def counted_measures(
    society: Society, workplan: Workplan, until: dt.date
) -> dict[int, tuple[Counted, ...]]:
    """What is counted for each task from 1 January of the year until a day, by task number."""
    first = dt.date(workplan.year, 1, 1)
    last = min(until, dt.date(workplan.year, 12, 31))
    ids = [society.pk]
    read = read_together({"activities": activities_reading(ids, first, last)})
    facts = {
        fact.kind: fact for fact in activity_facts(read["activities"], ids).get(society.pk, ())
    }
    kinds = activity_kinds()
    found: dict[int, tuple[Counted, ...]] = {}
    for task in workplan.ordered_tasks:
        counted = []
        for item in task.counts:
            fact = facts.get(item["kind"])
            is_records = item["measure"] == RECORDS
            number = 0
            if fact is not None:
                number = fact.number if is_records else fact.measures.get(item["measure"], 0)
            measure = None if is_records else kinds.measures[item["measure"]]
            counted.append(Counted(kinds.kinds[item["kind"]], measure, number))
        if counted:
            found[task.number] = tuple(counted)
    return found
