"""What the plans of a year say: every version with the tasks it chose, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reforms.enums import PlanState
from reforms.models import PlanVersion, Workplan


@dataclass(frozen=True)
class VersionFact:
    """A version of a society's plan; its days only where they were asked for."""

    pk: int
    society_id: int
    state: str
    holds_reelection: bool
    submitted_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    #: Due month of each committed task, by its number.
    chosen: dict[int, dt.date | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PlansInForce:
    """By society: its version in force, and what it last declared besides of its re-election."""

    accepted: Mapping[int, VersionFact]
    declared: Mapping[int, bool]


def version_facts(
    workplan: Workplan, *, with_days: bool = False, with_tasks: bool = True
) -> list[VersionFact]:
    """The versions of all societies' plans, the oldest first; drafts only with days (one query)."""
    days = ("submitted_at", "decided_at") if with_days else ()
    tasks = ("commitments__task__number", "commitments__due_month") if with_tasks else ()
    known: dict[int, VersionFact] = {}
    rows = PlanVersion.objects.filter(plan__workplan=workplan)
    if not with_days:
        rows = rows.exclude(state=PlanState.DRAFT)
    for pk, society_id, state, holds, *more in rows.order_by("pk").values_list(
        "pk", "plan__society_id", "state", "holds_reelection", *days, *tasks
    ):
        if (version := known.get(pk)) is None:
            version = known[pk] = VersionFact(pk, society_id, state, holds, *more[: len(days)])
        if tasks and more[-2] is not None:
            version.chosen[more[-2]] = more[-1]
    return list(known.values())


def in_force(versions: Iterable[VersionFact]) -> PlansInForce:
    """What counts now: the last accepted version, and of the others the last one that was sent."""
    accepted: dict[int, VersionFact] = {}
    declared: dict[int, bool] = {}
    for version in versions:
        if version.state == PlanState.ACCEPTED:
            accepted[version.society_id] = version
        elif version.state != PlanState.DRAFT:
            declared[version.society_id] = version.holds_reelection
    return PlansInForce(accepted, declared)


def in_force_on(versions: Iterable[VersionFact], end: dt.datetime) -> PlansInForce:
    """What counted before a moment; the days of the versions must have been asked for."""
    accepted: dict[int, VersionFact] = {}
    declared: dict[int, bool] = {}
    for version in versions:
        is_decided = version.decided_at is not None and version.decided_at < end
        if version.state == PlanState.ACCEPTED and is_decided:
            accepted[version.society_id] = version
        elif (
            version.submitted_at is not None
            and version.submitted_at < end
            and version.society_id not in accepted
        ):
            declared[version.society_id] = version.holds_reelection
    return PlansInForce(accepted, declared)
