"""A month as sealed, as it stands now, or as it stood at the end of an earlier day.

An earlier day is put together from what was known by then: the last issue sealed by that day with
the corrections published by then, and in the months after it the entries accepted by then. An entry
that was decided again later counts from its later decision only, and plans likewise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.core.cache import cache
from django.db.models import F, Max, Q
from django_scopes import scopes_disabled

from reforms import months
from reforms.models import (
    Correction,
    MonthlyIssue,
    ProgressEntry,
    SocietyFigure,
    Workplan,
)
from reforms.payload import NO_REPORT, Payload, SocietyFacts, build_payload, terms_of
from reforms.progress import TaskStanding, TaskTerms, obliged, society_figures
from reforms.selectors.checks import Marks, sealed_marks, verdict_marks
from reforms.selectors.figures import task_terms
from reforms.selectors.plan_versions import VersionFact, in_force_on, version_facts
from reports.selectors.figures import payload_at
from reports.selectors.months import Calendar
from societies.models import Society

_PACK = 1000
_KEEP_SECONDS = 60 * 60
#: Accepted percents by society code and task number.
Percents = dict[str, dict[int, int | None]]


class Basis(StrEnum):
    """What the figures of a side are made from."""

    SEALED = "sealed"
    LIVE = "live"
    DAY = "day"


@dataclass(frozen=True)
class Side:
    """One of two moments that are compared: a month, or the end of a day."""

    calendar: Calendar
    month: dt.date
    day: dt.date | None = None

    @cached_property
    def workplan(self) -> Workplan:
        """The workplan of the month."""
        return self.calendar.covering(self.month)

    @property
    def basis(self) -> Basis:
        """Whether the figures are sealed, live, or put together for a day."""
        if self.day is not None:
            return Basis.DAY
        return Basis.LIVE if self.issue is None else Basis.SEALED

    @cached_property
    def issue(self) -> MonthlyIssue | None:
        """The issue that is shown; for a day the last one sealed by then."""
        if self.day is None:
            return self.calendar.sealed.get(self.month)
        known = self._known_issues
        return known[max(known)] if known else None

    @cached_property
    def _known_issues(self) -> dict[int, MonthlyIssue]:
        """The workplan's issues sealed by the end of the day, by month."""
        end = self.end
        return {
            months.month_ordinal(issue.month): issue
            for issue in self.calendar.issues
            if issue.workplan_id == self.workplan.pk and issue.sealed_at < end
        }

    @property
    def end(self) -> dt.datetime:
        """The first moment after the day in Beijing."""
        after = (self.day or self.calendar.today) + dt.timedelta(days=1)
        return dt.datetime.combine(after, dt.time(), tzinfo=months.BEIJING)

    @cached_property
    def societies(self) -> dict[str, Society]:
        """Every society by code."""
        return {society.code: society for society in Society.objects.all()}

    @cached_property
    def payload(self) -> Payload:
        """The figures of the month or the day."""
        if self.day is None:
            known = self.societies.values()
            shared: list[VersionFact] | None = vars(self).get("versions")
            at = self.calendar.stamp
            return payload_at(self.workplan, self.month, self.issue, known, at, shared)
        prepare((self,))
        kept: Payload = vars(self)["prepared"]
        return kept

    @property
    def key(self) -> str:
        """What decides the figures of a day."""
        return f"day:{self.workplan.pk}:{self.day}:{self.calendar.stamp}"

    @cached_property
    def wanted(self) -> range:
        """The months whose percents the figures need, the newest first."""
        ordinal = months.month_ordinal(self.month)
        return range(ordinal, ordinal - self.workplan.stalled_months, -1)

    @cached_property
    def needed(self) -> dict[int, MonthlyIssue]:
        """The sealed months that the figures of a day are made from."""
        issues = self._known_issues
        return {o: issues[o] for o in {self.base, *self.wanted} & set(issues)}

    @cached_property
    def base(self) -> int:
        """The last month sealed by the day, or the one before the workplan's first."""
        return max(self._known_issues, default=self.workplan.first_ordinal - 1)

    @property
    def is_at_seal(self) -> bool:
        """Whether the last issue sealed by the day is that of its own month."""
        return self.base == months.month_ordinal(self.month)

    @cached_property
    def versions(self) -> list[VersionFact]:
        """All versions of the workplan's plans with their days."""
        return version_facts(self.workplan, with_days=True)

    @cached_property
    def verdicts(self) -> Marks:
        """The registers' verdicts: live, or as sealed with the issue; by society id and task."""
        if self.issue is not None:
            return sealed_marks(self.issue)
        if self.basis is Basis.DAY:
            return {}
        with scopes_disabled():
            return verdict_marks(self.workplan)


def prepare(sides: Iterable[Side]) -> None:
    """Make the figures of the days among the sides, reading what both are made from once for all.

    For CAST, over every society whatever the scope; kept until the audit trail grows.
    """
    missing = []
    sides = tuple(sides)
    for side in sides:
        if side.day is not None and "prepared" not in vars(side):
            kept: Payload | None = cache.get(side.key)
            if kept is None:
                missing.append(side)
            else:
                vars(side)["prepared"] = kept
    if not missing:
        return
    with scopes_disabled():
        sealed = _sealed(issue for side in missing for issue in side.needed.values())
        _share_versions(sides, [side for side in missing if not side.is_at_seal])
        for side in missing:
            vars(side)["prepared"] = payload = _payload_on(side, sealed)
            cache.set(side.key, payload, _KEEP_SECONDS)


def _share_versions(sides: Iterable[Side], wanted: list[Side]) -> None:
    """Let the sides of one workplan have the versions of its plans, where one of them asks."""
    read = {side.workplan.pk: side for side in wanted}
    for side in sides:
        if (other := read.get(side.workplan.pk)) is not None:
            vars(side)["versions"] = other.versions


@dataclass(frozen=True)
class _Sealed:
    """Elements by issue and code, and the corrections in order."""

    elements: dict[int, dict[str, Payload]]
    notes: list[tuple[int, dt.datetime, Payload]]


def _sealed(issues: Iterable[MonthlyIssue]) -> _Sealed:
    """Read the figures of issues and their corrections; two queries."""
    known = {issue.pk: issue for issue in issues}
    found = _Sealed({pk: {} for pk in known}, [])
    if known:
        figures = SocietyFigure.objects.filter(issue__in=known).order_by()
        for issue_id, element in figures.values_list("issue_id", "figures"):
            found.elements[issue_id][element["code"]] = element
    if any(vars(issue)["correction_count"] for issue in known.values()):
        notes = Correction.objects.filter(issue__in=known).order_by("number")
        found.notes.extend(notes.values_list("issue_id", "published_at", "changes"))
    return found


def _payload_on(side: Side, sealed: _Sealed) -> Payload:
    """Figures at the end of a day."""
    workplan, ordinal, base, wanted = (
        side.workplan,
        months.month_ordinal(side.month),
        side.base,
        side.wanted,
    )
    elements = {o: _elements(issue, side.end, sealed) for o, issue in side.needed.items()}
    codes = [code for code in sorted(side.societies) if _takes_part(side, code, elements.get(base))]
    later = _later(side, base, [min(o, ordinal) for o in wanted if o > base])
    owed = (
        {code: terms_of(elements[base][code]) for code in codes}
        if side.is_at_seal
        else _terms_on(side, codes)
    )
    return build_payload(
        year=workplan.year,
        month=side.month,
        first=workplan.first_ordinal,
        societies=[
            _facts(side, code, owed[code], [_at(code, o, base, elements, later) for o in wanted])
            for code in codes
        ],
    )


def _takes_part(side: Side, code: str, sealed: Mapping[str, Payload] | None) -> bool:
    """The societies of the last issue, or before the first those that are active."""
    return side.societies[code].is_active if sealed is None else code in sealed


def _elements(issue: MonthlyIssue, end: dt.datetime, sealed: _Sealed) -> dict[str, Payload]:
    """A sealed month's elements by code, with the corrections published by then."""
    corrected = {
        changes["society"]: changes["figures"]
        for issue_id, published_at, changes in sealed.notes
        if issue_id == issue.pk and published_at < end
    }
    return {**sealed.elements[issue.pk], **corrected}


def _later(side: Side, base: int, wanted: list[int]) -> dict[int, Percents]:
    """Percents of entries of the months after `base`, accepted by the day; one query."""
    if not wanted:
        return {}
    pack = F("month_ordinal") * _PACK + F("accepted_percent")
    latest = {f"at_{o}": Max(pack, filter=Q(month_ordinal__lte=o)) for o in wanted}
    entries = ProgressEntry.objects.filter(
        task__workplan=side.workplan,
        month_ordinal__gt=base,
        month_ordinal__lte=max(wanted),
        accepted_percent__isnull=False,
        decided_at__lt=side.end,
    )
    rows = entries.order_by().values("society__code", "task__number").annotate(**latest)
    found: dict[int, Percents] = {o: {} for o in wanted}
    for code, number, *packed in rows.values_list("society__code", "task__number", *latest):
        for o, value in zip(wanted, packed, strict=True):
            if value is not None:
                found[o].setdefault(code, {})[number] = value % _PACK
    return found


def _at(
    code: str,
    ordinal: int,
    base: int,
    elements: Mapping[int, Mapping[str, Payload]],
    later: Mapping[int, Percents],
) -> dict[int, int | None]:
    """Accepted percents of a society at a month, as known on the day."""
    sealed = elements.get(min(ordinal, base), {}).get(code)
    known = {int(n): task["accepted"] for n, task in sealed["tasks"].items()} if sealed else {}
    return {**known, **later.get(ordinal, {}).get(code, {})}


def _facts(
    side: Side, code: str, terms: tuple[TaskTerms, ...], history: list[dict[int, int | None]]
) -> SocietyFacts:
    standings = {
        term.number: TaskStanding(None, tuple(at.get(term.number) for at in history))
        for term in terms
    }
    figures = society_figures(
        code=code,
        discipline=side.societies[code].discipline,
        month=months.month_ordinal(side.month),
        first=side.workplan.first_ordinal,
        terms=terms,
        standings=standings,
        margins=side.workplan.margins,
    )
    return SocietyFacts(figures, terms, NO_REPORT)


def _terms_on(side: Side, codes: list[str]) -> dict[str, tuple[TaskTerms, ...]]:
    """What each society owed on the day: by its plan accepted by then, else by its term."""
    workplan = side.workplan
    tasks = {task.number: task for task in workplan.ordered_tasks}
    groups = {number: task.group.kind for number, task in tasks.items()}
    plans = in_force_on(side.versions, side.end)
    found = {}
    for code in codes:
        society = side.societies[code]
        version = plans.accepted.get(society.pk)
        if version is None:
            chosen: Mapping[int, dt.date | None] = {}
            holds = plans.declared.get(society.pk, society.term_ends_in(workplan.year))
        else:
            chosen, holds = version.chosen, version.holds_reelection
        owed = obliged(groups, holds_reelection=holds, chosen=chosen)
        found[code] = tuple(task_terms(tasks[n], chosen.get(n), workplan) for n in owed)
    return found
