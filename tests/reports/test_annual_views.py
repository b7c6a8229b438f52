"""Pages of annual reports, as the society, CAST and the public meet them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import Job, User
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReport
from tests.factories.reports import Year, annual_report_of, file_of, version_of
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager, reviewer
from tests.reports.annual_scene import ENGLISH, page, published, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year", "queued")]


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
    assert client.get(page("detail")).status_code == 200
    assert client.get(page("edit"), follow=True).status_code == 200
    with scopes_disabled():
        assert not AnnualReport.objects.exists()


def test_chapters_of_a_draft_lead_to_where_they_are_written(year: Year) -> None:
    annual_report_of(year, text="")
    address = page("chapter", 2017, "A-01", "message")
    assert address in signed_in(editor(year.society)).get(page("detail")).content.decode()
    assert address not in signed_in(auditor()).get(page("detail")).content.decode()


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
    assert boss.post(page("withdraw")).status_code == 403


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


def test_approver_submits_and_is_told_so(year: Year) -> None:
    annual_report_of(year)
    response = signed_in(approver(year.society)).post(page("submit"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "submitted"


def test_incomplete_report_is_not_submitted_and_the_chapter_named(year: Year) -> None:
    report = annual_report_of(year)
    with scopes_disabled():
        report.sections.filter(chapter="finance").delete()
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
    client = signed_in(approver(year.society))
    client.post(page("publish"))
    client.post(page("publish"))
    job = Job.objects.get()
    assert job.kind == "publish-annual-report"
    assert {each.pk for each in queued} == {job.pk}


def test_publish_before_acceptance_asks_for_nothing(year: Year, queued: list[Job]) -> None:
    annual_report_of(year)
    response = signed_in(manager()).post(page("publish"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not queued


def test_day_of_publication_is_chosen_on_the_page_and_taken_back(
    year: Year, queued: list[Job]
) -> None:
    annual_report_of(year, AnnualReportState.ACCEPTED)
    client = signed_in(approver(year.society))
    response = client.post(page("publish"), {"day": "2018-02-01"}, follow=True)
    assert page("unschedule") in response.content.decode()
    assert not queued
    for wrong, why in (
        ("2018-01-19", "所选日期已过"),
        ("9999-12-31", "距今超过一年"),
        ("nonsense", "日期"),
    ):
        response = client.post(page("publish"), {"day": wrong})
        assert response.status_code == 422
        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        beside = response.content.decode().split('id="publish-day-problem"')[1].split("</p>")[0]
        assert why in beside
    with scopes_disabled():
        assert AnnualReport.objects.get().publish_on == dt.date(2018, 2, 1)
    client.post(page("unschedule"))
    with scopes_disabled():
        assert AnnualReport.objects.get().publish_on is None


def test_editor_chooses_no_day_and_society_withdraws_nothing(year: Year) -> None:
    published(year)
    assert signed_in(editor(year.society)).post(page("publish")).status_code == 403
    client = signed_in(approver(year.society))
    assert client.post(page("withdraw"), {"note": "撤回"}).status_code == 403


def test_withdrawal_asks_for_a_note_and_reaches_the_public(year: Year) -> None:
    published(year)
    client = signed_in(manager())
    response = client.post(page("withdraw"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    client.post(page("withdraw"), {"note": "财务数据有误，正在更正。"})
    answer = Client().get(reverse("reports:public-annual-report", args=(2017, "A-01")))
    assert answer.status_code == 410
    assert "财务数据有误，正在更正。" in answer.content.decode()


def test_published_report_is_opened_for_a_new_edition(year: Year) -> None:
    published(year)
    signed_in(approver(year.society)).post(page("reopen"), {"reason": "更正会员数"})
    with scopes_disabled():
        assert AnnualReport.objects.get().state == "returned"
    answer = Client().get(reverse("reports:public-annual-report", args=(2017, "A-01")))
    assert b"".join(answer) == b"%PDF-1"


def test_submission_has_the_files_rendered(year: Year, queued: list[Job]) -> None:
    annual_report_of(year)
    signed_in(approver(year.society)).post(page("submit"))
    assert [job.kind for job in queued] == ["render-annual-report"]


def test_render_asks_for_a_job_that_the_page_shows(year: Year, queued: list[Job]) -> None:
    client = signed_in(editor(year.society))
    response = client.post(page("render"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    annual_report_of(year, AnnualReportState.SUBMITTED)
    response = client.post(page("render"), follow=True)
    [job] = queued
    assert reverse("accounts:job-progress", args=(job.pk,)) in response.content.decode()


def test_download_gives_the_file_to_the_society(year: Year) -> None:
    published(year)
    client = signed_in(editor(year.society))
    response = client.get(page("download", 2017, "A-01", 1, "full-zh"))
    assert b"".join(response) == b"%PDF-1"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    for number, slug in ((2, "full-zh"), (1, "full-en"), (1, "nonsense")):
        assert client.get(page("download", 2017, "A-01", number, slug)).status_code == 404


def test_download_of_a_lost_file_is_404(year: Year) -> None:
    edition = published(year)
    with scopes_disabled():
        file = edition.report.versions.get().files.get()
    file.file.storage.delete(str(file.file.name))
    client = signed_in(editor(year.society))
    assert client.get(page("download", 2017, "A-01", 1, "full-zh")).status_code == 404


@pytest.mark.parametrize("state", list(AnnualReportState))
@pytest.mark.parametrize("who", [editor, approver])
def test_pages_of_every_state_can_be_shown(
    year: Year, who: Callable[..., User], state: AnnualReportState
) -> None:
    annual_report_of(year, state)
    for client in (signed_in(who(year.society)), signed_in(manager()), signed_in(auditor())):
        assert client.get(page("detail")).status_code == 200
    assert signed_in(manager()).get(page("review")).status_code == 200
    is_open = state in ("draft", "returned", "withdrawn")
    response = signed_in(editor(year.society)).get(page("edit"))
    assert (response["Location"] != page("detail")) is is_open


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_report_asks_as_often_for_many_versions(
    year: Year, count: int, django_assert_num_queries: Any
) -> None:
    edition = published(year)
    with scopes_disabled():
        for number in range(1, count):
            edition.report.sections.update(html=f"<p>{number}</p>")
            file_of(version_of(edition.report), data=b"%d" % number)
    client = signed_in(editor(year.society))
    client.get(page("detail"))
    with django_assert_num_queries(15):
        client.get(page("detail"))
