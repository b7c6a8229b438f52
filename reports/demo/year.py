"""A year of the demo, told in order: plans, months, seals and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from accounts.models import Notification, User
from reforms import months
from reforms.enums import Decision
from reforms.models import MonthlyIssue, MonthlyReport, Workplan
from reforms.selectors import figures
from reforms.services import corrections, extensions, sealing
from reforms.services.checks import Results
from reports.demo import evidence, plans, words
from reports.demo.checks import YearChecks, task_verdicts
from reports.demo.months import YearMaker
from reports.demo.plans import People
from reports.demo.slips import SlipTeller
from societies.models import Society

#: How long after a month's deadline CAST seals it.
SEALED_AFTER = dt.timedelta(days=7, hours=10.5)
#: What CAST grants a society that asks for more time.
MORE_TIME = dt.timedelta(days=4)
#: No request for an exception is older than this and undecided.
EXCEPTIONS_DECIDED_WITHIN = dt.timedelta(days=120)
#: Societies whose open month is left in a state worth trying.
OPEN_MONTH = {
    "A-01": "half_draft",
    "A-02": "nothing",
    "A-03": "draft",
    "A-04": "accepted",
    "B-20": "submitted",
    "C-01": "in_society_review",
    "D-01": "returned",
}


def tell_year(
    workplan: Workplan,
    societies: list[Society],
    people: People,
    reviewers: dict[str, User],
    manager: User,
    *,
    now: dt.datetime,
    say: Callable[[str], None],
) -> None:
    """Write the year as far as `now` allows; every figure goes through the real services."""
    plans.add_plans(workplan, societies, people, manager)
    files = evidence.add_evidence(
        societies, dt.datetime.combine(workplan.issued_on, dt.time(9), months.BEIJING)
    )
    maker = YearMaker(workplan, societies, people, reviewers, files)
    registers = YearChecks(workplan, people, manager)
    closed = [m for m in workplan.months if _deadline(workplan, m) < now]
    begun = [m for m in workplan.months if m <= now.astimezone(months.BEIJING).date()]
    maker.told_of = frozenset(OPEN_MONTH)
    maker.told_from = min((closed or begun)[-2:], default=dt.date.max)
    for position, month in enumerate(closed):
        found = registers.of_month(month)
        if position == 2:
            _extend(workplan, month, societies[7 % len(societies)], manager, now)
        maker.verdicts = task_verdicts(found)
        maker.add_closed_month(month)
        issue = _seal(registers, month, found, societies, now)
        sealed_at = issue.sealed_at
        say(f"{month:%Y-%m} №{issue.number} {issue.digest[:12]}")
        if position == len(workplan.months) // 2:
            plans.amend_plan(workplan, societies[-1], people, manager, sealed_at)
            maker.read_obligations()
        if position in (1, 4, 6):
            _correct(workplan, month, societies[position * 5 % len(societies)], manager, sealed_at)
    maker.verdicts = registers.bring_up_to_date(now)
    _open_months(maker, begun[len(closed) :], societies, manager, now)
    SlipTeller(workplan, people, reviewers, manager).tell(societies, now)
    _date_notifications(workplan)


def _seal(
    registers: YearChecks,
    month: dt.date,
    found: Results,
    societies: list[Society],
    now: dt.datetime,
) -> MonthlyIssue:
    """Seal a month some days after its reports were due; some then ask for exceptions."""
    workplan = registers.workplan
    sealed_at = min(_deadline(workplan, month) + SEALED_AFTER, now)
    issue, _created = sealing.seal_month(
        workplan=workplan, month=month, at=sealed_at, by=registers.manager, checks=found
    )
    is_past = now - sealed_at > EXCEPTIONS_DECIDED_WITHIN
    registers.ask_for_exceptions(found, societies, sealed_at, is_past=is_past)
    return issue


def _open_months(
    maker: YearMaker,
    waiting: list[dt.date],
    societies: list[Society],
    manager: User,
    now: dt.datetime,
) -> None:
    """Begin the months that nobody has to have reported yet; one society has more time."""
    for month in waiting:
        maker.add_open_month(month, now, OPEN_MONTH)
    if waiting:
        society = societies[2 % len(societies)]
        _extend(maker.workplan, waiting[0], society, manager, now)


def _date_notifications(workplan: Workplan) -> None:
    """Date what people were told to when it happened; only the last issue is still unread."""
    told = Notification.objects.filter(emailed_at__isnull=True)
    issues = list(workplan.issues.order_by("month"))
    for issue in issues:
        of_issue = told.filter(url__contains=f"{issue.month:%Y-%m}")
        of_issue.update(
            created_at=issue.sealed_at,
            emailed_at=issue.sealed_at,
            read_at=None if issue == issues[-1] else issue.sealed_at,
        )


def _deadline(workplan: Workplan, month: dt.date) -> dt.datetime:
    """Return the end of the day a month's reports are due."""
    return dt.datetime.combine(
        workplan.deadlines[month] + dt.timedelta(days=1), dt.time(), months.BEIJING
    )


def _extend(
    workplan: Workplan, month: dt.date, society: Society, manager: User, now: dt.datetime
) -> None:
    """Give a society a few days more for a month, asked for just before its deadline."""
    asked_at = min(_deadline(workplan, month) - dt.timedelta(hours=33), now)
    extensions.extend_deadline(
        society=society,
        workplan=workplan,
        month=month,
        due_on=workplan.deadlines[month] + MORE_TIME,
        reason=words.EXTENDED[month.month % len(words.EXTENDED)],
        by=manager,
        at=asked_at,
    )


def _correct(
    workplan: Workplan, month: dt.date, society: Society, manager: User, sealed_at: dt.datetime
) -> None:
    """Reopen a sealed month, take five points back from a task and publish the correction."""
    report = MonthlyReport.objects.filter(
        society=society, workplan=workplan, month=month, state="accepted"
    ).first()
    if report is None:
        return
    entry = report.entries.filter(accepted_percent__gte=10).order_by("task__number").first()
    if entry is None:
        return
    before = figures.standings(workplan, month, society=society)[society.pk][entry.task.number]
    opened_at = sealed_at + dt.timedelta(hours=20)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=month,
        reason=words.REOPENED[month.month % len(words.REOPENED)],
        expires_at=opened_at + dt.timedelta(days=3),
        by=manager,
        at=opened_at,
    )
    report.refresh_from_db()
    report.entries.update(decision=Decision.ACCEPTED, decision_reason="")
    percent = (before.accepted or 10) - 5
    report.entries.filter(pk=entry.pk).update(
        percent=percent, claimed_percent=percent, accepted_percent=percent
    )
    report.state, report.note, report.returned_due_on = "accepted", "", None
    report.save()
    corrections.publish_corrections(
        report=report, at=opened_at + dt.timedelta(hours=30), by=manager
    )
