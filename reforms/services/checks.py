"""Checks of the registers: asked for, computed, kept live, and frozen with a sealed month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from accounts.models import User
from accounts.services import audit
from reforms import months
from reforms.checks.registry import run_checks
from reforms.checks.results import CheckResult, task_verdict
from reforms.models import (
    CheckRequest,
    MonthlyIssue,
    RegistryCheck,
    SealedChecks,
    Workplan,
)
from reforms.selectors.checks import checks_digest, terms_of
from reforms.selectors.facts import collect_facts
from reforms.signals import checks_requested
from societies.models import Society

_BATCH = 500
#: What a check says; a change of anything else is no news.
_SAID = ("verdict", "inputs", "threshold", "remedy")
_Key = tuple[int, int, str]
#: Every check by the id of its society.
Results = Mapping[int, Sequence[CheckResult]]


@dataclass(frozen=True)
class CheckRun:
    """What computing did: rows that are new or say something else, and rows taken away."""

    societies: int
    written: int
    removed: int

    @property
    def has_changed(self) -> bool:
        """Whether anything that pages show is different now."""
        return bool(self.written or self.removed)


def results_of(
    societies: Collection[Society], workplan: Workplan, as_of: dt.date
) -> dict[int, list[CheckResult]]:
    """Compute every check of the societies as of a day, fresh from the registers, by their ids."""
    terms = terms_of(workplan)
    facts = collect_facts(societies, workplan, as_of)
    return {society_id: run_checks(known, terms) for society_id, known in facts.items()}


@transaction.atomic
def recompute(
    *,
    workplan: Workplan,
    at: dt.datetime,
    societies: Iterable[Society] | None = None,
    as_of: dt.date | None = None,
    by: User | None = None,
) -> CheckRun:
    """Bring the live checks of the societies (all active ones by default) up to date.

    As of the Beijing day of `at` unless told. Whoever computes for a society holds it meanwhile,
    so that an older reading never overwrites a newer one.
    """
    with scopes_disabled():
        members = _hold_societies(societies)
        day = as_of or at.astimezone(months.BEIJING).date()
        tasks = {task.number: task for task in workplan.ordered_tasks}
        wanted = {
            (society_id, tasks[result.task].pk, result.check): result
            for society_id, results in results_of(members, workplan, day).items()
            for result in results
        }
        rows = _rows(members, workplan)
        before = {_key(row): row.verdict for row in rows}
        written, removed = _write(wanted, rows, day, at)
        run = CheckRun(len(members), len(written), len(removed))
        if run.has_changed:
            _record(workplan, members, before, written, removed, by)
    return run


def _hold_societies(societies: Iterable[Society] | None) -> list[Society]:
    chosen = Society.objects.active()
    if societies is not None:
        chosen = Society.objects.filter(pk__in=[society.pk for society in societies])
    return list(chosen.select_for_update(no_key=True).order_by("pk"))


def _rows(societies: Sequence[Society], workplan: Workplan) -> list[RegistryCheck]:
    rows: QuerySet[RegistryCheck] = RegistryCheck.objects.filter(
        society__in=societies, task__workplan=workplan
    )
    return list(rows.order_by("pk"))


def _key(row: RegistryCheck) -> _Key:
    return row.society_id, row.task_id, row.check_name


def _write(
    wanted: Mapping[_Key, CheckResult], rows: Sequence[RegistryCheck], day: dt.date, at: dt.datetime
) -> tuple[list[RegistryCheck], list[RegistryCheck]]:
    """Write what says something else; the others only learn that they still hold."""
    created, changed, same, removed = [], [], [], []
    known = {_key(row): row for row in rows}
    for key, row in known.items():
        result = wanted.get(key)
        if result is None:
            removed.append(row)
        elif all(getattr(row, name) == getattr(result, name) for name in _SAID):
            same.append(row.pk)
        else:
            changed.append(_put(row, result, day, at))
    for key, result in wanted.items():
        if key not in known:
            society_id, task_id, name = key
            row = RegistryCheck(society_id=society_id, task_id=task_id, check_name=name)
            created.append(_put(row, result, day, at))
    RegistryCheck.objects.filter(pk__in=same).update(as_of=day, computed_at=at)
    RegistryCheck.objects.filter(pk__in=[row.pk for row in removed]).delete()
    RegistryCheck.objects.bulk_create(created, batch_size=_BATCH)
    RegistryCheck.objects.bulk_update(changed, (*_SAID, "as_of", "computed_at"), batch_size=_BATCH)
    return created + changed, removed


def _put(row: RegistryCheck, result: CheckResult, day: dt.date, at: dt.datetime) -> RegistryCheck:
    for name in _SAID:
        setattr(row, name, getattr(result, name))
    row.as_of, row.computed_at = day, at
    return row


def _record(
    workplan: Workplan,
    societies: Sequence[Society],
    before: Mapping[_Key, str],
    written: Sequence[RegistryCheck],
    removed: Sequence[RegistryCheck],
    by: User | None,
) -> None:
    """Leave one event a run: live pages are kept by the number of the last one.

    It names the verdicts that changed; new checks and other numbers are counted.
    """
    codes = {society.pk: society.code for society in societies}
    numbers = {task.pk: task.number for task in workplan.ordered_tasks}
    old: dict[str, dict[str, str]] = defaultdict(dict)
    new: dict[str, dict[str, str]] = defaultdict(dict)
    for row in written:
        was = before.get(_key(row))
        if was is not None and was != row.verdict:
            name = f"{numbers[row.task_id]} {row.check_name}"
            old[codes[row.society_id]][name] = was
            new[codes[row.society_id]][name] = row.verdict
    audit.record(
        action="checks.changed",
        subject=workplan,
        actor=by,
        scope=societies[0].code if len(societies) == 1 else "",
        before={"verdicts": old} if old else None,
        after={
            "verdicts": new,
            "societies": len(societies),
            "checks": len(written),
            "removed": len(removed),
        },
    )


@transaction.atomic
def request_checks(*, society_ids: Iterable[int], at: dt.datetime) -> None:
    """Note that the checks of these societies have to be computed again, and say so."""
    wanted = set(society_ids)
    if not wanted:
        return
    with scopes_disabled():
        CheckRequest.objects.bulk_create(
            (CheckRequest(society_id=pk, requested_at=at) for pk in sorted(wanted)),
            update_conflicts=True,
            unique_fields=("society",),
            update_fields=("requested_at",),
        )
    checks_requested.send(sender=CheckRequest, society_ids=wanted)


def request_all_checks(*, at: dt.datetime) -> None:
    """Note that the checks of every active society have to be computed again."""
    request_checks(society_ids=Society.objects.active().values_list("pk", flat=True), at=at)


def running_workplans(*, today: dt.date) -> list[Workplan]:
    """Workplans begun whose checks still move: the year is not sealed, or its reports are due."""
    last = MonthlyIssue.objects.values_list("workplan_id", "month")
    sealed = set(last)
    return [
        workplan
        for workplan in Workplan.objects.filter(issued_on__lte=today).order_by("first_month")
        if (workplan.pk, workplan.last_month) not in sealed
        or (workplan.annual_report_due_on or dt.date.min) >= today
    ]


def answer_requests(
    *, at: dt.datetime, society_ids: Collection[int] | None = None, until: dt.datetime | None = None
) -> int:
    """Compute the checks that are asked for; returns how many societies were answered.

    A request made anew meanwhile stays. Done twice, the second time finds nothing to do.
    """
    requests = CheckRequest.objects.order_by("requested_at").select_related("society")
    if society_ids is not None:
        requests = requests.filter(society__in=society_ids)
    if until is not None:
        requests = requests.filter(requested_at__lte=until)
    found = list(requests[:_BATCH])
    if not found:
        return 0
    compute(societies=[request.society for request in found], at=at)
    answered = Q(pk__in=())
    for moment in {request.requested_at for request in found}:
        pks = [request.pk for request in found if request.requested_at == moment]
        answered |= Q(pk__in=pks, requested_at=moment)
    CheckRequest.objects.filter(answered).delete()
    return len(found)


def compute(*, societies: Sequence[Society], at: dt.datetime) -> None:
    """Bring the checks of the running workplans up to date, a few societies at a time."""
    for workplan in running_workplans(today=at.astimezone(months.BEIJING).date()):
        for start in range(0, len(societies), 50):
            recompute(workplan=workplan, societies=societies[start : start + 50], at=at)


def freeze(*, issue: MonthlyIssue, at: dt.datetime, found: Results | None = None) -> int:
    """Keep the verdicts of every active society with a sealed month; returns how many.

    As of the month's last day, or of the Beijing day of `at` if that is earlier. `found` is what
    `results_of` gives for that day and these societies, from a caller who has it already.
    """
    day = min(months.month_end(issue.month), at.astimezone(months.BEIJING).date())
    societies = list(Society.objects.active())
    soft = {(term.task, term.check) for term in terms_of(issue.workplan) if term.is_soft}
    if found is None:
        with scopes_disabled():
            found = results_of(societies, issue.workplan, day)
    rows = []
    for society in societies:
        content = _frozen(found[society.pk], soft)
        digest = checks_digest(society.code, day, content)
        rows.append(
            SealedChecks(issue=issue, society=society, as_of=day, checks=content, digest=digest)
        )
    SealedChecks.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _frozen(results: Iterable[CheckResult], soft: Collection[tuple[int, str]]) -> dict[str, Any]:
    """A society's checks as they are kept: one verdict per task, and every check in full."""
    found = list(results)
    by_task: dict[int, list[str]] = defaultdict(list)
    for result in found:
        by_task[result.task].append(result.verdict)
    return {
        "verdicts": {
            str(number): task_verdict(verdicts) for number, verdicts in sorted(by_task.items())
        },
        "results": [
            {
                "task": result.task,
                "check": result.check,
                "verdict": result.verdict,
                "inputs": result.inputs,
                "threshold": result.threshold,
                "remedy": result.remedy,
                "soft": (result.task, result.check) in soft,
            }
            for result in found
        ],
    }
