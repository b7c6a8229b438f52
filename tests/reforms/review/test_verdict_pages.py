"""What the registers say beside a claim under review."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reforms.enums import Decision, ReportState, Verdict
from reforms.models import Evidence, MonthlyReport, Workplan
from reforms.services import review, sealing
from societies.models import PortfolioItem, Society
from tests.factories.checks import verdict_of
from tests.factories.societies import SocietyFactory
from tests.reforms.review.scene import APRIL, IN_TIME, MAY, entry, submitted, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


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
