"""Review by CAST: decisions one by one, the end of a review, many reports at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.enums import Delivery
from accounts.models import AuditEvent, Notification, User
from accounts.services.notifications import notification_text
from accounts.services.trail_check import check_trail
from reforms.enums import Decision, ReportState
from reforms.models import Correction, MonthlyReport, ProgressEntry, Workplan
from reforms.selectors import figures
from reforms.selectors.review import entry_token, review_months
from reforms.services import corrections, review, sealing
from societies.models import Society
from tests.factories.reforms import report_of
from tests.factories.societies import SocietyFactory, approver, editor, manager
from tests.reforms.review.scene import APRIL, MAY, entry, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


AT = dt.datetime(2017, 6, 6, 4, 0, tzinfo=dt.UTC)


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


def test_accepting_takes_the_claimed_percent(steady: MonthlyReport, by: User) -> None:
    decide(steady, Decision.ACCEPTED, by)
    now = entry(steady)
    assert (now.decision, now.accepted_percent, now.decided_by) == (Decision.ACCEPTED, 40, by)
    steady.refresh_from_db()
    assert steady.state == ReportState.SUBMITTED


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
    steady: MonthlyReport, by: User, percent: int, taken: int
) -> None:
    decided = decide(steady, Decision.LOWERED, by, percent=percent, reason="材料不足")
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
    steady: MonthlyReport,
    by: User,
    decision: Decision,
    percent: int | None,
    reason: str,
    field: str,
) -> None:
    with pytest.raises(ValidationError) as refused:
        decide(steady, decision, by, percent=percent, reason=reason)
    assert list(refused.value.message_dict) == [field]
    assert entry(steady).decision == Decision.PENDING


def test_no_change_cannot_be_lowered(society: Society, workplan: Workplan, by: User) -> None:
    report = submitted(society, workplan, {1: None})
    with pytest.raises(ValidationError):
        decide(report, Decision.LOWERED, by, percent=0, reason="无")


def test_returning_takes_an_earlier_acceptance_back(steady: MonthlyReport, by: User) -> None:
    decide(steady, Decision.ACCEPTED, by)
    decide(steady, Decision.RETURNED, by, reason="请补充佐证")
    now = entry(steady)
    assert (now.decision, now.accepted_percent) == (Decision.RETURNED, None)


def test_a_decision_is_in_the_audit_trail(steady: MonthlyReport, by: User) -> None:
    decide(steady, Decision.LOWERED, by, percent=30, reason="材料不足")
    event = AuditEvent.objects.get(action="entry.decided")
    assert (event.actor, event.scope, event.reason) == (by, "A-01", "材料不足")
    assert event.before is not None
    assert event.after is not None
    assert event.before["decision"] == "pending"
    assert event.after["accepted_percent"] == 30


def test_the_second_of_two_reviewers_is_told(steady: MonthlyReport, by: User) -> None:
    seen = entry_token(entry(steady), steady)
    decide(steady, Decision.ACCEPTED, by, seen=seen)
    with pytest.raises(review.ReviewConflict, match="李四"):
        decide(steady, Decision.RETURNED, manager(), reason="不行", seen=seen)
    assert entry(steady).decision == Decision.ACCEPTED


def test_a_task_sent_again_meanwhile_is_told(steady: MonthlyReport, by: User) -> None:
    seen = entry_token(entry(steady), steady)
    MonthlyReport.objects.filter(pk=steady.pk).update(submitted_at=AT)
    with pytest.raises(review.ReviewConflict):
        decide(steady, Decision.ACCEPTED, by, seen=seen)


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
    steady: MonthlyReport, by: User, state: ReportState
) -> None:
    MonthlyReport.objects.filter(pk=steady.pk).update(state=state)
    with pytest.raises(review.ReviewConflict):
        decide(steady, Decision.ACCEPTED, by)
    with pytest.raises(review.ReviewConflict):
        review.finish_review(report=steady, by=by, at=AT)


def test_a_sealed_month_cannot_be_decided(
    steady: MonthlyReport, workplan: Workplan, by: User
) -> None:
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=AT)
    with pytest.raises(review.ReviewConflict):
        decide(steady, Decision.ACCEPTED, by)
    assert review_months(by, is_own=True)[0].awaiting == 0


def test_a_review_cannot_end_while_a_task_is_pending(steady: MonthlyReport, by: User) -> None:
    decide(steady, Decision.ACCEPTED, by)
    with pytest.raises(ValidationError, match="1"):
        review.finish_review(report=steady, by=by, at=AT)
    steady.refresh_from_db()
    assert steady.state == ReportState.SUBMITTED
    assert not Notification.objects.exists()


def test_a_finished_review_accepts_the_report_and_tells_the_society(
    steady: MonthlyReport, society: Society, by: User
) -> None:
    told = {editor(society).pk, approver(society).pk}
    editor(SocietyFactory())
    decide(steady, Decision.ACCEPTED, by)
    decide(steady, Decision.LOWERED, by, 2, percent=10, reason="材料不足")
    done = review.finish_review(report=steady, by=by, at=AT)
    steady.refresh_from_db()
    assert done.state == steady.state == ReportState.ACCEPTED
    assert (steady.decided_by, steady.decided_at) == (by, AT)
    notices = list(Notification.objects.filter(kind="report-accepted"))
    assert {notice.recipient_id for notice in notices} == told
    assert all(notice.delivery == Delivery.AT_ONCE for notice in notices)
    with translation.override("en"):
        subject, body = notification_text(notices[0])
    assert "May 2017" in subject
    assert "材料不足" in body
    assert "10%" in body


def test_a_returned_task_returns_the_report_with_a_day(
    steady: MonthlyReport, society: Society, by: User
) -> None:
    editor(society)
    Workplan.objects.update(return_days=7)
    decide(steady, Decision.RETURNED, by, reason="请补充佐证")
    decide(steady, Decision.ACCEPTED, by, 2)
    steady = MonthlyReport.objects.get(pk=steady.pk)
    review.finish_review(report=steady, by=by, at=AT, note="请尽快")
    steady.refresh_from_db()
    assert (steady.state, steady.returned_due_on) == (ReportState.RETURNED, dt.date(2017, 6, 13))
    assert entry(steady, 2).accepted_percent == 30
    with translation.override("en"):
        subject, body = notification_text(Notification.objects.get(kind="report-returned"))
    assert "2017-06-13" in subject
    assert "请补充佐证" in body
    assert "请尽快" in body


@pytest.mark.parametrize(
    ("due_on", "is_taken"), [(dt.date(2017, 6, 6), True), (dt.date(2017, 6, 5), False)]
)
def test_a_return_is_due_today_at_the_earliest(
    steady: MonthlyReport, by: User, due_on: dt.date, is_taken: bool
) -> None:
    decide(steady, Decision.RETURNED, by, reason="请补充佐证")
    decide(steady, Decision.ACCEPTED, by, 2)
    if is_taken:
        done = review.finish_review(report=steady, by=by, at=AT, returned_due_on=due_on)
        assert done.returned_due_on == due_on
    else:
        with pytest.raises(ValidationError) as refused:
            review.finish_review(report=steady, by=by, at=AT, returned_due_on=due_on)
        assert list(refused.value.message_dict) == ["returned_due_on"]


def test_clean_tasks_are_accepted_together(society: Society, workplan: Workplan, by: User) -> None:
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    report = submitted(society, workplan, {1: 40, 2: 20})
    assert review.accept_clean_entries(report=report, by=by, at=AT) == 1
    assert (entry(report, 1).decision, entry(report, 1).accepted_percent) == ("accepted", 40)
    assert entry(report, 2).decision == Decision.PENDING
    assert AuditEvent.objects.filter(action="entry.decided").count() == 1


def test_accept_report_accepts_all_that_is_pending(steady: MonthlyReport, by: User) -> None:
    decide(steady, Decision.LOWERED, by, percent=30, reason="材料不足")
    review.accept_report(report=steady, by=by, at=AT)
    steady.refresh_from_db()
    assert steady.state == ReportState.ACCEPTED
    assert (entry(steady, 1).accepted_percent, entry(steady, 2).accepted_percent) == (30, 30)


def test_an_accepted_reopened_report_publishes_a_correction(
    steady: MonthlyReport, society: Society, workplan: Workplan, by: User
) -> None:
    review.accept_report(report=steady, by=by, at=AT)
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
    steady.entries.filter(task__number=1).update(claimed_percent=60, decision=Decision.PENDING)
    steady.entries.filter(task__number=2).update(decision=Decision.PENDING)
    MonthlyReport.objects.filter(pk=steady.pk).update(state=ReportState.SUBMITTED)
    decide(steady, Decision.RETURNED, by, reason="再核")
    assert entry(steady).accepted_percent == 40
    decide(steady, Decision.ACCEPTED, by)
    decide(steady, Decision.ACCEPTED, by, 2)
    review.finish_review(report=steady, by=by, at=AT)
    correction = Correction.objects.get()
    assert correction.changes["tasks"]["1"]["accepted"] == {"old": 40, "new": 60}
    assert not steady.reopenings.filter(closed_at__isnull=True).exists()


def test_bulk_accepts_the_clean_and_leaves_the_rest(
    steady: MonthlyReport, workplan: Workplan, by: User
) -> None:
    flagged = submitted(SocietyFactory(), workplan, {1: 100})
    returned = submitted(SocietyFactory(), workplan, {1: 40, 2: 40})
    decide(returned, Decision.RETURNED, by, reason="再核")
    draft = report_of(SocietyFactory(), workplan, "2017-05", {1: 5}, state=ReportState.DRAFT)
    everything = [steady, flagged, returned, draft]
    result = review.bulk_accept(reports=everything, by=by, at=AT)
    assert [r.pk for r in result.accepted] == [steady.pk]
    assert {r.pk for r in result.left} == {flagged.pk, returned.pk, draft.pk}
    states = [MonthlyReport.objects.get(pk=r.pk).state for r in everything]
    assert states == ["accepted", "submitted", "submitted", "draft"]
    assert entry(steady).accepted_percent == 40
    assert entry(draft).decision == Decision.PENDING
    assert list(AuditEvent.objects.values_list("action", flat=True)).count("report.accepted") == 1
    assert check_trail().is_intact


def test_bulk_accept_keeps_what_was_lowered(
    steady: MonthlyReport, workplan: Workplan, by: User
) -> None:
    decide(steady, Decision.LOWERED, by, percent=30, reason="材料不足")
    review.bulk_accept(reports=[steady], by=by, at=AT)
    assert entry(steady).accepted_percent == 30


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
