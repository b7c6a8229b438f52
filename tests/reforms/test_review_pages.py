"""The pages of review: what a reviewer sees, decides and is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, User
from reforms.enums import Decision, ReportState, Verdict
from reforms.models import Evidence, MonthlyReport, ProgressEntry, Workplan
from reforms.selectors.review import entry_token
from reforms.services import review, sealing
from societies.models import PortfolioItem, Society
from tests.factories.checks import verdict_of
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = pytest.mark.django_db

APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
IN_TIME = dt.datetime(2017, 6, 1, 4, 0, tzinfo=dt.UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Set the scene as a command does; requests open their own scope."""
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
    return reviewer(society)


@pytest.fixture
def browser(by: User, client: Client) -> Client:
    """The reviewer, signed in."""
    client.force_login(by)
    return client


def submitted(
    society: Society, workplan: Workplan, percents: dict[int, int | None]
) -> MonthlyReport:
    """A submitted report of May whose entries all have a text."""
    report = report_of(
        society,
        workplan,
        "2017-05",
        percents,
        state=ReportState.SUBMITTED,
        first_submitted_at=IN_TIME,
        submitted_at=IN_TIME,
    )
    report.entries.filter(is_no_change=False).update(narrative="<b>开展</b>了工作")
    return report


@pytest.fixture
def report(society: Society, workplan: Workplan) -> MonthlyReport:
    """May claims 40 on task 1 and falls to 20 on task 2; April was accepted with 20 and 30."""
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    return submitted(society, workplan, {1: 40, 2: 20})


def url(name: str, **more: Any) -> str:
    """The address of a page of the report."""
    return reverse(f"reforms:review-{name}", kwargs={"code": "A-01", "month": MAY, **more})


def entry(report: MonthlyReport, number: int = 1) -> ProgressEntry:
    """The entry of a task as it is now."""
    found: ProgressEntry = report.entries.select_related("task").get(task__number=number)
    return found


def decision(report: MonthlyReport, value: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """What a form sends."""
    report.refresh_from_db()
    return {"decision": value, "seen": entry_token(entry(report, number), report), **more}


def test_the_queue_opens_at_the_month_that_awaits_most(
    browser: Client, report: MonthlyReport
) -> None:
    page = browser.get(reverse("reforms:review-queue"))
    assert page.status_code == 200
    assert page.context["month"].month == MAY
    assert "中国数学会" in page.content.decode()
    assert url("detail") in page.content.decode()


@pytest.mark.parametrize(
    "query", ["", "month=2017-13", "month=x&state=x&flagged=x&discipline=x", "month=1999-01"]
)
def test_the_queue_answers_whatever_stands_in_its_address(
    browser: Client, report: MonthlyReport, query: str
) -> None:
    assert browser.get(f"{reverse('reforms:review-queue')}?{query}").status_code == 200


def test_the_queue_without_anything_says_so(browser: Client) -> None:
    page = browser.get(reverse("reforms:review-queue"))
    assert page.status_code == 200
    assert page.context["month"] is None


def test_the_queue_of_a_month_without_reports_offers_all(
    browser: Client, report: MonthlyReport
) -> None:
    page = browser.get(reverse("reforms:review-queue"), {"month": "2017-06"})
    assert "month=2017-06&amp;state=all" in page.content.decode()


def test_a_reviewer_sees_the_own_portfolio_or_all(
    browser: Client, report: MonthlyReport, workplan: Workplan
) -> None:
    submitted(SocietyFactory(code="A-02"), workplan, {1: 10})
    address = reverse("reforms:review-queue")
    own = [row.report.society.code for row in browser.get(address).context["rows"]]
    everything = browser.get(address, {"portfolio": "all"}).context["rows"]
    assert own == ["A-01"]
    assert [row.report.society.code for row in everything] == ["A-01", "A-02"]


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


def test_bulk_accepts_what_is_ticked_and_of_the_portfolio(
    browser: Client, report: MonthlyReport, by: User, workplan: Workplan
) -> None:
    mine, foreign = SocietyFactory(code="A-02"), SocietyFactory(code="A-03")
    by.portfolio.create(society=mine)
    clean = submitted(mine, workplan, {1: 10})
    outside = submitted(foreign, workplan, {1: 10})
    ticked = [str(r.pk) for r in (clean, outside, report)]
    answer = browser.post(reverse("reforms:review-bulk"), {"reports": ticked}, follow=True)
    states = [MonthlyReport.objects.get(pk=r.pk).state for r in (clean, outside, report)]
    assert states == ["accepted", "submitted", "submitted"]
    assert "A-01" in " ".join(str(m) for m in answer.context["messages"])


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 30]])
def test_bulk_without_a_tick_changes_nothing(
    browser: Client, report: MonthlyReport, ticked: list[str]
) -> None:
    answer = browser.post(reverse("reforms:review-bulk"), {"reports": ticked})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def people(society: Society) -> dict[str, User]:
    """People who must not decide."""
    return {
        "outsider": reviewer(SocietyFactory(code="B-01")),
        "auditor": auditor(),
        "editor": editor(society),
    }


@pytest.mark.parametrize("who", ["outsider", "auditor"])
def test_an_outsider_reads_but_does_not_decide(
    client: Client, report: MonthlyReport, society: Society, who: str
) -> None:
    client.force_login(people(society)[who])
    page = client.get(url("detail"))
    assert page.status_code == 200
    assert url("decide", number=1) not in page.content.decode()
    for name, more in (("decide", {"number": 1}), ("clean", {}), ("finish", {})):
        sent = decision(report, "accepted")
        assert client.post(url(name, **more), sent).status_code == 403
    assert entry(report).decision == Decision.PENDING
    assert not AuditEvent.objects.exists()


def test_society_people_do_not_see_the_review(
    client: Client, report: MonthlyReport, society: Society
) -> None:
    client.force_login(people(society)["editor"])
    assert client.get(url("detail")).status_code == 403
    assert client.get(reverse("reforms:review-queue")).status_code == 403


def test_an_unknown_report_or_task_is_not_found(browser: Client, report: MonthlyReport) -> None:
    assert browser.get(url("detail", month=dt.date(2017, 7, 1))).status_code == 404
    assert browser.get(url("detail", code="Z-99")).status_code == 404
    answer = browser.post(url("decide", number=9), decision(report, "accepted"))
    assert answer.status_code == 404


@pytest.mark.parametrize("make", [reviewer, manager, auditor])
def test_pages_cost_the_same_for_one_report_and_many(
    client: Client,
    report: MonthlyReport,
    society: Society,
    workplan: Workplan,
    make: Callable[[], User],
) -> None:
    user = make()
    client.force_login(user)
    addresses = (
        reverse("reforms:review-queue") + "?state=all&portfolio=all",
        url("detail") + "?portfolio=all",
    )

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    one = cost()
    for _ in range(3):
        submitted(SocietyFactory(), workplan, {1: 10, 2: 100, 4: None})
    assert cost() == one
    assert max(one) <= 15


def test_what_was_sealed_undecided_awaits_nobody(
    browser: Client, report: MonthlyReport, workplan: Workplan
) -> None:
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=timezone.now())
    queue = reverse("reforms:review-queue")
    waiting = browser.get(queue, {"month": "2017-05", "state": "submitted"})
    assert waiting.context["rows"] == []
    every = browser.get(queue, {"month": "2017-05", "state": "all"})
    assert [row.report for row in every.context["rows"]] == [report]
    assert "已封存" in every.content.decode()


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


# what the registers say


def evidence_of(report: MonthlyReport) -> Evidence:
    """A file of the society."""
    made: Evidence = Evidence.objects.create(
        society=report.society, file="x.pdf", name="x.pdf", size=1, sha256="0", uploaded_at=IN_TIME
    )
    return made


@pytest.fixture
def contradicted(society: Society, workplan: Workplan) -> MonthlyReport:
    """May claims 100 on task 1, whose check is not met, and explains why."""
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = submitted(society, workplan, {1: 100, 2: 40})
    report.entries.filter(task__number=1).update(claim_explanation="The list is being merged.")
    return report


def test_a_claim_against_the_registers_shows_verdict_and_explanation(
    browser: Client, contradicted: MonthlyReport
) -> None:
    browser.cookies["language"] = "en"
    text = browser.get(url("detail")).content.decode()
    assert "100% against the registers" in text
    assert "The list is being merged." in text
    assert 'class="review-row is-flagged is-against' in text
    assert "nothing recorded" in text


def test_a_claim_without_an_explanation_says_so(
    browser: Client, contradicted: MonthlyReport
) -> None:
    contradicted.entries.update(claim_explanation="")
    browser.cookies["language"] = "en"
    assert "The society gave no explanation." in browser.get(url("detail")).content.decode()


@pytest.mark.parametrize("verdict", [Verdict.MET, Verdict.NO_DATA, Verdict.JUSTIFIED])
def test_other_verdicts_are_shown_and_flag_nothing(
    browser: Client, society: Society, workplan: Workplan, verdict: Verdict
) -> None:
    verdict_of(society, workplan, 1, verdict)
    submitted(society, workplan, {1: 100})
    browser.cookies["language"] = "en"
    text = browser.get(url("detail")).content.decode()
    assert "task-verdict" in text
    assert "100% against the registers" not in text


def test_bulk_acceptance_passes_over_claims_against_the_registers(
    browser: Client, by: User, contradicted: MonthlyReport
) -> None:
    contradicted.entries.get(task__number=1).evidence.add(evidence_of(contradicted))
    result = review.bulk_accept(reports=[contradicted], by=by, at=timezone.now())
    assert result.left == (contradicted,)
    assert review.accept_clean_entries(report=contradicted, by=by, at=timezone.now()) == 1
    assert entry(contradicted).decision == Decision.PENDING


def test_the_queue_finds_reports_against_the_registers(
    browser: Client, contradicted: MonthlyReport, workplan: Workplan, by: User
) -> None:
    other = SocietyFactory(code="A-02")
    submitted(other, workplan, {1: 100})
    PortfolioItem.objects.create(reviewer=by, society=other)
    queue = reverse("reforms:review-queue")
    both = browser.get(f"{queue}?month=2017-05").context["rows"]
    assert [row.report.society.code for row in both] == ["A-01", "A-02"]
    found = browser.get(f"{queue}?month=2017-05&flagged=registers").context["rows"]
    assert [row.report.society.code for row in found] == ["A-01"]


def test_a_sealed_report_keeps_the_verdicts_it_was_sealed_with(
    browser: Client, contradicted: MonthlyReport, workplan: Workplan
) -> None:
    contradicted.state = ReportState.ACCEPTED
    contradicted.save()
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=timezone.now())
    browser.cookies["language"] = "en"
    text = browser.get(url("detail")).content.decode()
    assert "100% against the registers" not in text  # sealed without any check
