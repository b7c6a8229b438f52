"""Pages of annual reports, as the society, CAST and the public meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import Job, User
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReport, AnnualReportSection, PublishedAnnualReport
from reports.models.annual import MAX_SECTION_LENGTH
from reports.pdf.messages import RenderedPdf
from reports.services import annual
from reports.services.annual_versions import keep_version
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, small_year
from tests.factories.societies import (
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def after_the_year() -> Iterator[None]:
    with time_machine.travel(AFTER_YEAR, tick=False):
        yield


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Keep jobs from the broker; the list holds those that were queued."""
    jobs: list[Job] = []
    for module in ("annual", "annual_list"):
        monkeypatch.setattr(f"reports.views.{module}.queue_job", jobs.append)
    return jobs


@pytest.fixture
def year() -> Year:
    return small_year()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *parts: Any) -> str:
    return reverse(f"reports:annual-report-{name}", args=parts or (2017, "A-01"))


def published(year: Year, data: bytes = b"%PDF-1") -> PublishedAnnualReport:
    report = annual_report_of(year, AnnualReportState.ACCEPTED)
    with scopes_disabled():
        version = keep_version(
            report=report,
            language="zh-hans",
            digest="d" * 64,
            pdf=RenderedPdf(data, 12),
            by=None,
            at=AFTER_YEAR,
        )
        return annual.publish_report(report=report, version=version, by=None, at=AFTER_YEAR)


def test_menu_leads_to_the_report_of_ones_society(year: Year) -> None:
    response = signed_in(editor(year.society)).get(reverse("reports:annual-report-current"))
    assert response["Location"] == page("detail")


def test_menu_leads_cast_to_the_list(year: Year) -> None:
    response = signed_in(auditor()).get(reverse("reports:annual-report-current"))
    assert response["Location"] == reverse("reports:annual-report-list")


def test_menu_without_a_workplan_says_so() -> None:
    response = signed_in(editor(SocietyFactory())).get(reverse("reports:annual-report-current"))
    assert response.status_code == 200


def test_looking_at_a_report_nobody_began_makes_none(year: Year) -> None:
    client = signed_in(editor(year.society))
    for name in ("detail", "edit"):
        assert client.get(page(name)).status_code == 200
    with scopes_disabled():
        assert not AnnualReport.objects.exists()


def test_another_society_meets_404_and_changes_nothing(year: Year) -> None:
    annual_report_of(year)
    client = signed_in(approver(SocietyFactory(code="B-01")))
    for name in ("detail", "edit", "review"):
        assert client.get(page(name)).status_code == 404
    for name in ("submit", "render", "publish", "review"):
        assert client.post(page(name), {"accept": "1", "language": "en"}).status_code == 404
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "draft"


def test_editor_may_not_submit_and_society_may_not_review(year: Year) -> None:
    annual_report_of(year)
    assert signed_in(editor(year.society)).post(page("submit")).status_code == 403
    boss = signed_in(approver(year.society))
    assert boss.post(page("review"), {"accept": "1"}).status_code == 403
    assert boss.post(page("publish")).status_code == 403


def test_section_is_saved_and_answers_the_new_version(year: Year) -> None:
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    response = client.post(address, {"text": "收入与支出", "version": "0"}, headers=HTMX)
    content = response.content.decode()
    assert response.status_code == 200
    assert 'id="version-finance"' in content
    assert 'value="1"' in content
    assert "2018-01-20 09:00" in content
    with scopes_disabled():
        assert AnnualReportSection.objects.get().text == "收入与支出"


def test_section_over_the_limit_says_how_long_it_is(year: Year) -> None:
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    answer = client.post(address, {"text": "字" * (MAX_SECTION_LENGTH + 1), "version": 0})
    assert answer.status_code == 422
    assert f"{MAX_SECTION_LENGTH + 1}" in answer.content.decode()
    assert f"{MAX_SECTION_LENGTH}" in answer.content.decode()


def test_editor_is_told_who_submits_when_all_is_written(year: Year) -> None:
    annual_report_of(year)
    words = "The approver of the society submits it"
    assert (
        words
        in signed_in(editor(year.society)).get(page("detail"), headers=ENGLISH).content.decode()
    )
    assert (
        words
        not in signed_in(approver(year.society))
        .get(page("detail"), headers=ENGLISH)
        .content.decode()
    )


def test_section_saved_without_script_returns_to_the_page(year: Year) -> None:
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    response = client.post(address, {"text": "收入", "version": "0"})
    assert response["Location"] == page("edit")


def test_second_save_of_two_people_gets_both_texts(year: Year) -> None:
    report = annual_report_of(year, text="甲的文字")
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    for headers in ({}, HTMX):
        response = client.post(address, {"text": "乙的文字", "version": "0"}, headers=headers)
        content = response.content.decode()
        assert response.status_code == 409
        assert "甲的文字" in content
        assert "乙的文字" in content
    with scopes_disabled():
        assert report.sections.get(head="finance").text == "甲的文字"


@pytest.mark.parametrize("data", [{"text": "x"}, {"text": "x", "version": "a"}])
def test_section_without_a_version_is_not_saved(year: Year, data: dict[str, str]) -> None:
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    assert client.post(address, data, headers=HTMX).status_code == 422


def test_section_of_a_submitted_report_says_why_not(year: Year) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    client = signed_in(editor(year.society))
    address = page("section", 2017, "A-01", "finance")
    response = client.post(address, {"text": "改", "version": "1"}, headers=HTMX)
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("code", "head", "when"), [("A-01", "gossip", 2017), ("A-01", "finance", 1999)]
)
def test_section_that_does_not_exist_is_404(year: Year, code: str, head: str, when: int) -> None:
    client = signed_in(editor(year.society))
    response = client.post(page("section", when, code, head), {"text": "x", "version": "0"})
    assert response.status_code == 404


def test_approver_submits_and_is_told_so(year: Year) -> None:
    annual_report_of(year)
    response = signed_in(approver(year.society)).post(page("submit"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "submitted"


def test_incomplete_report_is_not_submitted_and_the_chapter_named(year: Year) -> None:
    report = annual_report_of(year)
    with scopes_disabled():
        report.sections.filter(head="finance").delete()
    response = signed_in(approver(year.society)).post(page("submit"), follow=True)
    [message] = response.context["messages"]
    assert str(AnnualReportHead.FINANCE.label) in str(message)
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "draft"


def test_reviewer_returns_only_with_a_reason(year: Year) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    client = signed_in(reviewer(year.society))
    response = client.post(page("review"), {"return": "1", "reason": " "})
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    response = client.post(page("review"), {"return": "1", "reason": "请补充"})
    assert response["Location"] == page("detail")
    with scopes_disabled():
        assert AnnualReport.objects.get().return_reason == "请补充"


def test_reviewer_accepts_within_the_portfolio_only(year: Year) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    other = signed_in(reviewer(SocietyFactory(code="B-01")))
    assert other.post(page("review"), {"accept": "1"}).status_code == 403
    signed_in(reviewer(year.society)).post(page("review"), {"accept": "1"})
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "accepted"


def test_review_of_what_nobody_began_is_404(year: Year) -> None:
    assert signed_in(manager()).post(page("review"), {"accept": "1"}).status_code == 404


def test_publish_asks_for_one_job_even_when_clicked_twice(year: Year, queued: list[Job]) -> None:
    annual_report_of(year, AnnualReportState.ACCEPTED)
    client = signed_in(manager())
    client.post(page("publish"))
    client.post(page("publish"))
    assert Job.objects.count() == 1
    assert Job.objects.get().params["publish"] is True
    assert {job.pk for job in queued} == {Job.objects.get().pk}


def test_publish_before_acceptance_asks_for_nothing(year: Year, queued: list[Job]) -> None:
    annual_report_of(year)
    response = signed_in(manager()).post(page("publish"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not queued


def test_render_asks_for_a_job_that_the_page_shows(year: Year, queued: list[Job]) -> None:
    client = signed_in(editor(year.society))
    response = client.post(page("render"), {"language": "en"}, follow=True)
    [job] = queued
    assert job.params["language"] == "en"
    assert reverse("accounts:job-progress", args=(job.pk,)) in response.content.decode()
    assert client.post(page("render"), {"language": "fr"}).status_code == 404


def test_download_gives_the_file_to_the_society(year: Year) -> None:
    published(year)
    client = signed_in(editor(year.society))
    response = client.get(page("download", 2017, "A-01", 1))
    assert b"".join(response) == b"%PDF-1"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert client.get(page("download", 2017, "A-01", 2)).status_code == 404


def test_download_of_a_lost_file_is_404(year: Year) -> None:
    edition = published(year)
    with scopes_disabled():
        version = edition.report.versions.get()
    version.file.storage.delete(str(version.file.name))
    client = signed_in(editor(year.society))
    assert client.get(page("download", 2017, "A-01", 1)).status_code == 404


@pytest.mark.parametrize("state", list(AnnualReportState))
@pytest.mark.parametrize("who", [editor, approver])
def test_pages_of_every_state_can_be_shown(
    year: Year, who: Callable[..., User], state: AnnualReportState
) -> None:
    annual_report_of(year, state)
    for client in (signed_in(who(year.society)), signed_in(manager()), signed_in(auditor())):
        assert client.get(page("detail")).status_code == 200
    assert signed_in(manager()).get(page("review")).status_code == 200
    is_open = state in ("draft", "returned")
    response = signed_in(editor(year.society)).get(page("edit"))
    assert response.status_code == (200 if is_open else 302)


def test_list_counts_states_and_filters(year: Year) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    annual_report_of(Year(year.workplan, SocietyFactory(code="B-01", discipline="engineering")))
    SocietyFactory(code="B-02", discipline="engineering", name_zh="中国汽车工程学会")
    client = signed_in(auditor())
    address = reverse("reports:annual-report-list")

    def shown(query: str) -> list[str]:
        context = client.get(f"{address}?year=2017&{query}").context
        return [row.society.code for row in context["rows"]]

    assert client.get(address).context["counts"] == {
        "not_begun": 1,
        "draft": 1,
        "submitted": 1,
        "returned": 0,
        "accepted": 0,
        "published": 0,
    }
    assert shown("state=submitted") == ["A-01"]
    assert shown("state=not_begun") == ["B-02"]
    assert shown("state=draft") == ["B-01"]
    assert shown("discipline=engineering") == ["B-01", "B-02"]
    assert shown("q=汽车") == ["B-02"]
    assert shown("q=b-0&state=nonsense") == ["B-01", "B-02"]


def test_list_of_everything_is_for_cast(year: Year) -> None:
    response = signed_in(editor(year.society)).get(reverse("reports:annual-report-list"))
    assert response.status_code == 403


def test_only_managers_start_work_for_all(year: Year, queued: list[Job]) -> None:
    for name in ("render-all", "publish-all"):
        address = reverse(f"reports:annual-report-{name}", args=(2017,))
        assert signed_in(auditor()).post(address).status_code == 403
        assert signed_in(reviewer(year.society)).post(address).status_code == 403
    assert not queued
    response = signed_in(manager()).post(reverse("reports:annual-report-render-all", args=(2017,)))
    assert response["Location"] == reverse("accounts:job-detail", args=(queued[0].pk,))


def test_bulk_publishing_takes_accepted_reports_only(year: Year, queued: list[Job]) -> None:
    annual_report_of(year, AnnualReportState.ACCEPTED)
    annual_report_of(Year(year.workplan, SocietyFactory(code="B-01")), AnnualReportState.SUBMITTED)
    address = reverse("reports:annual-report-publish-all", args=(2017,))
    client = signed_in(manager())
    client.post(address, {"code": ["A-01", "B-01"]})
    assert [job.params["code"] for job in queued] == ["A-01"]
    response = client.post(address, follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"


def test_list_shows_what_the_bulk_job_left(year: Year) -> None:
    job = Job.objects.create(
        kind="render-annual-reports",
        key="annual-reports:2017",
        task_name="t",
        state="done",
        result={"rendered": 1, "kept": 0, "failed": [{"code": "A-01", "error": "缺字体"}]},
        created_at=AFTER_YEAR,
        heartbeat_at=AFTER_YEAR,
        finished_at=AFTER_YEAR,
        result_file="jobs/x.zip",
    )
    content = signed_in(manager()).get(reverse("reports:annual-report-list")).content.decode()
    assert "缺字体" in content
    assert reverse("accounts:job-file", args=(job.pk,)) in content


def test_list_without_a_workplan_says_so() -> None:
    assert signed_in(manager()).get(reverse("reports:annual-report-list")).status_code == 200


def test_public_reads_what_is_published_and_nothing_else(year: Year) -> None:
    client = Client()
    listing = reverse("reports:public-annual-report-list")
    address = reverse("reports:public-annual-report", args=(2017, "A-01"))
    annual_report_of(Year(year.workplan, SocietyFactory(code="B-01")), AnnualReportState.ACCEPTED)
    assert client.get(address).status_code == 404
    edition = published(year)
    content = client.get(listing).content.decode()
    assert address in content
    assert "B-01" not in content
    response = client.get(address)
    assert b"".join(response) == b"%PDF-1"
    assert response["ETag"] == f'"{edition.file_sha256}"'
    assert "public" in response["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_public_keeps_the_edition_while_a_new_version_is_made(year: Year) -> None:
    edition = published(year)
    with scopes_disabled():
        keep_version(
            report=edition.report,
            language="zh-hans",
            digest="e",
            pdf=RenderedPdf(b"%PDF-2", 12),
            by=None,
            at=AFTER_YEAR,
        )
    response = Client().get(reverse("reports:public-annual-report", args=(2017, "A-01")))
    assert b"".join(response) == b"%PDF-1"


def test_public_list_filters_and_says_when_there_is_nothing(year: Year) -> None:
    listing = reverse("reports:public-annual-report-list")
    client = Client()
    assert client.get(listing).context["total"] == 0
    published(year)
    for query, count in (("q=数学", 1), ("q=物理", 0), ("year=2017", 1), ("year=x", 1)):
        response = client.get(f"{listing}?{query}")
        assert response.context["page_obj"].paginator.count == count, query
    assert client.get(f"{listing}?discipline=medicine").context["page_obj"].paginator.count == 0


def test_public_pages_ask_for_no_scope_and_set_no_cookie(year: Year) -> None:
    published(year)
    response = Client().get(reverse("reports:public-annual-report-list"))
    assert not response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_often_for_one_as_for_many(
    year: Year, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, count):
        published(Year(year.workplan, SocietyFactory(code=f"B-0{number}")))
    published(year)
    client = signed_in(manager())
    client.get(reverse("reports:annual-report-list"))
    with django_assert_num_queries(9):
        client.get(reverse("reports:annual-report-list"))
    with django_assert_num_queries(7):
        Client().get(reverse("reports:public-annual-report-list"))
    with django_assert_num_queries(0):
        Client().get(reverse("reports:public-annual-report-list"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_report_asks_as_often_for_many_versions(
    year: Year, count: int, django_assert_num_queries: Any
) -> None:
    edition = published(year)
    with scopes_disabled():
        for number in range(1, count):
            keep_version(
                report=edition.report,
                language="en",
                digest=str(number),
                pdf=RenderedPdf(b"%PDF", 12),
                by=None,
                at=AFTER_YEAR,
            )
    client = signed_in(editor(year.society))
    client.get(page("detail"))
    with django_assert_num_queries(13):
        client.get(page("detail"))
