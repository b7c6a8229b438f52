"""The month handed on: from the editor to the approver, to CAST, and back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, Submission, Workplan
from reforms.services import review, sealing
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.societies import manager
from tests.reforms.entry.scene import AT, MAY, PAGE, fill, percents, save_one, typed

pytestmark = pytest.mark.django_db


def test_editor_sends_and_approver_submits_and_gets_a_receipt(at_work: Client, chief: User) -> None:
    data = {**typed(1, percent="30"), **typed(2, percent="40")}
    assert at_work.post(f"{PAGE}send/", data).status_code == 302
    assert MonthlyReport.objects.get().state == ReportState.IN_SOCIETY_REVIEW
    assert at_work.post(f"{PAGE}submit/").status_code == 403
    at_work.force_login(chief)
    check = at_work.get(f"{PAGE}check/")
    seen = check.context["page"].fingerprint
    for _ in range(2):
        answer = at_work.post(f"{PAGE}submit/", {"seen": seen})
        assert answer["Location"] == f"{PAGE}receipts/1/"
    receipt = at_work.get(f"{PAGE}receipts/1/").content.decode()
    submission = Submission.objects.get()
    assert "2017-05/A-01/1" in receipt
    assert submission.digest in receipt
    assert "2017-05-20 12:00:00" in receipt
    assert "On time" in receipt


def test_incomplete_report_stays_and_says_what_is_missing(at_work: Client, chief: User) -> None:
    answer = at_work.post(f"{PAGE}send/", typed(1, percent="30"))
    assert answer.status_code == 422
    assert "1 task is still missing: 2." in answer.content.decode()
    assert percents() == {1: 30}
    at_work.force_login(chief)
    assert at_work.post(f"{PAGE}submit/").status_code == 422
    assert not Submission.objects.exists()


def test_nothing_written_cannot_be_sent(at_work: Client, chief: User) -> None:
    assert at_work.post(f"{PAGE}send/").status_code == 422
    assert not MonthlyReport.objects.exists()


def test_approver_alone_cannot_send_to_approver(
    client: Client, chief: User, workplan: Workplan
) -> None:
    client.force_login(chief)
    assert client.post(f"{PAGE}send/").status_code == 403


def test_sending_back_needs_a_remark_which_the_editor_reads(at_work: Client, chief: User) -> None:
    fill(at_work)
    at_work.post(f"{PAGE}send/")
    at_work.force_login(chief)
    answer = at_work.post(f"{PAGE}send-back/", {"remark": " "})
    assert answer.status_code == 422
    assert "Say what the editor should change." in answer.content.decode()
    assert at_work.post(f"{PAGE}send-back/", {"remark": "More on task 2"}).status_code == 302
    assert "More on task 2" in at_work.get(PAGE).content.decode()


def test_report_changed_while_read_answers_409(at_work: Client, chief: User) -> None:
    fill(at_work)
    at_work.force_login(chief)
    seen = at_work.get(f"{PAGE}check/").context["page"].fingerprint
    save_one(at_work, 1, percent="31", version=1)
    assert at_work.post(f"{PAGE}submit/", {"seen": seen}).status_code == 409
    assert not Submission.objects.exists()


def test_person_with_both_roles_goes_from_the_page_to_the_check(
    client: Client, society: Society, chief: User, workplan: Workplan
) -> None:
    client.force_login(chief)
    answer = client.post(PAGE, {**typed(1, percent="30"), "then": "check"})
    assert answer["Location"] == f"{PAGE}check/"


def test_check_shows_change_and_what_a_reviewer_would_ask(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    save_one(at_work, 1, percent="100")
    save_one(at_work, 2, percent="25", fall_reason="recount", narrative="x")
    page = at_work.get(f"{PAGE}check/").content.decode()
    assert "+80" in page
    assert "−5" in page
    assert "recount" in page
    assert "100% without evidence" in page


def test_returned_page_opens_the_returned_task_only(
    at_work: Client, society: Society, workplan: Workplan, chief: User
) -> None:
    fill(at_work)
    at_work.force_login(chief)
    at_work.post(f"{PAGE}submit/")
    report, head = MonthlyReport.objects.get(), manager()
    by_number = {entry.task.number: entry for entry in report.entries.all()}
    review.decide_entry(entry=by_number[1], decision=Decision.ACCEPTED, by=head, at=AT)
    review.decide_entry(
        entry=by_number[2], decision=Decision.RETURNED, by=head, at=AT, reason="no proof at all"
    )
    review.finish_review(report=report, by=head, at=AT)
    page = at_work.get(PAGE).content.decode()
    assert "t1-percent" not in page
    assert "t2-percent" in page
    assert "no proof at all" in page


def test_sealed_page_is_to_be_read_only(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    fill(at_work)
    later = AT + dt.timedelta(days=30)
    sealing.seal_month(workplan=workplan, month=dt.date(2017, 4, 1), at=later)
    sealing.seal_month(workplan=workplan, month=MAY, at=later)
    page = at_work.get(PAGE).content.decode()
    assert "t1-percent" not in page
    assert "The month is sealed" in page


def test_sealed_month_keeps_the_tasks_it_was_sealed_with(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    later = AT + dt.timedelta(days=30)
    sealing.seal_month(workplan=workplan, month=dt.date(2017, 4, 1), at=later)
    sealing.seal_month(workplan=workplan, month=MAY, at=later)
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    assert list(at_work.get(PAGE).context["form"].rows) == [1, 2]
