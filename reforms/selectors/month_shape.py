"""The shape of a society's month: rows of tasks, each with what to compare it against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language

from reforms import months
from reforms.enums import Decision, GroupKind, ReportState, Verdict
from reforms.flags import Claim, Flag, entry_flags
from reforms.models import (
    Commitment,
    Correction,
    Evidence,
    MonthlyReport,
    ProgressEntry,
    Task,
    Workplan,
)
from reforms.months import MonthStatus
from reforms.progress import TaskTerms, expected_progress, weighted_progress
from reforms.selectors.checks import DONE, TaskChecks
from societies.models import Society

#: Decisions that close a task of a month to the society.
SETTLED = (Decision.ACCEPTED, Decision.LOWERED)


def is_chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or settings.LANGUAGE_CODE).startswith("zh")


@dataclass(frozen=True)
class Previous:
    """Where a task stood before the month: its latest percent, and the latest words on it."""

    percent: int | None = None
    narrative: str = ""
    month: dt.date | None = None
    has_evidence: bool = False


@dataclass(frozen=True)
class EntryRow:
    """One obliged task in one month, with what to compare it against."""

    month: dt.date
    task: Task
    terms: TaskTerms
    expected: Fraction
    previous: Previous
    commitment: Commitment | None
    entry: ProgressEntry | None
    is_editable: bool
    #: What the registers say of the task; None where nothing checks it.
    checks: TaskChecks | None = None

    @property
    def verdict(self) -> Verdict | None:
        """One word of the registers on the task; None where nothing checks it."""
        return self.checks.verdict if self.checks else None

    @property
    def requirements(self) -> list[str]:
        """What the task asks for, in the language of the page."""
        task = self.task
        return list(task.requirements_zh if is_chinese() else task.requirements_en) or list(
            task.requirements_zh
        )

    @property
    def evidence_kinds(self) -> list[str]:
        """What proves the task, in the language of the page."""
        name = "zh" if is_chinese() else "en"
        return [kind.get(name) or kind["zh"] for kind in self.task.evidence_kinds]

    @property
    def evidence(self) -> list[Evidence]:
        """Files linked to the task in this month."""
        return list(self.entry.evidence.all()) if self.entry else []

    @property
    def mark(self) -> str:
        """Another one means that somebody changed what is said of the task, or what proves it."""
        version = self.entry.version if self.entry else 0
        return "-".join(str(n) for n in (self.task.number, version, *(e.pk for e in self.evidence)))

    @property
    def is_missing(self) -> bool:
        """Whether the entry says nothing yet."""
        return self.entry is None or not self.entry.is_complete

    @property
    def lacks_fall_reason(self) -> bool:
        """Whether the percent fell and nobody said why."""
        return self.has_fallen and self.entry is not None and not self.entry.fall_reason.strip()

    @property
    def needs_explanation(self) -> bool:
        """Whether 100% is claimed although a check of the registers is not met."""
        percent = self.entry.percent if self.entry else None
        return percent == DONE and self.verdict == Verdict.NOT_MET

    @property
    def lacks_explanation(self) -> bool:
        """Whether 100% is claimed against the registers and nobody said why."""
        return (
            self.needs_explanation
            and self.entry is not None
            and not self.entry.claim_explanation.strip()
        )

    @property
    def is_unfinished(self) -> bool:
        """Whether the report cannot be sent because of this task."""
        lacks_words = self.lacks_fall_reason or self.lacks_explanation
        return self.is_missing or (self.is_editable and lacks_words)

    @property
    def has_fallen(self) -> bool:
        """Whether the percent is below the one before."""
        percent = self.entry.percent if self.entry else None
        return None not in (percent, self.previous.percent) and percent < self.previous.percent  # type: ignore[operator]

    @property
    def change(self) -> int | None:
        """Points since the month before; None without a percent on both sides."""
        percent = self.entry.percent if self.entry else None
        if percent is None or self.previous.percent is None:
            return None
        return percent - self.previous.percent

    @property
    def change_text(self) -> str:
        """The change with its sign."""
        change = self.change or 0
        return f"+{change}" if change > 0 else f"−{-change}" if change else "0"

    @property
    def value(self) -> int | None:
        """The percent the task would stand at if the entry were accepted as entered."""
        if self.entry is not None and self.entry.decision in SETTLED and not self.is_editable:
            settled = self.entry.accepted_percent
            return self.previous.percent if settled is None else settled
        if self.entry is not None and self.entry.percent is not None:
            return self.entry.percent
        return self.previous.percent

    @property
    def is_returned(self) -> bool:
        """Whether CAST sent this task back and it has not been submitted again."""
        return self.entry is not None and self.entry.decision == Decision.RETURNED

    @property
    def is_settled(self) -> bool:
        """Whether CAST has accepted this task of the month."""
        return self.entry is not None and self.entry.decision in SETTLED

    @property
    def is_unanswered(self) -> bool:
        """Whether a returned task has not been touched since."""
        if not self.is_returned or self.entry is None or self.entry.decided_at is None:
            return False
        changed = self.entry.updated_at
        return changed is None or changed <= self.entry.decided_at

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the reviewer will stumble over; none of it forbids sending."""
        entry = self.entry
        if entry is None:
            return ()
        return entry_flags(
            Claim(
                percent=entry.percent,
                is_no_change=entry.is_no_change,
                narrative=entry.narrative,
                previous=self.previous.percent,
                has_evidence=bool(self.evidence) or self.previous.has_evidence,
                is_contradicted=self.verdict == Verdict.NOT_MET,
            )
        )


@dataclass(frozen=True)
class SocietyMonth:
    """A month of a workplan as one society sees it."""

    society: Society
    workplan: Workplan
    month: dt.date
    report: MonthlyReport | None
    is_sealed: bool
    reopened_until: dt.datetime | None
    submissions: int
    rows: tuple[EntryRow, ...] = field(default=())
    #: Entries begun since the month was read, by task id.
    begun: dict[int, ProgressEntry] = field(default_factory=dict)

    @property
    def due_on(self) -> dt.date:
        """Day the report is due; a returned one has a day of its own."""
        own = self.workplan.due_on(self.month, self.society.pk)
        if self.report and self.report.returned_due_on and self.was_returned:
            return months.due_day(self.report.returned_due_on, self.extended_to)
        return own

    @property
    def extended_to(self) -> dt.date | None:
        """Day until which this society alone has more time, if it has."""
        return self.workplan.extended.get((self.month, self.society.pk))

    @property
    def was_returned(self) -> bool:
        """Whether CAST sent the report back and it has not been submitted again."""
        return self.report is not None and stands_returned(self.report)

    @property
    def is_locked(self) -> bool:
        """Whether the month is sealed and not open again for this society."""
        return self.is_sealed and self.reopened_until is None

    @property
    def is_open(self) -> bool:
        """Whether the society's people may still change and submit it."""
        return not self.is_locked and (self.report is None or self.report.is_open)

    @cached_property
    def corrections(self) -> list[int]:
        """Numbers of the corrections published to what the sealed month says of the society."""
        of_month = Correction.objects.filter(issue__workplan=self.workplan, issue__month=self.month)
        found = of_month.filter(society=self.society).order_by("number")
        return list(found.values_list("number", flat=True))

    def status(self, today: dt.date) -> MonthStatus:
        """How the month stands on a Beijing date."""
        return status_of(
            self.workplan,
            self.month,
            self.report,
            today=today,
            is_sealed=self.is_locked,
            extended_to=self.extended_to,
        )

    @cached_property
    def missing(self) -> list[EntryRow]:
        """Tasks because of which the report cannot be sent."""
        return [row for row in self.rows if row.is_unfinished]

    @property
    def unexplained(self) -> list[EntryRow]:
        """Tasks claimed at 100% against the registers without an explanation."""
        return [row for row in self.missing if row.lacks_explanation]

    @property
    def filled(self) -> int:
        """How many tasks say something."""
        return len(self.rows) - len(self.missing)

    @property
    def progress(self) -> Fraction | None:
        """The society's progress if everything were accepted as entered."""
        return weighted_progress((row.terms.weight, row.value) for row in self.rows)

    @property
    def progress_before(self) -> Fraction | None:
        """The society's progress before this month."""
        return weighted_progress((row.terms.weight, row.previous.percent) for row in self.rows)

    @property
    def change(self) -> Fraction | None:
        """Points since the month before."""
        now, before = self.progress, self.progress_before
        return None if now is None or before is None else now - before

    @property
    def expected(self) -> Fraction | None:
        """Where the society should stand by now."""
        return expected_progress(
            [row.terms for row in self.rows],
            month=months.month_ordinal(self.month),
            first=self.workplan.first_ordinal,
        )

    @property
    def groups(self) -> list[tuple[str, list[EntryRow]]]:
        """Rows by kind of group, in the workplan's order."""
        by_kind: dict[str, list[EntryRow]] = {}
        for row in self.rows:
            by_kind.setdefault(row.terms.group, []).append(row)
        return [(kind, by_kind[kind]) for kind in GroupKind.values if kind in by_kind]

    @property
    def fingerprint(self) -> str:
        """Changes whenever an entry or its evidence does: what is submitted is what was read."""
        return ".".join(row.mark for row in self.rows)

    def entry_of(self, task: Task) -> ProgressEntry | None:
        """The entry of a task, also one begun since the month was read."""
        row = self.row(task.number)
        return (row.entry if row else None) or self.begun.get(task.pk)

    def row(self, number: int) -> EntryRow | None:
        """The row of one task."""
        return next((row for row in self.rows if row.task.number == number), None)


def stands_returned(report: MonthlyReport) -> bool:
    """Whether CAST's return still waits for an answer, on whoever's desk it is."""
    return report.state == ReportState.RETURNED or (
        report.is_open and report.first_submitted_at is not None
    )


def status_of(
    workplan: Workplan,
    month: dt.date,
    report: MonthlyReport | None,
    *,
    today: dt.date,
    is_sealed: bool,
    extended_to: dt.date | None = None,
) -> MonthStatus:
    """How a society's month stands on a Beijing date."""
    state = report.state if report else None
    if report is not None and stands_returned(report):
        state = ReportState.RETURNED
    returned_on = report.returned_due_on if report else None
    return months.report_status(
        month=months.month_ordinal(month),
        due_on=months.due_day(workplan.deadlines[month], extended_to),
        today=today,
        state=state,
        is_sealed=is_sealed,
        returned_due_on=returned_on and months.due_day(returned_on, extended_to),
        due_soon_days=workplan.due_soon_days,
    )
