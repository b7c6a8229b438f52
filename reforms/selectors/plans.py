"""Reading reform plans: one society's, and where all of them stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy

from accounts.models import AuditEvent, User
from accounts.words import ACTIONS, word
from reforms import months
from reforms.enums import GroupKind, PlanState
from reforms.models import Commitment, PlanVersion, ReformPlan, Task, TaskGroup, Workplan
from reforms.plan_content import (
    COMMITMENT_FIELDS,
    PLAN_TEXTS,
    CommitmentContent,
    PlanContent,
    PlanRules,
    change_of,
    changed_fields,
)
from reforms.selectors.workplans import groups_with_tasks
from societies.models import Society
from societies.selectors import societies_reviewed_by


def content_of(version: PlanVersion) -> PlanContent:
    """Return what stands in a version."""
    return contents_of([version])[version.pk]


def contents_of(versions: Iterable[PlanVersion]) -> dict[int, PlanContent]:
    """Return what stands in each of the versions, by their ids (one query)."""
    commitments: dict[int, dict[int, CommitmentContent]] = {v.pk: {} for v in versions}
    rows = Commitment.objects.filter(version__in=list(commitments)).select_related("task")
    for row in rows.order_by("task__number"):
        values = {name: getattr(row, name) for name in COMMITMENT_FIELDS}
        commitments[row.version_id][row.task.number] = CommitmentContent(**values)
    return {
        version.pk: PlanContent(
            holds_reelection=version.holds_reelection,
            **{name: getattr(version, name) for name in PLAN_TEXTS},
            commitments=commitments[version.pk],
        )
        for version in versions
    }


def plan_rules(workplan: Workplan, groups: Iterable[TaskGroup] | None = None) -> PlanRules:
    """Return what the workplan asks of a plan."""
    tasks = [
        (task, group.kind)
        for group in (groups_with_tasks(workplan) if groups is None else groups)
        for task in group.tasks.all()
    ]
    return PlanRules(
        groups={task.number: kind for task, kind in tasks},
        titles={task.number: _short_title(task) for task, kind in tasks},
        optional_minimum=workplan.optional_minimum,
        first_month=workplan.first_month,
        last_month=workplan.last_month,
    )


CHANGE_WORDS = {
    "added": pgettext_lazy("commitment", "added"),
    "removed": pgettext_lazy("commitment", "removed"),
    "changed": pgettext_lazy("commitment", "changed"),
    "": "",
}


def _short_title(task: Task) -> str:
    is_english = (get_language() or "").startswith("en")
    return task.short_en if is_english and task.short_en else task.short_zh


@dataclass(frozen=True)
class PlanEvent:
    """One thing done with a plan, in a word."""

    event: AuditEvent
    word: str


@dataclass(frozen=True)
class PlanPage:
    """A society's plan with everything its page shows of it."""

    society: Society
    workplan: Workplan
    plan: ReformPlan | None
    versions: tuple[PlanVersion, ...]
    today: dt.date

    @property
    def in_force(self) -> PlanVersion | None:
        """The latest accepted version."""
        return next((v for v in self.versions if v.state == PlanState.ACCEPTED), None)

    @property
    def open_version(self) -> PlanVersion | None:
        """The version that is not accepted yet, if there is one."""
        return next((v for v in self.versions if v.state != PlanState.ACCEPTED), None)

    @property
    def latest(self) -> PlanVersion | None:
        """The version to show when none is asked for."""
        return self.open_version or self.in_force

    def version(self, number: int | None) -> PlanVersion | None:
        """The version with that number; the latest for None."""
        if number is None:
            return self.latest
        return next((v for v in self.versions if v.number == number), None)

    def before(self, version: PlanVersion) -> PlanVersion | None:
        """The version that was in force when that one was written."""
        accepted = (v for v in self.versions if v.state == PlanState.ACCEPTED)
        return next((v for v in accepted if v.number < version.number), None)

    @property
    def days_left(self) -> int:
        """Days until the plan is due; negative when the day has passed."""
        return (self.workplan.plan_due_on - self.today).days

    @property
    def status(self) -> str:
        """How the plan stands, by the name of its badge."""
        return plan_status(self.latest)

    @property
    def is_late(self) -> bool | None:
        """Whether it was late; None while it is neither submitted nor overdue."""
        return lateness(self.plan, self.latest, self.workplan, today=self.today)

    @property
    def days_overdue(self) -> int:
        """Days since the plan was due."""
        return -self.days_left

    @cached_property
    def history(self) -> list[PlanEvent]:
        """Who did what with the plan, newest first."""
        numbers = [str(version.pk) for version in self.versions]
        events = AuditEvent.objects.filter(
            subject_type="planversion", subject_id__in=numbers, action__startswith="plan."
        )
        return [PlanEvent(event, word(ACTIONS, event.action)) for event in events.order_by("-pk")]


def plan_status(version: PlanVersion | None) -> str:
    """Return `not_submitted`, or the state of the version that stands last."""
    if version is None:
        return "not_submitted"
    if version.state == PlanState.DRAFT and version.number == 1:
        return "draft"
    return version.state


def lateness(
    plan: ReformPlan | None, version: PlanVersion | None, workplan: Workplan, *, today: dt.date
) -> bool | None:
    """Tell whether the first submission missed its day; None where that is open or unknown."""
    if plan is not None and plan.first_submitted_at is not None:
        return months.is_late(plan.first_submitted_at, workplan.plan_due_on)
    if version is not None and version.state == PlanState.ACCEPTED:
        return None  # imported: when it was submitted is not known
    return True if today > workplan.plan_due_on else None


def plan_page(society: Society, workplan: Workplan, *, today: dt.date) -> PlanPage:
    """Read a society's plan with its versions, newest first."""
    plan = ReformPlan.objects.filter(society=society, workplan=workplan).first()
    versions: tuple[PlanVersion, ...] = ()
    if plan is not None:
        plan.society, plan.workplan = society, workplan
        versions = tuple(
            PlanVersion.objects.filter(plan=plan)
            .select_related("submitted_by", "decided_by", "updated_by")
            .order_by("-number")
        )
        for version in versions:
            version.plan = plan
    return PlanPage(society, workplan, plan, versions, today)


@dataclass(frozen=True)
class PlanTask:
    """One task on a plan's page: what is committed, beside the version in force."""

    task: Task
    new: CommitmentContent | None
    old: CommitmentContent
    change: str

    @property
    def changed(self) -> dict[str, bool]:
        """Which fields of a changed commitment differ."""
        is_compared = self.change == "changed" and self.new is not None
        return changed_fields(self.old, self.new if is_compared and self.new else self.old)

    @property
    def change_word(self) -> str:
        """What happened to the commitment, in a word."""
        return str(CHANGE_WORDS[self.change])


@dataclass(frozen=True)
class PlanGroup:
    """The tasks of one group that the plan is bound to or has left."""

    group: TaskGroup
    tasks: tuple[PlanTask, ...]

    @property
    def has_targets(self) -> bool:
        """Whether any task has a target of its own, or has lost one."""
        return any(task.new or task.change for task in self.tasks)


def plan_groups(
    groups: Iterable[TaskGroup], content: PlanContent, before: PlanContent | None
) -> list[PlanGroup]:
    """Lay a content out by group, with what changed since the version in force."""
    return [PlanGroup(group, tuple(_tasks_shown(group, content, before))) for group in groups]


def _tasks_shown(
    group: TaskGroup, content: PlanContent, before: PlanContent | None
) -> Iterable[PlanTask]:
    for task in group.tasks.all():
        new = content.commitments.get(task.number)
        old = before.commitments.get(task.number) if before else None
        if group.kind == GroupKind.OPTIONAL and new is None and old is None:
            continue
        change = change_of(old, new) if before else ""
        yield PlanTask(task, new, old or CommitmentContent(), change)


@dataclass(frozen=True)
class QueueRow:
    """One society in the list of plans."""

    society: Society
    status: str
    is_late: bool | None
    submitted_on: dt.datetime | None
    version: int | None
    is_amendment: bool
    optional_count: int | None
    is_mine: bool = True


#: The states a list of plans is filtered by, in the order of their urgency.
QUEUE_STATES = ("submitted", "not_submitted", "late", "returned", "accepted")


def plan_queue(
    workplan: Workplan, societies: Iterable[Society], *, reviewer: User, today: dt.date
) -> tuple[QueueRow, ...]:
    """Return how each of the societies stands with its plan (three queries)."""
    mine = set(societies_reviewed_by(reviewer).values_list("pk", flat=True))
    versions: dict[int, list[PlanVersion]] = {}
    for version in _versions_with_choice(workplan):
        versions.setdefault(version.plan.society_id, []).append(version)
    return tuple(
        _queue_row(society, versions.get(society.pk, []), workplan, today, society.pk in mine)
        for society in societies
    )


def queue_counts(rows: Iterable[QueueRow]) -> dict[str, int]:
    """Count the rows under each filter."""
    return {state: sum(in_state(row, state) for row in rows) for state in QUEUE_STATES}


def _versions_with_choice(workplan: Workplan) -> QuerySet[PlanVersion]:
    """Versions that CAST looks at, each with how many optional tasks it commits to."""
    is_optional = Q(commitments__task__group__kind=GroupKind.OPTIONAL)
    versions: QuerySet[PlanVersion] = (
        PlanVersion.objects.filter(plan__workplan=workplan)
        .exclude(state=PlanState.DRAFT, number__gt=1)
        .select_related("plan")
        .annotate(optional_count=Count("commitments", filter=is_optional))
        .order_by("-number")
    )
    return versions


def _queue_row(
    society: Society,
    versions: Sequence[PlanVersion],
    workplan: Workplan,
    today: dt.date,
    is_mine: bool,
) -> QueueRow:
    is_open = [version for version in versions if version.state != PlanState.ACCEPTED]
    latest = next(iter(is_open or versions), None)
    plan = latest.plan if latest else None
    status = plan_status(latest)
    return QueueRow(
        society=society,
        status="not_submitted" if status == "draft" else status,
        is_late=lateness(plan, latest, workplan, today=today),
        submitted_on=latest.submitted_at if latest else None,
        version=latest.number if latest else None,
        is_amendment=bool(latest and latest.number > 1),
        optional_count=getattr(latest, "optional_count", None),
        is_mine=is_mine,
    )


def in_state(row: QueueRow, state: str) -> bool:
    """Whether a row belongs under a filter."""
    return bool(row.is_late) if state == "late" else row.status == state
