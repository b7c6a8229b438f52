"""The bulletin as PDF: what it tells, its editions, who can download it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Self

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.enums import JobState
from accounts.models import Job
from reforms.models import Correction, MonthlyIssue, MonthlyReport, Workplan
from reforms.services import corrections, review, sealing
from reports.models import BulletinEdition
from reports.pages.bulletin import BulletinPage, content_digest
from reports.pdf.messages import RenderedPdf
from reports.selectors.public import IssueFigures
from reports.services import bulletin
from reports.tasks import render_bulletin_job
from tests.factories.reforms import report_of, workplan_of
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

APRIL = dt.date(2017, 4, 1)
NOW = dt.datetime(2017, 5, 12, 4, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.7 a bulletin"


class FakeProcess:
    """Renders nothing: the same few bytes each time, after what it was given."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def render(self, html: str, *, identifier: str = "") -> RenderedPdf:
        """Keep the document."""
        self.pages.append(html)
        return RenderedPdf(PDF + identifier.encode() + html[:200].encode(), 1, "")


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> FakeProcess:
    """A process that renders nothing."""
    fake = FakeProcess()
    monkeypatch.setattr(bulletin, "render_process", lambda: fake)
    return fake


@pytest.fixture
def issue() -> MonthlyIssue:
    """April of two societies, one of them late by three days, one without a report."""
    workplan = workplan_of()
    society = SocietyFactory(code="A-01", name_zh="中国数学会")
    SocietyFactory(code="A-02", name_zh="中国物理学会")
    late = dt.datetime(2017, 5, 8, 4, 0, tzinfo=dt.UTC)
    report_of(society, workplan, "2017-04", {1: 30, 2: 10}, first_submitted_at=late)
    return sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)[0]


def correct(issue: MonthlyIssue) -> Correction:
    """Publish a correction to the issue."""
    report, boss = MonthlyReport.objects.get(), manager()
    corrections.reopen_month(
        society=report.society,
        workplan=Workplan.objects.get(),
        month=issue.month,
        reason="填报错误",
        expires_at=NOW + dt.timedelta(days=3),
        by=boss,
        at=NOW,
    )
    report.entries.update(decision="pending")
    report.entries.filter(task__number=1).update(claimed_percent=70)
    MonthlyReport.objects.update(state="submitted")
    review.accept_report(report=report, by=boss, at=NOW)
    return Correction.objects.get()


def test_the_page_tells_who_was_late_and_who_missed(issue: MonthlyIssue) -> None:
    page = BulletinPage(IssueFigures(issue), 1)
    assert [(item["each"].society.code, item["days"]) for item in page.late] == [("A-01", 3)]
    assert [item["each"].society.code for item in page.missing] == ["A-02"]
    assert [band.societies for band in page.bands][:3] == [1, 0, 1]
    assert page.bands[0].width == "100.0"
    assert page.verify_url.endswith(f"/verify/{issue.digest}/")
    assert page.code.startswith("<svg")


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "月度监测通报"), ("en", "bulletin")])
def test_the_document_names_number_and_digest(
    issue: MonthlyIssue, language: str, word: str
) -> None:
    html = bulletin.compose_html(IssueFigures(issue), 1, language)
    assert word in html
    assert issue.digest in html
    assert "style=" not in html


def test_an_issue_gets_one_edition_in_each_language(
    issue: MonthlyIssue, process: FakeProcess
) -> None:
    (job,) = bulletin.request_bulletins()
    assert bulletin.request_bulletins() == []
    render_bulletin_job(job.pk)
    assert {(e.language, e.number) for e in BulletinEdition.objects.all()} == {
        ("zh-hans", 1),
        ("en", 1),
    }
    assert bulletin.wanting_issues() == []
    for edition in BulletinEdition.objects.all():
        with edition.file.open("rb") as file:
            kept = file.read()
        assert edition.file_sha256 == hashlib.sha256(kept).hexdigest()
        assert edition.size == len(kept)


def test_a_correction_brings_a_second_edition(issue: MonthlyIssue, process: FakeProcess) -> None:
    for job in bulletin.request_bulletins():
        render_bulletin_job(job.pk)
    correct(issue)
    for job in bulletin.request_bulletins():
        render_bulletin_job(job.pk)
    assert list(
        BulletinEdition.objects.filter(language="zh-hans").values_list("number", "corrections")
    ) == [(2, 1), (1, 0)]
    assert "填报错误" in process.pages[2]


def test_the_content_changes_with_a_correction(issue: MonthlyIssue) -> None:
    before = content_digest(issue.digest, [])
    assert content_digest(issue.digest, [correct(issue)]) != before


def test_what_fails_again_and_again_is_left_alone(
    issue: MonthlyIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("no fonts")

    monkeypatch.setattr(bulletin, "render_process", refuse)
    for _ in range(bulletin.MOST_FAILURES):
        (job,) = bulletin.request_bulletins()
        render_bulletin_job(job.pk)
    assert Job.objects.filter(state=JobState.FAILED).count() == bulletin.MOST_FAILURES
    assert bulletin.request_bulletins() == []


def test_everybody_downloads_an_edition(
    client: Client, issue: MonthlyIssue, process: FakeProcess
) -> None:
    for job in bulletin.request_bulletins():
        render_bulletin_job(job.pk)
    address = reverse("reports:bulletin-edition", args=[APRIL, "zh-hans", 1])
    assert address in client.get(reverse("reports:issue-detail", args=[APRIL])).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(PDF)  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    missing = reverse("reports:bulletin-edition", args=[APRIL, "zh-hans", 2])
    assert client.get(missing).status_code == 404


def test_a_lost_file_is_not_found(client: Client, issue: MonthlyIssue) -> None:
    edition = BulletinEdition(
        issue=issue, number=1, language="en", pages=1, size=1, published_at=NOW
    )
    edition.file.save("x.pdf", ContentFile(PDF), save=False)
    edition.save()
    edition.file.storage.delete(str(edition.file.name))
    address = reverse("reports:bulletin-edition", args=[APRIL, "en", 1])
    assert client.get(address).status_code == 404
