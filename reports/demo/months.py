"""The months of the demo's societies: reports, entries, receipts and decisions, in bulk."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from accounts.services.audit import canonical_json
from reforms import months
from reforms.enums import Decision, ReportState, Verdict
from reforms.models import Evidence, MonthlyReport, ProgressEntry, Submission, Task, Workplan
from reforms.selectors import figures
from reports.demo import trail, words
from reports.demo.measured import goals_of, measured
from reports.demo.plans import People
from reports.demo.progress import PACES, Step, ease, task_steps
from societies.enums import Role
from societies.models import Society

#: How many of a hundred societies' reports of a month end otherwise than accepted in time.
LATE, MISSING, RETURNED, UNREVIEWED = 7, 2, 1, 1
#: The percent that claims a task to be done, and what the cautious claim without proof.
ALL, ALMOST = 100, 90
#: How many societies of one claim a task to be done whatever their registers say.
BOLD = 0.15
#: Verdicts by society id and task number.
Verdicts = Mapping[tuple[int, int], Verdict]


@dataclass
class YearMaker:
    """Writes the months of one workplan's year; the same input gives the same year."""

    workplan: Workplan
    societies: list[Society]
    people: People
    reviewers: dict[str, User]
    evidence: dict[int, list[Evidence]]
    steps: dict[tuple[str, int], list[Step]] = field(default_factory=dict)
    last_claim: dict[tuple[str, int], int] = field(default_factory=dict)
    #: What the registers say of a society's task in the month that is told.
    verdicts: Verdicts = field(default_factory=dict)
    #: Months from which on the trail tells of every society, and societies of which it tells all.
    told_from: dt.date = dt.date.max
    told_of: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Read the obligations once and the tasks by number."""
        self.tasks = {task.number: task for task in self.workplan.tasks.select_related("group")}
        self.read_obligations()

    def read_obligations(self) -> None:
        """Learn which tasks each society owes and its goals; again after an amendment."""
        self.goals = goals_of(self.workplan)
        self.owed = {
            society_id: [self.tasks[term.number] for term in obligation.terms]
            for society_id, obligation in figures.obligations(self.workplan, self.societies).items()
        }

    def step(self, society: Society, task: Task, month: dt.date) -> Step:
        """Return what the society says of a task in a month."""
        key = society.code, task.number
        if key not in self.steps:
            rng = random.Random(f"steps {self.workplan.year} {society.code} {task.number}")
            pace = random.Random(f"pace {self.workplan.year} {society.code}").choice(PACES)
            self.steps[key] = list(
                task_steps(
                    rng, pace, len(self.workplan.months), ease(task.number, society.discipline)
                )
            )
        return self.steps[key][self.workplan.issue_number(month) - 1]

    def add_closed_month(self, month: dt.date) -> None:
        """Write a month that is about to be sealed."""
        plans = []
        for society in self.societies:
            rng = random.Random(f"month {self.workplan.year} {society.code} {month}")
            fate = rng.randrange(100)
            if fate < MISSING:
                continue
            plans.append(self._closed(society, month, rng, fate - MISSING))
        self._write(plans)

    def _closed(
        self, society: Society, month: dt.date, rng: random.Random, fate: int
    ) -> ReportPlan:
        due_on = self.workplan.deadlines[month]
        days = -rng.randint(0, 4)
        if fate < LATE:
            days = rng.randint(1, 5)
        on = due_on + dt.timedelta(days=days)
        at = _time(on, rng)
        state = ReportState.ACCEPTED
        if LATE <= fate < LATE + RETURNED:
            state = ReportState.RETURNED
        elif LATE + RETURNED <= fate < LATE + RETURNED + UNREVIEWED:
            state = ReportState.SUBMITTED
        was_returned = state == ReportState.ACCEPTED and rng.random() < 0.05
        return ReportPlan(society, month, state, at, was_returned=was_returned)

    def add_open_month(self, month: dt.date, now: dt.datetime, fates: dict[str, str]) -> None:
        """Write a month in the making: from not begun to accepted; `fates` fixes some societies."""
        plans = []
        for society in self.societies:
            rng = random.Random(f"open {self.workplan.year} {society.code} {month}")
            fate = fates.get(society.code) or rng.choice(OPEN_FATES)
            if fate == "nothing":
                continue
            state = ReportState(fate.removeprefix("half_"))
            on = (now - dt.timedelta(days=rng.randint(1, 6))).astimezone(months.BEIJING).date()
            at = min(_time(max(on, month), rng), now)
            plan = ReportPlan(society, month, state, at, is_half=fate.startswith("half_"))
            plans.append(plan)
        self._write(plans)

    def _write(self, plans: list[ReportPlan]) -> None:
        reports = MonthlyReport.objects.bulk_create(self._report(plan) for plan in plans)
        entries: list[ProgressEntry] = []
        submissions: list[Submission] = []
        for plan, report in zip(plans, reports, strict=True):
            own = list(self._entries(plan, report))
            entries.extend(own)
            submissions.extend(self._submissions(plan, report, own))
        ProgressEntry.objects.bulk_create(entries, batch_size=1000)
        Submission.objects.bulk_create(submissions, batch_size=200)
        told = [report for report in reports if self._is_told(report)]
        trail.record_reports(told, submissions)
        through = ProgressEntry.evidence.through
        through.objects.bulk_create(
            [
                through(progressentry_id=entry.pk, evidence_id=evidence.pk)
                for entry in entries
                for evidence in self._evidence_of(entry)
            ],
            batch_size=2000,
        )

    def _is_told(self, report: MonthlyReport) -> bool:
        return report.month >= self.told_from or report.society.code in self.told_of

    def _report(self, plan: ReportPlan) -> MonthlyReport:
        is_sent = plan.is_sent
        decided = plan.state in (ReportState.ACCEPTED, ReportState.RETURNED)
        rng = random.Random(f"report {plan.society.code} {plan.month}")
        decided_at = plan.at + dt.timedelta(minutes=rng.randint(20, 200)) if decided else None
        is_returned = plan.state == ReportState.RETURNED
        return MonthlyReport(
            society=plan.society,
            workplan=self.workplan,
            month=plan.month,
            state=plan.state,
            first_submitted_at=plan.at if is_sent else None,
            submitted_at=plan.at if is_sent else None,
            decided_at=decided_at,
            decided_by=self.reviewers[plan.society.discipline] if decided else None,
            returned_due_on=plan.at.date() + dt.timedelta(days=5) if is_returned else None,
        )

    def _entries(self, plan: ReportPlan, report: MonthlyReport) -> Iterator[ProgressEntry]:
        owed = self.owed[plan.society.pk]
        for task in owed[: (len(owed) + 1) // 2] if plan.is_half else owed:
            yield self._entry(plan, report, task)

    def _entry(self, plan: ReportPlan, report: MonthlyReport, task: Task) -> ProgressEntry:
        rng = random.Random(f"entry {plan.society.code} {task.number} {plan.month}")
        key = plan.society.code, task.number
        step, before = self.step(plan.society, task, plan.month), self.last_claim.get(key)
        percent, accepted = step.percent, step.accepted
        if percent is not None and before is not None and percent < before and not step.has_fallen:
            percent = accepted = before
        percent, accepted = self._held_against_registers(plan, task, percent, accepted, before)
        entry = ProgressEntry(
            report=report,
            society=plan.society,
            task=task,
            month_ordinal=months.month_ordinal(plan.month),
            percent=percent,
            is_no_change=percent is None,
            updated_at=plan.at,
            updated_by=self.people[plan.society.code, Role.EDITOR],
            version=1,
        )
        if percent is None:
            entry.no_change_reason = _no_change_reason(rng, before)
        else:
            entry.narrative = words.narrative(
                rng, task.number, percent, entry.month_ordinal + plan.society.pk
            )
            goal = self.goals.get((plan.society.pk, task.pk))
            own = random.Random(f"measured {plan.society.code} {task.number} {plan.month}")
            entry.measured_value = measured(goal, percent, own)
            if before is not None and percent < before:
                entry.fall_reason = words.pick(rng, words.FALLS)
            if percent == ALL and self._is_refuted(plan.society, task) and not plan.is_draft:
                entry.claim_explanation = words.claim(rng, task.number)
        if plan.is_sent:
            self._claim(plan, report, entry, accepted, rng)
        return entry

    def _is_refuted(self, society: Society, task: Task) -> bool:
        return self.verdicts.get((society.pk, task.number)) == Verdict.NOT_MET

    def _held_against_registers(
        self,
        plan: ReportPlan,
        task: Task,
        percent: int | None,
        accepted: int | None,
        before: int | None,
    ) -> tuple[int | None, int | None]:
        """Let most societies claim all only once their registers show it; a few claim it anyway.

        Returns the percents claimed and accepted.
        """
        refuted = self._is_refuted(plan.society, task)
        rng = random.Random(f"bold {plan.society.code} {task.number}")
        is_bold = rng.random() < BOLD
        if percent == ALL and refuted:
            if is_bold:
                return percent, percent if rng.random() < 0.6 else ALMOST
            if before is not None and before >= ALMOST:
                return None, None
            return ALMOST, min(accepted or 0, ALMOST)
        steps = self.steps[plan.society.code, task.number]
        told = steps[: self.workplan.issue_number(plan.month)]
        is_due = before is not None and before < ALL and any(s.percent == ALL for s in told)
        if percent is None and is_due and (is_bold or not refuted):
            return ALL, ALL
        return percent, accepted

    def _claim(
        self,
        plan: ReportPlan,
        report: MonthlyReport,
        entry: ProgressEntry,
        accepted: int | None,
        rng: random.Random,
    ) -> None:
        entry.is_submitted, entry.claimed_percent = True, entry.percent
        if entry.percent is not None:
            self.last_claim[plan.society.code, entry.task.number] = entry.percent
        if plan.state not in (ReportState.ACCEPTED, ReportState.RETURNED):
            return
        entry.decided_at, entry.decided_by = report.decided_at, report.decided_by
        if plan.state == ReportState.RETURNED and entry.task == self.owed[plan.society.pk][0]:
            entry.decision = Decision.RETURNED
            entry.decision_reason = words.pick(rng, words.RETURNED)
            return
        entry.accepted_percent, entry.decision = accepted, Decision.ACCEPTED
        if accepted != entry.percent:
            entry.decision = Decision.LOWERED
            entry.decision_reason = words.pick(rng, words.LOWERED)

    def _submissions(
        self, plan: ReportPlan, report: MonthlyReport, entries: list[ProgressEntry]
    ) -> Iterator[Submission]:
        if not plan.is_sent:
            return
        times = [plan.at - dt.timedelta(days=1), plan.at] if plan.was_returned else [plan.at]
        for number, at in enumerate(times, start=1):
            yield self._submission(report, entries, number, at)
        report.first_submitted_at = times[0]

    def _submission(
        self, report: MonthlyReport, entries: list[ProgressEntry], number: int, at: dt.datetime
    ) -> Submission:
        society = report.society
        due_on = self.workplan.due_on(report.month, society.pk)
        author = self.people[society.code, Role.APPROVER]
        receipt = f"{report.month:%Y-%m}/{society.code}/{number}"
        content = {
            "receipt": receipt,
            "society": {
                "code": society.code,
                "name_zh": society.name_zh,
                "name_en": society.name_en,
            },
            "workplan": self.workplan.year,
            "month": f"{report.month:%Y-%m}",
            "submission": number,
            "submitted_at": at.isoformat(),
            "submitted_by": author.name,
            "due_on": due_on.isoformat(),
            "is_late": months.is_late(at, due_on),
            "entries": [self._entry_content(entry) for entry in entries],
        }
        return Submission(
            report=report,
            number=number,
            receipt_number=receipt,
            submitted_at=at,
            submitted_by=author,
            due_on=due_on,
            is_late=months.is_late(at, due_on),
            content=content,
            digest=hashlib.sha256(canonical_json(content)).hexdigest(),
        )

    def _entry_content(self, entry: ProgressEntry) -> dict[str, object]:
        goal = self.goals.get((entry.society_id, entry.task_id))
        return {
            "task": entry.task.number,
            "group": entry.task.group.kind,
            "title_zh": entry.task.title_zh,
            "title_en": entry.task.title_en,
            "percent": entry.percent,
            "previous_percent": None,
            "is_no_change": entry.is_no_change,
            "no_change_reason": entry.no_change_reason,
            "fall_reason": entry.fall_reason,
            "claim_explanation": entry.claim_explanation,
            "narrative": entry.narrative,
            "measured_value": None if entry.measured_value is None else f"{entry.measured_value:f}",
            "unit": goal.unit if goal else "",
            "evidence": [
                {"name": file.name, "size": file.size, "sha256": file.sha256}
                for file in self._evidence_of(entry)
            ],
        }

    def _evidence_of(self, entry: ProgressEntry) -> list[Evidence]:
        if entry.percent is None:
            return []
        rng = random.Random(f"file {entry.society.code} {entry.task.number} {entry.month_ordinal}")
        if rng.random() > (0.93 if entry.percent == 100 else 0.08):
            return []
        return [rng.choice(self.evidence[entry.society_id])]


@dataclass(frozen=True)
class ReportPlan:
    """What becomes of one society's report of one month."""

    society: Society
    month: dt.date
    state: ReportState
    at: dt.datetime
    was_returned: bool = False
    is_half: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether the society is still writing it."""
        return self.state == ReportState.DRAFT

    @property
    def is_sent(self) -> bool:
        """Whether it has reached CAST."""
        return self.state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED)


OPEN_FATES = (
    ["nothing"] * 30
    + ["half_draft"] * 18
    + ["draft"] * 8
    + ["in_society_review"] * 8
    + ["submitted"] * 18
    + ["returned"] * 3
    + ["accepted"] * 15
)


def _no_change_reason(rng: random.Random, before: int | None) -> str:
    if before is None:
        return words.NOT_BEGUN
    return words.DONE_NO_CHANGE if before == 100 else words.pick(rng, words.NO_CHANGE)


def _time(on: dt.date, rng: random.Random) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(rng.randint(8, 18), rng.randint(0, 59)), months.BEIJING)
