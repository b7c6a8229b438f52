"""What sealing a month would fix: who is missing, what disagrees, which figures come out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reforms import months
from reforms.enums import GroupKind, Verdict
from reforms.models import (
    DeadlineExtension,
    MonthlyIssue,
    ProgressEntry,
    RegistryCheck,
    SealReminder,
    Workplan,
)
from reforms.payload import Payload, digest_of
from reforms.progress import points_between
from reforms.selectors.checks import DONE
from reforms.selectors.live import kept_payload
from reforms.selectors.month_overview import (
    SealPreview,
    extensions_of,
    seal_preview,
    waiting_managers,
)
from societies.models import Society

GapsOf = Callable[[Society, Payload], "list[Gap]"]


@dataclass(frozen=True)
class Gap:
    """One task on which claim and figures part."""

    number: int
    claimed: int | None
    accepted: int | None


@dataclass(frozen=True)
class Finding:
    """A society and its tasks of one kind of disagreement."""

    society: Society
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Line:
    """A figure that would be published, with the one of the month before."""

    key: str
    now: str | None
    before: str | None

    @property
    def change(self) -> str | None:
        """Points since the month before."""
        return points_between(self.now, self.before)


@dataclass(frozen=True)
class SealPage:
    """Everything a manager looks at before sealing a month."""

    workplan: Workplan
    month: dt.date
    preview: SealPreview
    payload: Payload
    previous: MonthlyIssue | None
    extensions: tuple[DeadlineExtension, ...]
    reminders: tuple[SealReminder, ...]
    unmet: Mapping[int, set[int]]
    reported: Mapping[int, set[int]]

    @cached_property
    def _elements(self) -> list[tuple[Society, Payload]]:
        by_code = {society.code: society for society in self.preview.members}
        return [(by_code[e["code"]], e) for e in self.payload["societies"]]

    @cached_property
    def lines(self) -> list[Line]:
        """National figures, then the groups."""
        old = self.previous.summary if self.previous else None
        now = self.payload
        national = [
            Line(key, now["national"][key], old and old["national"][key])
            for key in ("mean", "median", "expected")
        ]
        return national + [
            Line(kind, now["groups"][kind], old and old["groups"].get(kind))
            for kind in GroupKind.values
            if now["groups"][kind] is not None
        ]

    @cached_property
    def no_plan(self) -> tuple[Society, ...]:
        """Societies of which no optional task counts: no plan of theirs is in force."""
        return tuple(
            society
            for society, element in self._elements
            if not any(t["group"] == GroupKind.OPTIONAL for t in element["tasks"].values())
        )

    @cached_property
    def outside(self) -> list[Finding]:
        """What was reported on tasks that do not count for the society."""
        return self._found(
            lambda society, element: [
                Gap(number, None, None)
                for number in sorted(self.reported.get(society.pk, ()))
                if str(number) not in element["tasks"]
            ]
        )

    @cached_property
    def lowered(self) -> list[Finding]:
        """Where less than claimed was accepted; reports not decided are told of by themselves."""
        open_ones = {s.pk for s in (*self.preview.awaiting, *self.preview.returned)}
        return self._found(
            lambda society, element: [
                Gap(int(number), task["claimed"], task["accepted"])
                for number, task in element["tasks"].items()
                if society.pk not in open_ones
                and task["claimed"] is not None
                and task["claimed"] != task["accepted"]
            ]
        )

    @cached_property
    def against(self) -> list[Finding]:
        """Tasks claimed as done that the society's registers do not bear out."""
        return self._found(
            lambda society, element: [
                Gap(number, DONE, element["tasks"][str(number)]["accepted"])
                for number in sorted(self.unmet.get(society.pk, ()))
                if element["tasks"].get(str(number), {}).get("claimed") == DONE
            ]
        )

    def _found(self, gaps_of: GapsOf) -> list[Finding]:
        found = ((society, gaps_of(society, element)) for society, element in self._elements)
        return [Finding(society, tuple(gaps)) for society, gaps in found if gaps]

    @property
    def counts(self) -> dict[str, int]:
        """How many societies are not as they should be, by kind; what the manager has seen."""
        preview = self.preview
        found = {
            "missing": len(preview.missing),
            "awaiting": len(preview.awaiting),
            "returned": len(preview.returned),
            "extended": len(preview.waiting),
            "late": len(preview.late),
            "no_plan": len(self.no_plan),
            "outside": len(self.outside),
            "lowered": len(self.lowered),
            "against": len(self.against),
        }
        return {kind: count for kind, count in found.items() if count}

    @property
    def must_be_seen(self) -> bool:
        """Whether the seal would fix something that can still become better."""
        kinds = {"missing", "awaiting", "returned", "extended", "against"}
        return self.preview.is_before_deadline or bool(kinds & self.counts.keys())

    @property
    def stamp(self) -> str:
        """Changes whenever a count or a national figure does: what is sealed is what was seen."""
        return digest_of({"counts": self.counts, "national": self.payload["national"]})[:16]


def seal_page(
    workplan: Workplan, month: dt.date, issues: list[MonthlyIssue], *, today: dt.date
) -> SealPage:
    """Read it with a fixed number of queries; `issues` are the workplan's, the oldest first."""
    preview = seal_preview(workplan, month, today=today)
    earlier = [issue for issue in issues if issue.month < month]
    unmet: dict[int, set[int]] = defaultdict(set)
    checks = RegistryCheck.objects.filter(task__workplan=workplan, verdict=Verdict.NOT_MET)
    for society, number in checks.order_by().values_list("society_id", "task__number"):
        unmet[society].add(number)
    reported: dict[int, set[int]] = defaultdict(set)
    entries = ProgressEntry.objects.filter(
        task__workplan=workplan,
        month_ordinal=months.month_ordinal(month),
        claimed_percent__isnull=False,
    )
    for society, number in entries.order_by().values_list("society_id", "task__number"):
        reported[society].add(number)
    return SealPage(
        workplan=workplan,
        month=month,
        preview=preview,
        payload=kept_payload(workplan, month, preview.members),
        previous=earlier[-1] if earlier else None,
        extensions=tuple(extensions_of(workplan, month)),
        reminders=tuple(waiting_managers(workplan, month)),
        unmet=unmet,
        reported=reported,
    )
