"""The pages of review: what a reviewer sees, decides and is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, Workplan
from reforms.services import review, sealing
from societies.models import Society
from tests.factories.reforms import accepted_plan
from tests.factories.societies import SocietyFactory, auditor, manager
from tests.reforms.review.scene import APRIL, HTMX, MAY, decision, entry, submitted, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_the_report_stands_beside_the_month_before(
    browser: Client, report: MonthlyReport, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [4])
    page = browser.get(url("detail"))
    text = page.content.decode()
    assert page.status_code == 200
    rows = page.context["page"].rows
    assert [(row.claim.previous, row.claim.percent, row.change) for row in rows] == [
        (20, 40, 20),
        (30, 20, -10),
    ]
    assert "&lt;b&gt;开展&lt;/b&gt;" in text
    assert "+20" in text
    assert "−10" in text


def test_accepting_a_task_answers_htmx_with_its_row(browser: Client, report: MonthlyReport) -> None:
    answer = browser.post(url("decide", number=1), decision(report, "accepted"), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="task-1"' in text
    assert 'id="task-2"' not in text
    assert 'id="review-summary" hx-swap-oob="true"' in text
    assert "<html" not in text
    assert entry(report).accepted_percent == 40


def test_accepting_a_task_works_without_scripts(browser: Client, report: MonthlyReport) -> None:
    answer = browser.post(url("decide", number=1) + "?state=all", decision(report, "accepted"))
    assert answer.status_code == 302
    assert answer["Location"] == url("detail") + "?state=all#task-1"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "data",
    [
        {"decision": "returned", "reason": " "},
        {"decision": "lowered", "percent": "40", "reason": "材料不足"},
        {"decision": "lowered", "percent": "3.5", "reason": "材料不足"},
        {"decision": "lowered", "percent": "", "reason": "材料不足"},
        {"decision": "pending"},
        {"decision": ""},
    ],
)
def test_a_wrong_decision_is_explained_and_keeps_what_was_typed(
    browser: Client, report: MonthlyReport, data: dict[str, str], headers: dict[str, str]
) -> None:
    answer = browser.post(url("decide", number=1), decision(report, "") | data, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "errorlist" in text
    assert data.get("reason", "").strip() in text
    assert entry(report).decision == Decision.PENDING


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_second_of_two_reviewers_reads_who_was_first(
    browser: Client, report: MonthlyReport, headers: dict[str, str]
) -> None:
    data = decision(report, "returned", reason="请补充佐证")
    review.decide_entry(
        entry=entry(report),
        decision=Decision.ACCEPTED,
        by=manager(name="王处长"),
        at=timezone.now(),
    )
    answer = browser.post(url("decide", number=1), data, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "王处长" in text
    assert "请补充佐证" in text
    assert entry(report).decision == Decision.ACCEPTED


def test_a_report_sealed_meanwhile_is_told(
    browser: Client, report: MonthlyReport, workplan: Workplan
) -> None:
    data = decision(report, "accepted")
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=timezone.now())
    for name, sent in (("decide", data), ("clean", {}), ("finish", {})):
        more = {"number": 1} if name == "decide" else {}
        assert browser.post(url(name, **more), sent).status_code == 409
    assert entry(report).decision == Decision.PENDING


@pytest.mark.parametrize(("make", "is_offered"), [(manager, True), (auditor, False)])
def test_a_manager_is_led_to_opening_a_sealed_month(
    client: Client,
    report: MonthlyReport,
    workplan: Workplan,
    make: Callable[[], User],
    is_offered: bool,
) -> None:
    client.force_login(make())
    address = reverse("reforms:month-reopen", args=[MAY]) + "?society=A-01"
    assert address not in client.get(url("detail")).content.decode()
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=timezone.now())
    assert (address in client.get(url("detail")).content.decode()) is is_offered


def test_clean_tasks_are_accepted_with_one_button(browser: Client, report: MonthlyReport) -> None:
    answer = browser.post(url("clean"))
    assert answer.status_code == 302
    assert entry(report, 1).decision == Decision.ACCEPTED
    assert entry(report, 2).decision == Decision.PENDING


def test_finishing_leads_to_the_next_report(
    browser: Client, report: MonthlyReport, by: User, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02")
    by.portfolio.create(society=other)
    submitted(other, workplan, {1: 10})
    for number in (1, 2):
        browser.post(url("decide", number=number), decision(report, "accepted", number))
    answer = browser.post(url("finish"))
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert answer["Location"].startswith("/review/A-02/2017-05/")


def test_finishing_the_last_report_leads_to_the_queue(
    browser: Client, report: MonthlyReport
) -> None:
    for number in (1, 2):
        browser.post(url("decide", number=number), decision(report, "accepted", number))
    answer = browser.post(url("finish") + "?state=submitted")
    assert answer["Location"].startswith(reverse("reforms:review-queue"))


def test_finishing_with_a_pending_task_says_so(browser: Client, report: MonthlyReport) -> None:
    answer = browser.post(url("finish"))
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_a_return_in_the_past_is_refused_with_the_remark_kept(
    browser: Client, report: MonthlyReport
) -> None:
    browser.post(url("decide", number=1), decision(report, "returned", reason="再核"))
    browser.post(url("decide", number=2), decision(report, "accepted", 2))
    answer = browser.post(url("finish"), {"returned_due_on": "2000-01-01", "note": "请尽快"})
    assert answer.status_code == 422
    assert "请尽快" in answer.content.decode()
    assert browser.post(url("finish"), {"returned_due_on": "x"}).status_code == 422


def test_an_unknown_report_or_task_is_not_found(browser: Client, report: MonthlyReport) -> None:
    assert browser.get(url("detail", month=dt.date(2017, 7, 1))).status_code == 404
    assert browser.get(url("detail", code="Z-99")).status_code == 404
    answer = browser.post(url("decide", number=9), decision(report, "accepted"))
    assert answer.status_code == 404


def test_an_accepted_report_can_be_reviewed_again_while_its_month_is_open(
    browser: Client, report: MonthlyReport
) -> None:
    for number in (1, 2):
        browser.post(url("decide", number=number), decision(report, "accepted", number))
    browser.post(url("finish"))
    assert browser.post(url("again"), {"reason": " "}).status_code == 422
    assert browser.post(url("again"), {"reason": "方案增加了任务"}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert report.entries.get(task__number=1).accepted_percent is not None
    assert browser.post(url("again"), {"reason": "再次"}).status_code == 409
    browser.post(url("decide", number=1), decision(report, "returned", reason="补填新任务"))
    browser.post(url("finish"))
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED


def test_a_report_of_a_sealed_month_is_not_reviewed_again(
    browser: Client, report: MonthlyReport, workplan: Workplan
) -> None:
    for number in (1, 2):
        browser.post(url("decide", number=number), decision(report, "accepted", number))
    browser.post(url("finish"))
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=timezone.now())
    assert browser.post(url("again"), {"reason": "误审"}).status_code == 409
