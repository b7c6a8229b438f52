"""The pages of the queue: what awaits whom, many reports at once, and who stays out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, Workplan
from reforms.services import sealing
from societies.models import Society
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer
from tests.reforms.review.scene import APRIL, MAY, decision, entry, submitted, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


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
