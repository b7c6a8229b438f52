"""Reform plans of the demo's societies."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal

from accounts.models import User
from reforms import months
from reforms.enums import GroupKind, PlanState
from reforms.models import Commitment, PlanVersion, ReformPlan, Task, Workplan
from reports.demo import words
from societies.enums import Role
from societies.models import Society

People = Mapping[tuple[str, Role], User]


def add_plans(workplan: Workplan, societies: list[Society], people: People, reviewer: User) -> None:
    """Give every society an accepted plan; a few are late, two have none by now."""
    plans = ReformPlan.objects.bulk_create(
        ReformPlan(society=society, workplan=workplan) for society in societies
    )
    versions = []
    for position, plan in enumerate(plans):
        rng = random.Random(f"plan {workplan.year} {plan.society.code}")
        submitted_at = _submitted_at(workplan, rng, is_late=position % 23 == 11)
        plan.first_submitted_at = submitted_at
        versions.append(_version(plan, rng, submitted_at, people, reviewer))
    ReformPlan.objects.bulk_update(plans, ["first_submitted_at"], batch_size=200)
    PlanVersion.objects.bulk_create(versions)
    tasks = list(workplan.tasks.select_related("group"))
    Commitment.objects.bulk_create(
        commitment for version in versions for commitment in _commitments(version, tasks)
    )


def _submitted_at(workplan: Workplan, rng: random.Random, *, is_late: bool) -> dt.datetime:
    days = rng.randint(1, 6) if is_late else -rng.randint(0, 12)
    on = workplan.plan_due_on + dt.timedelta(days=days)
    return dt.datetime.combine(on, dt.time(rng.randint(9, 17), rng.randint(0, 59)), months.BEIJING)


def _version(
    plan: ReformPlan, rng: random.Random, at: dt.datetime, people: People, reviewer: User
) -> PlanVersion:
    return PlanVersion(
        plan=plan,
        number=1,
        state=PlanState.ACCEPTED,
        holds_reelection=holds_reelection(plan.society, plan.workplan.year),
        lead_person=plan.society.president,
        summary=words.pick(rng, words.AIMS),
        submitted_at=at,
        submitted_by=people[plan.society.code, Role.APPROVER],
        decided_at=at + dt.timedelta(days=rng.randint(2, 8)),
        decided_by=reviewer,
    )


def holds_reelection(society: Society, year: int) -> bool:
    """Whether one of the society's terms of five years ends in the year."""
    return society.term_ends_on is not None and (year - society.term_ends_on.year) % 5 == 0


def _commitments(version: PlanVersion, tasks: list[Task]) -> list[Commitment]:
    workplan = version.plan.workplan
    rng = random.Random(f"commitments {workplan.year} {version.plan.society.code}")
    optional = [task for task in tasks if task.group.kind == GroupKind.OPTIONAL]
    count = min(len(optional), workplan.optional_minimum + rng.choice((0, 0, 0, 1, 1, 2, 4)))
    chosen = sorted(rng.sample(optional, count), key=lambda task: task.number)
    return [_commitment(version, task, rng) for task in chosen]


def _commitment(version: PlanVersion, task: Task, rng: random.Random) -> Commitment:
    suggested = task.indicator or {}
    baseline = rng.randint(2, 40)
    workplan = version.plan.workplan
    due = rng.choice(workplan.months[-3:]) if rng.random() < 0.3 else workplan.last_month
    return Commitment(
        version=version,
        task=task,
        indicator=suggested.get("zh", "完成数量"),
        unit=suggested.get("unit_zh", "项"),
        baseline=Decimal(baseline),
        target=Decimal(baseline + max(1, baseline * rng.randint(10, 60) // 100)),
        due_month=due,
        measure=words.pick(rng, words.MEASURES),
        person_in_charge=words.person(rng),
    )


def amend_plan(
    workplan: Workplan, society: Society, people: People, reviewer: User, at: dt.datetime
) -> None:
    """Exchange one optional task for another in a second accepted version."""
    old = PlanVersion.objects.accepted().get(plan__society=society, plan__workplan=workplan)
    rng = random.Random(f"amendment {workplan.year} {society.code}")
    version = _version(old.plan, rng, at - dt.timedelta(days=4), people, reviewer)
    version.number, version.amendment_reason = 2, "联合体牵头单位调整，更换一项自选任务。"
    version.holds_reelection, version.decided_at = old.holds_reelection, at
    version.save()
    kept = list(old.commitments.select_related("task"))[1:]
    taken = {commitment.task_id for commitment in old.commitments.all()}
    free = workplan.tasks.in_group(GroupKind.OPTIONAL).exclude(pk__in=taken)
    for commitment in kept:
        commitment.pk, commitment.version = None, version
        commitment._state.adding = True  # noqa: SLF001  # Django's documented way to copy a row
    new = [_commitment(version, rng.choice(list(free)), rng)] if free else []
    Commitment.objects.bulk_create([*kept, *new])
