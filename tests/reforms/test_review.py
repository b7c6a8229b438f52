"""Review by CAST: decisions one by one, the end of a review, many reports at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, Notification, User
from accounts.services.audit import first_broken_event
from accounts.services.notifications import notification_text
from reforms.enums import Decision, ReportState
from reforms.flags import Flag
from reforms.models import Correction, MonthlyReport, ProgressEntry, Workplan
from reforms.selectors import figures
from reforms.selectors.review import (
    QueueChoice,
    default_month,
    entry_token,
    neighbours,
    review_months,
    review_queue,
)
from reforms.services import corrections, review, sealing
from societies.enums import Discipline
from societies.models import Society
from tests.factories.reforms import report_of, workplan_of
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager, reviewer

pytestmark = pytest.mark.django_db

APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
AT = dt.datetime(2017, 6, 6, 4, 0, tzinfo=dt.UTC)
IN_TIME = dt.datetime(2017, 6, 1, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Look at all societies, as CAST does."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """The society under review."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Tasks 1 and 2 are basic."""
    return workplan_of()


@pytest.fixture
def by(society: Society) -> User:
    """The reviewer of the society."""
    return reviewer(society, name="李四")


def submitted(
    society: Society, workplan: Workplan, percents: dict[int, int | None], month: str = "2017-05"
) -> MonthlyReport:
    """A submitted report whose entries all have a text."""
    report = report_of(
        society,
        workplan,
        month,
        percents,
        state=ReportState.SUBMITTED,
        first_submitted_at=IN_TIME,
        submitted_at=IN_TIME,
    )
    report.entries.filter(is_no_change=False).update(narrative="开展了工作")
    return report


@pytest.fixture
def report(society: Society, workplan: Workplan) -> MonthlyReport:
    """May claims 40 on task 1 and 30 on task 2; April was accepted with 20 and 30."""
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    return submitted(society, workplan, {1: 40, 2: 30})


def entry(report: MonthlyReport, number: int = 1) -> ProgressEntry:
    """The entry of a task as it is now."""
    found: ProgressEntry = report.entries.select_related("task").get(task__number=number)
    return found


def decide(
    report: MonthlyReport,
    decision: Decision,
    by: User,
    number: int = 1,
    *,
    percent: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> ProgressEntry:
    """Decide one task."""
    return review.decide_entry(
        entry=entry(report, number),
        decision=decision,
        by=by,
        at=AT,
        percent=percent,
        reason=reason,
        seen=seen,
    )


def test_accepting_takes_the_claimed_percent(report: MonthlyReport, by: User) -> None:
    decide(report, Decision.ACCEPTED, by)
    now = entry(report)
    assert (now.decision, now.accepted_percent, now.decided_by) == (Decision.ACCEPTED, 40, by)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_accepting_no_change_carries_the_earlier_percent(
    society: Society, workplan: Workplan, by: User
) -> None:
    report_of(society, workplan, "2017-04", {1: 20})
    report = submitted(society, workplan, {1: None})
    assert decide(report, Decision.ACCEPTED, by).accepted_percent is None
    standing = figures.standings(workplan, MAY)[society.pk][1]
    assert standing.accepted == 20


@pytest.mark.parametrize(("percent", "taken"), [(0, 0), (39, 39)])
def test_accepting_lower_takes_the_reviewers_percent(
    report: MonthlyReport, by: User, percent: int, taken: int
) -> None:
    decided = decide(report, Decision.LOWERED, by, percent=percent, reason="材料不足")
    assert (decided.accepted_percent, decided.claimed_percent) == (taken, 40)
    assert decided.decision_reason == "材料不足"


@pytest.mark.parametrize(
    ("decision", "percent", "reason", "field"),
    [
        (Decision.LOWERED, 40, "材料不足", "percent"),
        (Decision.LOWERED, 41, "材料不足", "percent"),
        (Decision.LOWERED, -1, "材料不足", "percent"),
        (Decision.LOWERED, None, "材料不足", "percent"),
        (Decision.LOWERED, 30, " ", "reason"),
        (Decision.RETURNED, None, "", "reason"),
        (Decision.RETURNED, None, "长" * 1001, "reason"),
        (Decision.PENDING, None, "", "decision"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_at_its_field(
    report: MonthlyReport,
    by: User,
    decision: Decision,
    percent: int | None,
    reason: str,
    field: str,
) -> None:
    with pytest.raises(ValidationError) as refused:
        decide(report, decision, by, percent=percent, reason=reason)
    assert list(refused.value.message_dict) == [field]
    assert entry(report).decision == Decision.PENDING


def test_no_change_cannot_be_lowered(society: Society, workplan: Workplan, by: User) -> None:
    report = submitted(society, workplan, {1: None})
    with pytest.raises(ValidationError):
        decide(report, Decision.LOWERED, by, percent=0, reason="无")


def test_returning_takes_an_earlier_acceptance_back(report: MonthlyReport, by: User) -> None:
    decide(report, Decision.ACCEPTED, by)
    decide(report, Decision.RETURNED, by, reason="请补充佐证")
    now = entry(report)
    assert (now.decision, now.accepted_percent) == (Decision.RETURNED, None)


def test_a_decision_is_in_the_audit_trail(report: MonthlyReport, by: User) -> None:
    decide(report, Decision.LOWERED, by, percent=30, reason="材料不足")
    event = AuditEvent.objects.get(action="entry.decided")
    assert (event.actor, event.scope, event.reason) == (by, "A-01", "材料不足")
    assert event.before is not None
    assert event.after is not None
    assert event.before["decision"] == "pending"
    assert event.after["accepted_percent"] == 30


def test_the_second_of_two_reviewers_is_told(report: MonthlyReport, by: User) -> None:
    seen = entry_token(entry(report), report)
    decide(report, Decision.ACCEPTED, by, seen=seen)
    with pytest.raises(review.ReviewConflict, match="李四"):
        decide(report, Decision.RETURNED, manager(), reason="不行", seen=seen)
    assert entry(report).decision == Decision.ACCEPTED


def test_a_task_sent_again_meanwhile_is_told(report: MonthlyReport, by: User) -> None:
    seen = entry_token(entry(report), report)
    MonthlyReport.objects.filter(pk=report.pk).update(submitted_at=AT)
    with pytest.raises(review.ReviewConflict):
        decide(report, Decision.ACCEPTED, by, seen=seen)


@pytest.mark.parametrize(
    "state",
    [
        ReportState.DRAFT,
        ReportState.IN_SOCIETY_REVIEW,
        ReportState.RETURNED,
        ReportState.ACCEPTED,
    ],
)
def test_only_a_submitted_report_can_be_decided(
    report: MonthlyReport, by: User, state: ReportState
) -> None:
    MonthlyReport.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(review.ReviewConflict):
        decide(report, Decision.ACCEPTED, by)
    with pytest.raises(review.ReviewConflict):
        review.finish_review(report=report, by=by, at=AT)


def test_a_sealed_month_cannot_be_decided(
    report: MonthlyReport, workplan: Workplan, by: User
) -> None:
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=AT)
    with pytest.raises(review.ReviewConflict):
        decide(report, Decision.ACCEPTED, by)
    assert review_months(by, is_own=True)[0].awaiting == 0


def test_a_review_cannot_end_while_a_task_is_pending(report: MonthlyReport, by: User) -> None:
    decide(report, Decision.ACCEPTED, by)
    with pytest.raises(ValidationError, match="1"):
        review.finish_review(report=report, by=by, at=AT)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert not Notification.objects.exists()


def test_a_finished_review_accepts_the_report_and_tells_the_society(
    report: MonthlyReport, society: Society, by: User
) -> None:
    told = {editor(society).pk, approver(society).pk}
    editor(SocietyFactory())
    decide(report, Decision.ACCEPTED, by)
    decide(report, Decision.LOWERED, by, 2, percent=10, reason="材料不足")
    done = review.finish_review(report=report, by=by, at=AT)
    report.refresh_from_db()
    assert done.state == report.state == ReportState.ACCEPTED
    assert (report.decided_by, report.decided_at) == (by, AT)
    notices = list(Notification.objects.filter(kind="report-accepted"))
    assert {notice.recipient_id for notice in notices} == told
    assert all(notice.mail_wanted for notice in notices)
    with translation.override("en"):
        subject, body = notification_text(notices[0])
    assert "May 2017" in subject
    assert "材料不足" in body
    assert "10%" in body


def test_a_returned_task_returns_the_report_with_a_day(
    report: MonthlyReport, society: Society, by: User
) -> None:
    editor(society)
    decide(report, Decision.RETURNED, by, reason="请补充佐证")
    decide(report, Decision.ACCEPTED, by, 2)
    review.finish_review(report=report, by=by, at=AT, note="请尽快")
    report.refresh_from_db()
    assert (report.state, report.returned_due_on) == (ReportState.RETURNED, dt.date(2017, 6, 11))
    assert entry(report, 2).accepted_percent == 30
    with translation.override("en"):
        subject, body = notification_text(Notification.objects.get(kind="report-returned"))
    assert "2017-06-11" in subject
    assert "请补充佐证" in body
    assert "请尽快" in body


@pytest.mark.parametrize(
    ("due_on", "is_taken"), [(dt.date(2017, 6, 6), True), (dt.date(2017, 6, 5), False)]
)
def test_a_return_is_due_today_at_the_earliest(
    report: MonthlyReport, by: User, due_on: dt.date, is_taken: bool
) -> None:
    decide(report, Decision.RETURNED, by, reason="请补充佐证")
    decide(report, Decision.ACCEPTED, by, 2)
    if is_taken:
        done = review.finish_review(report=report, by=by, at=AT, returned_due_on=due_on)
        assert done.returned_due_on == due_on
    else:
        with pytest.raises(ValidationError) as refused:
            review.finish_review(report=report, by=by, at=AT, returned_due_on=due_on)
        assert list(refused.value.message_dict) == ["returned_due_on"]


def test_clean_tasks_are_accepted_together(society: Society, workplan: Workplan, by: User) -> None:
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    report = submitted(society, workplan, {1: 40, 2: 20})
    assert review.accept_clean_entries(report=report, by=by, at=AT) == 1
    assert (entry(report, 1).decision, entry(report, 1).accepted_percent) == ("accepted", 40)
    assert entry(report, 2).decision == Decision.PENDING
    assert AuditEvent.objects.filter(action="entry.decided").count() == 1


def test_accept_report_accepts_all_that_is_pending(report: MonthlyReport, by: User) -> None:
    decide(report, Decision.LOWERED, by, percent=30, reason="材料不足")
    review.accept_report(report=report, by=by, at=AT)
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert (entry(report, 1).accepted_percent, entry(report, 2).accepted_percent) == (30, 30)


def test_an_accepted_reopened_report_publishes_a_correction(
    report: MonthlyReport, society: Society, workplan: Workplan, by: User
) -> None:
    review.accept_report(report=report, by=by, at=AT)
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=AT)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=MAY,
        reason="填报错误",
        expires_at=AT + dt.timedelta(days=7),
        by=manager(),
        at=AT,
    )
    report.entries.filter(task__number=1).update(claimed_percent=60, decision=Decision.PENDING)
    report.entries.filter(task__number=2).update(decision=Decision.PENDING)
    MonthlyReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    decide(report, Decision.RETURNED, by, reason="再核")
    assert entry(report).accepted_percent == 40
    decide(report, Decision.ACCEPTED, by)
    decide(report, Decision.ACCEPTED, by, 2)
    review.finish_review(report=report, by=by, at=AT)
    correction = Correction.objects.get()
    assert correction.changes["tasks"]["1"]["accepted"] == {"old": 40, "new": 60}
    assert not report.reopenings.filter(closed_at__isnull=True).exists()


def test_bulk_accepts_the_clean_and_leaves_the_rest(
    report: MonthlyReport, workplan: Workplan, by: User
) -> None:
    flagged = submitted(SocietyFactory(), workplan, {1: 100})
    returned = submitted(SocietyFactory(), workplan, {1: 40, 2: 40})
    decide(returned, Decision.RETURNED, by, reason="再核")
    draft = report_of(SocietyFactory(), workplan, "2017-05", {1: 5}, state=ReportState.DRAFT)
    everything = [report, flagged, returned, draft]
    result = review.bulk_accept(reports=everything, by=by, at=AT)
    assert [r.pk for r in result.accepted] == [report.pk]
    assert {r.pk for r in result.left} == {flagged.pk, returned.pk, draft.pk}
    states = [MonthlyReport.objects.get(pk=r.pk).state for r in everything]
    assert states == ["accepted", "submitted", "submitted", "draft"]
    assert entry(report).accepted_percent == 40
    assert entry(draft).decision == Decision.PENDING
    assert list(AuditEvent.objects.values_list("action", flat=True)).count("report.accepted") == 1
    assert first_broken_event() is None


def test_bulk_accept_keeps_what_was_lowered(
    report: MonthlyReport, workplan: Workplan, by: User
) -> None:
    decide(report, Decision.LOWERED, by, percent=30, reason="材料不足")
    review.bulk_accept(reports=[report], by=by, at=AT)
    assert entry(report).accepted_percent == 30


def test_bulk_accept_costs_the_same_for_many(workplan: Workplan) -> None:
    by = manager()

    def cost(count: int) -> int:
        reports = []
        for _ in range(count):
            society = SocietyFactory()
            editor(society)
            reports.append(submitted(society, workplan, {1: 40, 2: 50}))
        with CaptureQueriesContext(connection) as queries:
            assert len(review.bulk_accept(reports=reports, by=by, at=AT).accepted) == count
        return len(queries)

    cost(1)
    assert cost(1) == cost(12)


def test_the_queue_shows_flags_changes_and_lateness(
    report: MonthlyReport, workplan: Workplan, by: User
) -> None:
    other = submitted(SocietyFactory(code="A-02"), workplan, {1: 100, 2: None})
    other.first_submitted_at = dt.datetime(2017, 6, 5, 16, 0, tzinfo=dt.UTC)
    other.save()
    clean, flagged = review_queue(manager(), workplan, MAY)
    assert (clean.report, clean.changed, clean.flags, clean.is_clean) == (report, 1, (), True)
    assert not clean.report.is_late
    assert flagged.flags == (Flag.COMPLETE_WITHOUT_EVIDENCE, Flag.NO_DATA_NO_CHANGE)
    assert (flagged.flagged, flagged.changed, flagged.is_clean) == (2, 1, False)
    assert flagged.report.is_late


def test_the_queue_is_filtered(report: MonthlyReport, workplan: Workplan, by: User) -> None:
    medicine = SocietyFactory(code="D-01", discipline=Discipline.MEDICINE)
    submitted(medicine, workplan, {1: 100})

    def codes(**choice: object) -> list[str]:
        rows = review_queue(by, workplan, MAY, QueueChoice(**choice))  # type: ignore[arg-type]
        return [row.report.society.code for row in rows]

    assert codes() == ["A-01"]
    assert codes(is_own=False) == ["A-01", "D-01"]
    assert codes(is_own=False, discipline="medicine") == ["D-01"]
    assert codes(is_own=False, flagged=True) == ["D-01"]
    assert codes(is_own=False, flagged=False) == ["A-01"]
    assert codes(is_own=False, is_late=True) == []
    assert codes(is_own=False, state=ReportState.ACCEPTED) == []
    assert codes(is_own=False, state="") == ["A-01", "D-01"]


def test_an_outsider_sees_a_report_that_is_not_theirs_to_accept(
    report: MonthlyReport, workplan: Workplan
) -> None:
    [row] = review_queue(auditor(), workplan, MAY, QueueChoice(is_own=False))
    assert not row.is_mine
    assert not row.is_clean


def test_the_month_with_most_awaiting_comes_first(
    report: MonthlyReport, society: Society, workplan: Workplan
) -> None:
    for _ in range(2):
        submitted(SocietyFactory(), workplan, {1: 40}, "2017-04")
    chosen = default_month(review_months(manager(), is_own=True))
    assert chosen is not None
    assert (chosen.month, chosen.awaiting) == (APRIL, 2)
    assert default_month([]) is None


def test_neighbours_are_found_even_from_outside_the_queue(workplan: Workplan, by: User) -> None:
    for code in ("A-11", "A-13", "A-15"):
        submitted(SocietyFactory(code=code), workplan, {1: 40})
    rows = review_queue(manager(), workplan, MAY)

    def around(code: str) -> list[str]:
        found = neighbours(rows, Society(code=code))
        return [row.report.society.code if row else "" for row in found]

    assert around("A-13") == ["A-11", "A-15"]
    assert around("A-12") == ["A-11", "A-13"]
    assert around("A-11") == ["", "A-13"]
    assert around("A-15") == ["A-13", ""]
