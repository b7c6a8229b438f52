"""What is still to be done for a workplan, by when and by whom, in a fixed number of queries.

Only who has something to do is named: editors until a report is handed over, then approvers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from reforms import months
from reforms.enums import Decision, GroupKind, PlanState, ReminderKind, ReportState, SlipStep
from reforms.models import MonthlyReport, PlanVersion, ProgressEntry, SupervisionSlip, Workplan
from reforms.reminders import Deadline, ReminderDays
from reforms.selectors.figures import obligations
from reforms.selectors.month_shape import stands_returned
from reforms.selectors.slip_people import SlipPeople, people_of
from societies.governance import EntryKind
from societies.models import Society
from societies.selectors.governance import governance_entries

_STAFF = (SlipStep.EDITOR, SlipStep.APPROVER)


class Scene:
    """What every kind of deadline of a workplan needs to know, read once."""

    def __init__(self, workplan: Workplan, today: dt.date) -> None:
        self.workplan, self.today = workplan, today
        self.days = ReminderDays.of(workplan.reminder_days)
        self.societies: list[Society] = sorted(Society.objects.active(), key=lambda one: one.code)
        self.people: SlipPeople = people_of(self.societies)
        self.sealed = set(workplan.issues.values_list("month", flat=True))

    def is_near(self, due_on: dt.date) -> bool:
        """Whether the day of the first reminder has come."""
        return due_on + dt.timedelta(days=self.days.first) <= self.today

    def staff(self, society: Society, step: SlipStep) -> tuple[int, ...]:
        """The people of a step within the society; the others where nobody holds the role."""
        found = self.people.of(society.pk, step) or self.people.of(society.pk, *_STAFF)
        return _keys(found)

    def all_staff(self, society: Society) -> tuple[int, ...]:
        """Editors and approvers of a society."""
        return _keys(self.people.of(society.pk, *_STAFF))


def _keys(people: Sequence[User]) -> tuple[int, ...]:
    return tuple(person.pk for person in people)


def report_deadlines(scene: Scene) -> Iterator[Deadline]:
    """Monthly reports that societies still owe, with how many tasks have no entry yet."""
    workplan = scene.workplan
    rows = MonthlyReport.objects.filter(workplan=workplan).exclude(month__in=scene.sealed)
    reports = {(report.society_id, report.month): report for report in rows}
    near = [
        (society, month)
        for month in workplan.months
        if month not in scene.sealed
        for society in scene.societies
        if _is_owed(scene, society, month, reports.get((society.pk, month)))
    ]
    if not near:
        return
    owed = obligations(workplan, {society.pk: society for society, _month in near}.values())
    asked = [reports[s.pk, month] for s, month in near if (s.pk, month) in reports]
    entries = _entries(asked)
    for society, month in near:
        report = reports.get((society.pk, month))
        numbers = {term.number for term in owed[society.pk].terms}
        yield _report_deadline(scene, society, month, report, numbers, entries)


def _is_owed(scene: Scene, society: Society, month: dt.date, report: MonthlyReport | None) -> bool:
    if report is not None and not report.is_open:
        return False
    return scene.is_near(_due_on(scene.workplan, society, month, report))


def _due_on(
    workplan: Workplan, society: Society, month: dt.date, report: MonthlyReport | None
) -> dt.date:
    """The day that holds: a returned report has its own, and an extension gives more time."""
    if report is not None and stands_returned(report) and report.returned_due_on:
        return months.due_day(report.returned_due_on, workplan.extended.get((month, society.pk)))
    return workplan.due_on(month, society.pk)


def _entries(reports: Collection[MonthlyReport]) -> dict[int, dict[int, ProgressEntry]]:
    """Entries by report and number of the task."""
    found: dict[int, dict[int, ProgressEntry]] = defaultdict(dict)
    rows = ProgressEntry.objects.filter(report__in=reports).select_related("task")
    for entry in rows.only(
        "report_id", "task__number", "percent", "is_no_change", "no_change_reason", "decision"
    ):
        found[entry.report_id][entry.task.number] = entry
    return found


def _report_deadline(
    scene: Scene,
    society: Society,
    month: dt.date,
    report: MonthlyReport | None,
    numbers: Collection[int],
    entries: dict[int, dict[int, ProgressEntry]],
) -> Deadline:
    own = entries.get(report.pk, {}) if report else {}
    filled = [number for number in numbers if number in own and own[number].is_complete]
    is_returned = report is not None and stands_returned(report)
    is_handed_over = report is not None and report.state == ReportState.IN_SOCIETY_REVIEW
    step = SlipStep.APPROVER if is_handed_over else SlipStep.EDITOR
    return Deadline(
        ReminderKind.RETURNED if is_returned else ReminderKind.REPORT,
        f"{society.code}/{month:%Y-%m}",
        _due_on(scene.workplan, society, month, report),
        scene.staff(society, step),
        {
            "society": society.names,
            "month": f"{month:%Y-%m}",
            "tasks": len(numbers),
            "missing": len(numbers) - len(filled),
            "returned": sum(own[n].decision == Decision.RETURNED for n in numbers if n in own),
            "is_handed_over": is_handed_over,
        },
        reverse("reforms:report-detail", kwargs={"code": society.code, "month": month}),
    )


def plan_deadlines(scene: Scene) -> Iterator[Deadline]:
    """Reform plans that were never submitted, with how many optional tasks are chosen."""
    workplan = scene.workplan
    if not scene.is_near(workplan.plan_due_on):
        return
    chosen = Count("commitments", filter=Q(commitments__task__group__kind=GroupKind.OPTIONAL))
    rows = PlanVersion.objects.filter(plan__workplan=workplan).annotate(chosen=chosen)
    drafts: dict[int, int] = {}
    sent: set[int] = set()
    for society_id, state, first, count in rows.order_by().values_list(
        "plan__society_id", "state", "plan__first_submitted_at", "chosen"
    ):
        drafts[society_id] = count
        if first is not None or state != PlanState.DRAFT:
            sent.add(society_id)
    for society in scene.societies:
        if society.pk not in sent:
            yield Deadline(
                ReminderKind.PLAN,
                f"{society.code}/{workplan.year}",
                workplan.plan_due_on,
                scene.all_staff(society),
                {
                    "society": society.names,
                    "year": workplan.year,
                    "has_begun": society.pk in drafts,
                    "chosen": drafts.get(society.pk, 0),
                    "minimum": workplan.optional_minimum,
                },
                reverse("reforms:plan-detail", args=(workplan.year, society.code)),
            )


def slips_owed(scene: Scene) -> list[tuple[SupervisionSlip, tuple[int, ...]]]:
    """Slips without an answer whose reminder may be due, each with who has to answer now."""
    slips = SupervisionSlip.objects.unanswered().filter(workplan=scene.workplan)
    known = {society.pk: society for society in scene.societies}
    found = []
    for slip in slips.select_related("society", "task").order_by("pk"):
        if slip.society_id in known and scene.is_near(slip.answer_due_on):
            slip.workplan = scene.workplan
            is_late = slip.answer_due_on < scene.today
            editors = scene.staff(slip.society, SlipStep.EDITOR)
            found.append((slip, scene.all_staff(slip.society) if is_late else editors))
    return found


def reelection_deadlines(scene: Scene) -> Iterator[Deadline]:
    """Ends of terms in the governance calendar, with what CAST has not received yet."""
    if not scene.days.months:
        return
    for society, entries in governance_entries(scene.societies, scene.today):
        by_kind = {entry.kind: entry for entry in entries}
        end = by_kind.get(EntryKind.REELECTION)
        if end is None or end.due_on is None or end.due_on < scene.today:
            continue
        params: dict[str, Any] = {
            "society": society.names,
            "term": end.facts.get("term") or "",
            "lacks_plan": EntryKind.PLAN in by_kind,
            "lacks_request": EntryKind.REQUEST in by_kind,
        }
        url = reverse("societies:register-governance", kwargs={"code": society.code})
        people = scene.all_staff(society)
        yield Deadline(ReminderKind.REELECTION, society.code, end.due_on, people, params, url)


def review_deadlines(scene: Scene) -> Iterator[Deadline]:
    """Months with reports that wait for a decision, once for each reviewer, with their number."""
    rows = MonthlyReport.objects.awaiting_review().filter(workplan=scene.workplan)
    waiting: dict[tuple[dt.date, int], int] = defaultdict(int)
    for society_id, month in rows.order_by("month").values_list("society_id", "month"):
        if month in scene.sealed or month not in scene.workplan.deadlines:
            continue
        for person in scene.people.at(society_id, SlipStep.REVIEWER):
            waiting[month, person.pk] += 1
    for (month, person_id), count in waiting.items():
        yield Deadline(
            ReminderKind.REVIEW,
            f"{month:%Y-%m}",
            scene.workplan.deadlines[month],
            (person_id,),
            {"month": f"{month:%Y-%m}", "count": count},
            f"{reverse('reforms:review-queue')}?month={month:%Y-%m}",
        )
