"""The month in the services: writing an entry, the way to CAST, receipts."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Notification, User
from accounts.services.audit import canonical_json
from accounts.services.notifications import notification_text
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, ProgressEntry, Submission, Workplan
from reforms.selectors.months import SocietyMonth, society_month
from reforms.services import corrections, review, sealing
from reforms.services.reports import (
    MonthLocked,
    ReportChanged,
    ReportIncomplete,
    StaleEntry,
    save_entry,
    send_back_to_editor,
    send_to_approver,
    submit_report,
)
from reforms.services.sealing import hold_workplan
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.societies import manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]

APRIL, MAY, JUNE = dt.date(2017, 4, 1), dt.date(2017, 5, 1), dt.date(2017, 6, 1)
IN_MAY = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)
IN_TIME = dt.datetime(2017, 6, 5, 15, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Beijing
TOO_LATE = dt.datetime(2017, 6, 5, 16, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def put(society: Society, workplan: Workplan, clerk: User) -> Any:
    """Save an entry of May."""

    def save(number: int = 1, expected_version: int = 0, **values: Any) -> ProgressEntry:
        given = {"month": MAY, "by": clerk, "at": IN_MAY, **values}
        return save_entry(
            society=society,
            workplan=workplan,
            task=workplan.tasks.get(number=number),
            expected_version=expected_version,
            **given,
        )

    return save


@pytest.fixture
def report(put: Any) -> MonthlyReport:
    """A complete draft of May."""
    put(1, percent=30, narrative="议事规则已修订")
    entry: ProgressEntry = put(2, percent=40)
    return entry.report


def page_of(society: Society, workplan: Workplan, month: dt.date = MAY) -> SocietyMonth:
    """Read the month afresh."""
    return society_month(society, workplan, month, at=IN_TIME)


# entries


def test_first_entry_begins_the_one_report_of_the_month(put: Any, clerk: User) -> None:
    entry = put(1, percent=30)
    assert (entry.percent, entry.version, entry.updated_by) == (30, 1, clerk)
    put(2, percent=40)
    assert MonthlyReport.objects.count() == 1


def test_same_values_again_change_nothing(put: Any) -> None:
    put(1, percent=30)
    assert put(1, 0, percent=30).version == 1


def test_stale_save_is_refused_with_what_the_other_wrote(put: Any) -> None:
    put(1, percent=30, narrative="first")
    with pytest.raises(StaleEntry) as caught:
        put(1, 0, percent=30, narrative="second")
    assert caught.value.current.narrative == "first"
    assert ProgressEntry.objects.get().narrative == "first"


@pytest.mark.parametrize("percent", [0, 100])
def test_percent_at_its_limits_is_kept(put: Any, percent: int) -> None:
    assert put(1, percent=percent).percent == percent


@pytest.mark.parametrize("percent", [-1, 101])
def test_percent_beyond_its_limits_is_refused(put: Any, percent: int) -> None:
    with pytest.raises(ValidationError) as caught:
        put(1, percent=percent)
    assert caught.value.message_dict == {"percent": ["A percent is a whole number from 0 to 100."]}
    assert not MonthlyReport.objects.exists()


def test_percent_and_no_change_exclude_each_other(put: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        put(1, percent=30, is_no_change=True, no_change_reason="waiting")
    assert list(caught.value.message_dict) == ["percent"]


def test_no_change_needs_a_reason(put: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        put(1, is_no_change=True, no_change_reason=" ")
    assert list(caught.value.message_dict) == ["no_change_reason"]
    assert put(1, is_no_change=True, no_change_reason="holidays").is_complete


def test_fall_needs_a_reason_against_the_accepted_percent(
    put: Any, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 50}, accepted={1: 40})
    assert put(1, percent=40).percent == 40
    with pytest.raises(ValidationError) as caught:
        put(1, 1, percent=39)
    assert caught.value.message_dict == {"fall_reason": ["Below the 40% before: say why."]}
    assert put(1, 1, percent=39, fall_reason="recounted").percent == 39


def test_fall_is_measured_against_a_claim_that_waits_but_not_a_returned_one(
    put: Any, society: Society, workplan: Workplan
) -> None:
    april = report_of(society, workplan, "2017-04", {1: 50}, state=ReportState.SUBMITTED)
    with pytest.raises(ValidationError):
        put(1, percent=49)
    april.entries.update(decision=Decision.RETURNED)
    assert put(1, percent=49).percent == 49


def test_task_that_is_not_owed_is_refused(put: Any, society: Society, workplan: Workplan) -> None:
    with pytest.raises(MonthLocked):
        put(4, percent=10)
    accepted_plan(society, workplan, [4])
    assert put(4, percent=10, measured_value=Decimal("1.5")).measured_value == Decimal("1.5")


def test_month_before_it_begins_is_closed(put: Any) -> None:
    last_second = dt.datetime(2017, 5, 31, 15, 59, 59, tzinfo=dt.UTC)
    with pytest.raises(MonthLocked):
        put(1, percent=10, month=JUNE, at=last_second)
    assert put(1, percent=10, month=JUNE, at=last_second + dt.timedelta(seconds=1))


def test_month_outside_the_workplan_is_closed(put: Any) -> None:
    with pytest.raises(MonthLocked):
        put(1, percent=10, month=dt.date(2017, 3, 1))


def test_change_of_a_figure_is_audited_and_words_alone_are_not(put: Any) -> None:
    put(1, percent=30)
    put(1, 1, percent=30, narrative="words")
    events = AuditEvent.objects.filter(action="entry.changed")
    changes = events.values_list("before__percent", "after__percent")
    assert list(changes) == [(None, 30)]


# through the society


def test_incomplete_report_is_not_sent_and_says_what_is_missing(
    put: Any, clerk: User, chief: User
) -> None:
    entry = put(1, percent=30)
    with pytest.raises(ReportIncomplete) as caught:
        send_to_approver(report=entry.report, by=clerk, at=IN_MAY)
    assert [row.task.number for row in caught.value.missing] == [2]
    assert caught.value.messages == ["1 task is still missing: 2."]


def test_sending_tells_the_approver_once(report: MonthlyReport, clerk: User, chief: User) -> None:
    send_to_approver(report=report, by=clerk, at=IN_MAY)
    send_to_approver(report=report, by=clerk, at=IN_MAY)
    report.refresh_from_db()
    assert report.state == ReportState.IN_SOCIETY_REVIEW
    told = Notification.objects.get(kind="report-sent")
    assert told.recipient == chief
    assert told.url == "/months/A-01/2017-05/check/"
    assert "waits for your check" in notification_text(told)[0]


def test_sending_without_an_approver_says_so(report: MonthlyReport, clerk: User) -> None:
    with pytest.raises(ValidationError, match="no approver"):
        send_to_approver(report=report, by=clerk, at=IN_MAY)


def test_sending_back_needs_a_remark_and_tells_the_editor(
    report: MonthlyReport, clerk: User, chief: User
) -> None:
    send_to_approver(report=report, by=clerk, at=IN_MAY)
    with pytest.raises(ValidationError):
        send_back_to_editor(report=report, by=chief, reason=" ", at=IN_MAY)
    send_back_to_editor(report=report, by=chief, reason="Say <more> on task 1", at=IN_MAY)
    report.refresh_from_db()
    assert (report.state, report.note) == (ReportState.DRAFT, "Say <more> on task 1")
    told = Notification.objects.get(kind="report-sent-back")
    assert told.recipient == clerk
    assert "Say <more> on task 1" in notification_text(told)[1]


def test_report_not_with_the_approver_cannot_be_sent_back(
    report: MonthlyReport, chief: User
) -> None:
    with pytest.raises(MonthLocked):
        send_back_to_editor(report=report, by=chief, reason="?", at=IN_MAY)


# to CAST


def test_submission_fixes_the_claims_and_gives_a_receipt(
    report: MonthlyReport, chief: User, society: Society
) -> None:
    submission = submit_report(report=report, by=chief, at=IN_TIME)
    report.refresh_from_db()
    assert (report.state, report.first_submitted_at) == (ReportState.SUBMITTED, IN_TIME)
    assert list(report.entries.values_list("claimed_percent", "is_submitted", "decision")) == [
        (30, True, Decision.PENDING),
        (40, True, Decision.PENDING),
    ]
    assert submission.receipt_number == "2017-05/A-01/1"
    assert [entry["percent"] for entry in submission.content["entries"]] == [30, 40]
    assert submission.is_late is False


def test_digest_can_be_computed_from_the_stored_content(report: MonthlyReport, chief: User) -> None:
    number = submit_report(report=report, by=chief, at=IN_TIME).pk
    stored = Submission.objects.get(pk=number)
    assert stored.digest == hashlib.sha256(canonical_json(stored.content)).hexdigest()


@pytest.mark.parametrize(("at", "is_late"), [(IN_TIME, False), (TOO_LATE, True)])
def test_submission_is_late_from_midnight_in_beijing(
    report: MonthlyReport, chief: User, at: dt.datetime, is_late: bool
) -> None:
    assert submit_report(report=report, by=chief, at=at).is_late is is_late


def test_double_click_gives_one_submission(report: MonthlyReport, chief: User) -> None:
    first = submit_report(report=report, by=chief, at=IN_TIME)
    assert submit_report(report=report, by=chief, at=TOO_LATE) == first
    assert Submission.objects.count() == 1


def test_submission_takes_turns_with_sealing(report: MonthlyReport, chief: User) -> None:
    """Else a seal that runs meanwhile would leave the submission out and shut it in."""
    with patch("reforms.services.reports.hold_workplan", wraps=hold_workplan) as hold:
        submit_report(report=report, by=chief, at=IN_TIME)
    hold.assert_called_once_with(report.workplan)


def test_incomplete_report_is_not_submitted(put: Any, chief: User) -> None:
    entry = put(1, percent=30)
    with pytest.raises(ReportIncomplete):
        submit_report(report=entry.report, by=chief, at=IN_TIME)
    assert not Submission.objects.exists()


def test_report_changed_while_it_was_read_is_not_submitted(
    report: MonthlyReport, put: Any, chief: User, society: Society, workplan: Workplan
) -> None:
    seen = page_of(society, workplan).fingerprint
    put(1, 1, percent=31)
    with pytest.raises(ReportChanged):
        submit_report(report=report, by=chief, at=IN_TIME, seen=seen)
    fresh = page_of(society, workplan).fingerprint
    submit_report(report=report, by=chief, at=IN_TIME, seen=fresh)
    assert Submission.objects.count() == 1


def test_evidence_added_while_it_was_read_counts_as_a_change(
    report: MonthlyReport, chief: User, society: Society, workplan: Workplan
) -> None:
    seen = page_of(society, workplan).fingerprint
    proof = report.society.evidence.create(
        name="a.pdf", size=1, sha256="0" * 64, uploaded_at=IN_MAY, uploaded_by=chief
    )
    report.entries.get(task__number=1).evidence.add(proof)
    with pytest.raises(ReportChanged):
        submit_report(report=report, by=chief, at=IN_TIME, seen=seen)


def test_submission_tells_the_reviewers_else_the_managers(
    report: MonthlyReport, chief: User, society: Society
) -> None:
    head = manager()
    submit_report(report=report, by=chief, at=IN_TIME)
    assert Notification.objects.get(kind="report-submitted").recipient == head


def test_submission_tells_the_reviewer_of_the_society(
    report: MonthlyReport, chief: User, society: Society
) -> None:
    manager()
    liaison = reviewer(society)
    submit_report(report=report, by=chief, at=IN_TIME)
    assert Notification.objects.get(kind="report-submitted").recipient == liaison


def test_submitted_report_is_closed(report: MonthlyReport, put: Any, chief: User) -> None:
    submit_report(report=report, by=chief, at=IN_TIME)
    with pytest.raises(MonthLocked):
        put(1, 1, percent=99)
    with pytest.raises(MonthLocked):
        send_to_approver(report=report, by=chief, at=IN_TIME)


def test_only_returned_tasks_can_be_changed_and_a_second_submission_keeps_the_first_date(
    report: MonthlyReport, put: Any, chief: User, society: Society, workplan: Workplan
) -> None:
    submit_report(report=report, by=chief, at=IN_TIME)
    head = manager()
    by_number = {entry.task.number: entry for entry in report.entries.all()}
    review.decide_entry(entry=by_number[1], decision=Decision.ACCEPTED, by=head, at=TOO_LATE)
    review.decide_entry(
        entry=by_number[2], decision=Decision.RETURNED, by=head, at=TOO_LATE, reason="no proof"
    )
    review.finish_review(report=report, by=head, at=TOO_LATE)
    with pytest.raises(MonthLocked):
        put(1, 1, percent=99)
    later = TOO_LATE + dt.timedelta(days=1)
    assert page_of(society, workplan).row(2).is_unanswered  # type: ignore[union-attr]
    put(2, 1, percent=41, at=later)
    assert not page_of(society, workplan).row(2).is_unanswered  # type: ignore[union-attr]
    again = submit_report(report=report, by=chief, at=later)
    assert (again.number, again.receipt_number) == (2, "2017-05/A-01/2")
    assert again.is_late is False
    assert list(report.entries.values_list("claimed_percent", "decision", "accepted_percent")) == [
        (30, Decision.ACCEPTED, 30),
        (41, Decision.PENDING, None),
    ]


def test_sealed_month_is_closed_until_it_is_opened_again(
    report: MonthlyReport, put: Any, chief: User, society: Society, workplan: Workplan
) -> None:
    head, night = manager(), dt.datetime(2017, 6, 12, 4, 0, tzinfo=dt.UTC)
    sealing.seal_month(workplan=workplan, month=APRIL, at=night)
    sealing.seal_month(workplan=workplan, month=MAY, at=night)
    with pytest.raises(MonthLocked, match="sealed"):
        put(1, 1, percent=31, at=night)
    with pytest.raises(MonthLocked, match="sealed"):
        submit_report(report=report, by=chief, at=night)
    expires = night + dt.timedelta(days=2)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=MAY,
        reason="wrong count",
        expires_at=expires,
        by=head,
        at=night,
    )
    put(1, 1, percent=31, at=night)
    with pytest.raises(MonthLocked, match="sealed"):
        put(1, 2, percent=32, at=expires)
    assert submit_report(report=report, by=chief, at=night).is_late is True


def test_progress_shows_what_the_society_would_stand_at(
    society: Society, workplan: Workplan, put: Any
) -> None:
    report_of(society, workplan, "2017-04", {1: 10, 2: 20})
    put(1, percent=30)
    page = page_of(society, workplan)
    assert [page.progress, page.progress_before, page.change] == [25, 15, 10]
    assert (page.filled, [row.task.number for row in page.missing]) == (1, [2])
