"""The page of an annual report, and the one on which CAST reads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reports.enums import AnnualReportState
from reports.models import AnnualComment, AnnualReport, AnnualReportSection
from reports.pages.annual_way import Facts, Step, StepState, way_of
from reports.services.annual import reopen_report
from reports.services.annual_jobs import request_files
from societies.services.societies import change_society
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import approver, auditor, editor, reviewer
from tests.reports.annual_scene import page, published, signed_in

DAY = dt.date(2018, 1, 20)


def facts(**values: object) -> Facts:
    usual: dict[str, object] = {
        "state": "draft",
        "written": 5,
        "chapters": 18,
        "missing": (),
        "findings": 0,
        "comments": 0,
        "may_submit_yet": True,
        "opens_on": dt.date(2017, 12, 1),
        "due_on": dt.date(2018, 3, 31),
        "submitted_on": None,
        "decided_on": None,
        "is_seal_required": False,
        "has_seal": False,
        "publish_on": None,
        "published_on": None,
    }
    return Facts(**{**usual, **values})  # type: ignore[arg-type]


def states(**values: object) -> dict[str, str]:
    return {step.code: step.state.value for step in way_of(facts(**values))}


def step(code: str, **values: object) -> Step:
    return next(each for each in way_of(facts(**values)) if each.code == code)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"missing": ("财务",)}, "now later later later later"),
        ({}, "done done now later later"),
        ({"findings": 2}, "done problem later later later"),
        ({"may_submit_yet": False}, "done done later later later"),
        ({"state": "submitted", "submitted_on": DAY}, "done done done now later"),
        ({"state": "submitted", "comments": 1}, "done problem done now later"),
        ({"state": "returned", "comments": 2}, "done problem now problem later"),
        ({"state": "returned", "is_reopened": True}, "done done now later later"),
        ({"state": "returned", "missing": ("财务",)}, "now later later problem later"),
        ({"state": "accepted"}, "done done done done now"),
        ({"state": "accepted", "comments": 1}, "done done done done now"),
        ({"state": "published", "comments": 1}, "done done done done done"),
        ({"state": "withdrawn"}, "done done now later problem"),
    ],
)
def test_the_way_says_what_is_to_do_now(given: dict[str, object], told: str) -> None:
    assert list(states(**given).values()) == told.split()


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"is_seal_required": True}, StepState.LATER),
        ({"is_seal_required": True, "state": "submitted"}, StepState.NOW),
        ({"has_seal": True, "state": "submitted"}, StepState.DONE),
        ({"has_seal": True, "state": "returned"}, StepState.LATER),
    ],
)
def test_sealing_is_a_step_where_it_is_asked_for_or_done(
    given: dict[str, object], state: StepState
) -> None:
    assert step("seal", **given).state == state
    assert "seal" not in states()


def test_the_steps_name_days_and_what_is_missing() -> None:
    assert "财务、会员" in step("write", missing=("财务", "会员")).text
    assert "2017-12-01" in step("submit", may_submit_yet=False).text
    assert "2018-03-31" in step("submit").text
    assert step("submit", due_on=None).text == ""
    assert "2018-01-20" in step("publish", state="accepted", publish_on=DAY).text
    assert "2018-01-20" in step("publish", state="published", published_on=DAY).text


pages = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unscoped", "after_the_year"),
]


@pytest.fixture
def cast(year: Year) -> User:
    return reviewer(year.society)


def comment(year: Year, by: User, quote: str = "", chapter: str = "finance") -> AnnualComment:
    made: AnnualComment = AnnualComment.objects.create(
        report=year.society.annual_reports.get(),
        chapter=chapter,
        quote=quote,
        text="请补充说明。",
        written_at=AFTER_YEAR,
        written_by=by,
    )
    return made


class TestPages:
    pytestmark = pages

    def test_cast_reads_the_version_that_was_handed_in(self, year: Year, cast: User) -> None:
        annual_report_of(year, AnnualReportState.SUBMITTED, text="交上来的文字。")
        AnnualReportSection.objects.update(html="<p>后来改的文字。</p>")
        html = signed_in(cast).get(page("review")).content.decode()
        assert "交上来的文字" in html
        assert "后来改的文字" not in html

    def test_before_that_the_text_so_far_is_read(self, year: Year, cast: User) -> None:
        client = signed_in(cast)
        assert client.get(page("review")).status_code == 200
        annual_report_of(year, text="写了一半。")
        response = client.get(page("review"))
        assert "写了一半" in response.content.decode()
        assert not response.context["may_comment"]

    def test_passages_are_marked_and_lead_to_their_comments(self, year: Year, cast: User) -> None:
        annual_report_of(year, AnnualReportState.SUBMITTED, text="召开理事会4次。")
        made = comment(year, cast, "理事会4次")
        html = signed_in(cast).get(page("review")).content.decode()
        assert f'data-comments="{made.pk}">理事会4次</mark>' in html
        assert f'href="#comment-{made.pk}"' in html
        assert f'id="comment-{made.pk}"' in html

    def test_the_review_begins_with_what_the_figures_ask_for(self, year: Year, cast: User) -> None:
        report = annual_report_of(year, AnnualReportState.SUBMITTED)
        client, version = signed_in(cast), report.submitted_version
        assert version is not None
        assert client.get(page("review")).context["attention"]["findings"] == 0
        words = {"zh": "资产不等于负债与净资产之和。", "en": "Assets do not match."}
        finance = next(c for c in version.content["chapters"] if c["code"] == "finance")
        finance["findings"] = [
            {"words": words, "explanation": "四舍五入所致。"},
            {"words": words, "explanation": ""},
        ]
        version.content["claims"]["rows"] = [{"is_against": True}, {"is_against": False}]
        version.save()
        response = client.get(page("review"))
        found = {"findings": 2, "unexplained": 1, "against": 1}
        assert response.context["attention"] == found
        assert "四舍五入所致" in response.content.decode()
        assert "未作说明" in response.content.decode()

    def test_a_return_is_worded_when_there_are_comments(self, year: Year, cast: User) -> None:
        annual_report_of(year, AnnualReportState.SUBMITTED)
        client = signed_in(cast)
        assert client.get(page("review")).context["form"].initial["reason"] == ""
        comment(year, cast)
        response = client.get(page("review"))
        assert "批注" in response.context["form"].initial["reason"]
        assert response.context["open_count"] == 1

    @pytest.mark.parametrize(
        "state", [AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED, AnnualReportState.DRAFT]
    )
    def test_pages_say_when_figures_have_changed_since_submission(
        self, year: Year, cast: User, state: AnnualReportState
    ) -> None:
        annual_report_of(year, state)
        client, is_asked = signed_in(cast), state != AnnualReportState.DRAFT
        assert "note" not in client.get(page("changed")).content.decode()
        assert (page("changed") in client.get(page("detail")).content.decode()) == is_asked
        change_society(
            society=year.society, values={"name_en": "Renamed"}, expected_version=0, by=cast
        )
        assert ("已有变化" in client.get(page("changed")).content.decode()) == is_asked

    def test_the_society_answers_on_the_page_of_the_report(self, year: Year, cast: User) -> None:
        annual_report_of(year, AnnualReportState.RETURNED)
        made = comment(year, cast)
        writer = signed_in(editor(year.society)).get(page("detail"))
        assert f'id="answer-{made.pk}"' in writer.content.decode()
        reader = signed_in(auditor()).get(page("detail"))
        assert "请补充说明" in reader.content.decode()
        assert f'id="answer-{made.pk}"' not in reader.content.decode()

    def test_only_who_may_follow_a_job_asks_how_far_it_is(self, year: Year, cast: User) -> None:
        report, writer = annual_report_of(year, AnnualReportState.SUBMITTED), editor(year.society)
        job = request_files(report=report, by=writer)
        address = reverse("accounts:job-progress", args=[job.pk])
        assert address in signed_in(writer).get(page("detail")).content.decode()
        html = signed_in(cast).get(page("detail")).content.decode()
        assert address not in html
        assert "正在生成" in html

    def test_a_report_opened_for_a_new_edition_is_not_called_returned(
        self, year: Year, cast: User
    ) -> None:
        report = published(year).report
        report = reopen_report(report=report, by=cast, reason="更正", at=AFTER_YEAR)
        client = signed_in(editor(year.society))
        html = client.get(page("detail")).content.decode()
        assert "开放修改，另出新版" in html
        assert "另出新版" in html.split('class="badge-state')[1].split("</span>")[0]
        html += client.get(page("edit"), follow=True).content.decode()
        assert html.count("开放修改，另出新版") == 2
        assert "中国科协退回了年报" not in html
        later = AFTER_YEAR + dt.timedelta(hours=1)
        AnnualReport.objects.filter(pk=report.pk).update(submitted_at=later)
        assert "中国科协退回了年报" in client.get(page("detail")).content.decode()

    def test_it_is_submitted_when_nothing_stands_in_the_way(self, year: Year) -> None:
        client = signed_in(approver(year.society))
        assert not client.get(page("detail")).context["is_ready"]
        annual_report_of(year)
        assert page("submit") in client.get(page("detail")).content.decode()
        AnnualReportSection.objects.filter(chapter="finance").update(html="")
        assert page("submit") not in client.get(page("detail")).content.decode()

    @pytest.mark.parametrize(
        ("name", "state"),
        [
            ("detail", AnnualReportState.RETURNED),
            ("detail", AnnualReportState.ACCEPTED),
            ("review", AnnualReportState.SUBMITTED),
        ],
    )
    def test_the_number_of_comments_costs_no_queries(
        self, year: Year, cast: User, name: str, state: AnnualReportState
    ) -> None:
        annual_report_of(year, state)
        client = signed_in(cast)
        client.get(page(name))
        counts = []
        for chapter in ("finance", "members", "development"):
            comment(year, cast, "本年度", chapter)
            counts.append(queries_of(client, page(name)))
        assert len(set(counts)) == 1
        assert counts[0] <= 15


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
