"""The overview: what needs a decision now, and how the country stands in a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from accounts.templatetags.portal import local_filter
from reforms.models import MonthlyIssue, Workplan
from reforms.payload import NO_REPORT, Payload
from reforms.progress import TaskState, one_decimal
from reforms.selectors.figures import report_facts
from reports.selectors.checks import unmet_at
from reports.selectors.figures import corrected_at, is_behind, late_days, payload_at
from reports.selectors.matrix import MonthFacts, report_standing
from reports.selectors.matrix_cells import against
from reports.selectors.months import Calendar
from reports.selectors.pending import Pending, marked_societies, pending_of
from societies.enums import Discipline
from societies.models import Society
from societies.selectors import Roles

GROUP_ORDER = ("basic", "reelection", "optional")


@dataclass(frozen=True)
class Line:
    """One society in a list of the overview, with the figure that puts it there.

    `corrected` is its element as corrected since the month was sealed.
    """

    society: Society
    element: Payload
    days: int | None = None
    tasks: tuple[int, ...] = ()
    gap: str = ""
    corrected: Payload | None = None


@dataclass(frozen=True)
class Part:
    """A discipline or group: its mean, how many societies, and the change since last month."""

    key: str
    label: str
    societies: int | None
    mean: str | None
    change: str | None


@dataclass(frozen=True)
class Overview:
    """A month seen from above; `roles` narrows the lists to a reviewer's portfolio."""

    calendar: Calendar
    month: dt.date
    roles: Roles | None = None

    @cached_property
    def workplan(self) -> Workplan:
        """The workplan of the month."""
        return self.calendar.covering(self.month)

    @property
    def issue(self) -> MonthlyIssue | None:
        """The sealed issue of the month, if it is sealed."""
        return self.calendar.sealed.get(self.month)

    @cached_property
    def societies(self) -> dict[str, Society]:
        """Every society by code, with what of it waits for somebody."""
        marked = marked_societies(self.calendar.current, self.calendar.today)
        return {society.code: society for society in marked}

    @cached_property
    def payload(self) -> Payload:
        """The figures of the month: as sealed, or as they stand now."""
        known = self.societies.values()
        return payload_at(self.workplan, self.month, self.issue, known, self.calendar.stamp)

    @cached_property
    def series(self) -> list[Payload]:
        """The sealed months' national figures, oldest first."""
        issues = [i for i in self.calendar.issues if i.workplan_id == self.workplan.pk]
        return [issue.summary for issue in sorted(issues, key=lambda issue: issue.month)]

    @cached_property
    def previous(self) -> Payload | None:
        """The national figures of the sealed month before this one."""
        earlier = [each for each in self.series if each["month"] < f"{self.month:%Y-%m}"]
        return earlier[-1] if earlier else None

    @cached_property
    def elements(self) -> list[Payload]:
        """The societies' figures that are looked at."""
        return [e for e in self.payload["societies"] if self._is_mine(self.societies[e["code"]])]

    def _is_mine(self, society: Society) -> bool:
        return self.roles is None or self.roles.reviews(society)

    @cached_property
    def change(self) -> str | None:
        """Points of national progress since the last sealed month."""
        return change(self.payload["national"]["mean"], self._before("national"))

    def _before(self, part: str, key: str = "mean") -> str | None:
        return None if self.previous is None else self.previous[part][key]

    @cached_property
    def disciplines(self) -> list[Part]:
        """The discipline groups in CAST's order."""
        return discipline_parts(self.payload, self.previous)

    @cached_property
    def groups(self) -> list[Part]:
        """The three task groups."""
        return group_parts(self.workplan, self.payload, self.previous)

    @cached_property
    def late(self) -> list[Line]:
        """Societies whose report came late, the latest first."""
        due_on = self.workplan.deadlines[self.month]
        lines = [self._line(e, days=late_days(e, due_on)) for e in self.elements]
        found = [line for line in lines if line.days is not None]
        return sorted(found, key=lambda line: -(line.days or 0))

    @cached_property
    def stalled(self) -> list[Line]:
        """Societies with stalled tasks, the most tasks first."""
        lines = [self._line(e, tasks=_tasks_in(e, TaskState.STALLED)) for e in self.elements]
        return sorted((line for line in lines if line.tasks), key=lambda line: -len(line.tasks))

    @cached_property
    def behind(self) -> list[Line]:
        """Societies that lie below what is expected by more than the margin, the furthest first."""
        margin = self.workplan.behind_margin
        found = [e for e in self.elements if is_behind(e, margin)]
        found.sort(key=_gap)
        return [self._line(e, gap=one_decimal(_gap(e)) or "") for e in found]

    @cached_property
    def against(self) -> list[Line]:
        """Societies that claim 100% against the registers, the most tasks first."""
        unmet = unmet_at(self.workplan, self.issue, self.societies.values())
        lines = [self._line(e, tasks=against(e, unmet[e["code"]])) for e in self.elements]
        return sorted((line for line in lines if line.tasks), key=lambda line: -len(line.tasks))

    def _line(
        self,
        element: Payload,
        *,
        days: int | None = None,
        tasks: tuple[int, ...] = (),
        gap: str = "",
    ) -> Line:
        code = element["code"]
        return Line(self.societies[code], element, days, tasks, gap, self.corrected.get(code))

    @cached_property
    def corrected(self) -> dict[str, Payload]:
        """What was corrected since the month was sealed, by society code."""
        return corrected_at(self.issue)

    @cached_property
    def work_month(self) -> dt.date:
        """The month in which decisions are due now."""
        return self.calendar.unsealed[0] if self.calendar.unsealed else self.month

    @cached_property
    def waiting(self) -> dict[str, int]:
        """How many reports of the month in work stand how, by badge name."""
        counts: dict[str, int] = {}
        for society, state in self._states_now():
            if self._is_mine(society):
                counts[state] = counts.get(state, 0) + 1
        return counts

    def _states_now(self) -> Iterable[tuple[Society, str]]:
        workplan = self.calendar.workplan_of(self.work_month)
        if workplan is None or self.work_month in self.calendar.sealed:
            return  # what a seal left undecided waits for nobody any more
        facts = self._facts(workplan)
        active = [society for society in self.societies.values() if society.is_active]
        for society, state, extended_to in self._reports_now(workplan, active):
            yield society, report_standing(facts, state, extended_to)

    def _reports_now(
        self, workplan: Workplan, active: list[Society]
    ) -> Iterable[tuple[Society, str, str | None]]:
        if self.work_month == self.month:
            for element in self.payload["societies"]:
                report = element["report"]
                yield self.societies[element["code"]], report["state"], report.get("extended_to")
            return
        reports = report_facts(workplan, self.work_month)
        for society in active:
            fact = reports.get(society.pk, NO_REPORT)
            day = fact.extended_to
            yield society, fact.state, day.isoformat() if day else None

    def _facts(self, workplan: Workplan) -> MonthFacts:
        return MonthFacts(
            payload={},
            previous={},
            tasks=(),
            societies=self.societies,
            due_on=workplan.deadlines[self.work_month],
            month=self.work_month,
            today=self.calendar.today,
            is_sealed=False,
            due_soon_days=workplan.due_soon_days,
            behind_margin=workplan.behind_margin,
        )

    @cached_property
    def pending(self) -> Pending:
        """What waits besides the reports, over the societies that are looked at."""
        return pending_of(society for society in self.societies.values() if self._is_mine(society))


def _tasks_in(element: Payload, state: TaskState) -> tuple[int, ...]:
    return tuple(int(n) for n, task in element["tasks"].items() if task["state"] == state)


def _gap(element: Payload) -> Fraction:
    return Fraction(element["progress"] or 0) - Fraction(element["expected"] or 0)


def change(now: str | None, before: str | None) -> str | None:
    """Return the points between two published figures; None when either is missing."""
    if now is None or before is None:
        return None
    return one_decimal(Fraction(now) - Fraction(before))


def group_parts(workplan: Workplan, payload: Payload, previous: Payload | None) -> list[Part]:
    """Return the task groups of a month with the change since the one before."""
    before: Mapping[str, str | None] = previous["groups"] if previous else {}
    groups = {task.group.kind: task.group for task in workplan.ordered_tasks}
    return [
        Part(
            kind,
            local_filter(groups[kind], "title"),
            None,
            payload["groups"][kind],
            change(payload["groups"][kind], before.get(kind)),
        )
        for kind in GROUP_ORDER
        if kind in groups
    ]


def discipline_parts(payload: Payload, previous: Payload | None) -> list[Part]:
    """Return the discipline groups of a month with the change since the one before."""
    figures: Mapping[str, Payload] = payload["disciplines"]
    before: Mapping[str, Payload] = previous["disciplines"] if previous else {}
    return [
        Part(
            discipline.value,
            str(discipline.label),
            figures[discipline.value]["societies"],
            figures[discipline.value]["mean"],
            change(figures[discipline.value]["mean"], before.get(discipline.value, {}).get("mean")),
        )
        for discipline in Discipline
        if discipline.value in figures
    ]
