"""Lists of annual reports: of CAST, its work for all of them, and of the public."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job
from reports.enums import AnnualReportState
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer
from tests.reports.annual_scene import page, published, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year", "queued")]


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


def test_another_edition_waits_for_the_one_being_made(year: Year, queued: list[Job]) -> None:
    client, address = (
        signed_in(manager()),
        reverse("reports:annual-report-render-all", args=(2017,)),
    )
    told = [
        [
            m.level_tag
            for m in client.post(address, {"rendition": slug}, follow=True).context["messages"]
        ]
        for slug in ("full-zh", "short-en")
    ]
    assert told == [[], ["warning"]]
    assert {job.params["rendition"] for job in queued} == {"full-zh"}


@pytest.mark.parametrize("name", ["annual-report-list", "development-report"])
def test_readers_do_not_ask_for_a_job_they_may_not_follow(year: Year, name: str) -> None:
    boss, part = signed_in(manager()), name.removesuffix("-list")
    made = {"annual-report": "annual-report-render-all", "development-report": f"{part}-make"}
    boss.post(reverse(f"reports:{made[part]}", args=(2017,)))
    address = reverse(f"reports:{name}", args=() if part == "annual-report" else (2017,))
    asks = reverse("accounts:job-progress", args=(Job.objects.get().pk,))
    assert asks in boss.get(address).content.decode()
    page_of_reader = signed_in(reviewer(year.society)).get(address).content.decode()
    assert asks not in page_of_reader
    assert "正在生成" in page_of_reader


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
        params={"year": 2017, "rendition": "short-en"},
        state="done",
        result={"rendered": 1, "kept": 0, "failed": [{"code": "A-01", "error": "缺字体"}]},
        created_at=AFTER_YEAR,
        heartbeat_at=AFTER_YEAR,
        finished_at=AFTER_YEAR,
        result_file="jobs/x.zip",
    )
    content = signed_in(manager()).get(reverse("reports:annual-report-list")).content.decode()
    assert "缺字体" in content
    assert page("detail") in content
    assert 'value="short-en"' in content
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
    assert reverse("reports:public-annual-report-file", args=(2017, "A-01", "full-zh")) in content
    assert "B-01" not in content
    response = client.get(address)
    assert b"".join(response) == b"%PDF-1"
    assert edition.main_file is not None
    assert response["ETag"] == f'"{edition.main_file.file_sha256}"'
    assert "public" in response["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


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


def test_list_goes_out_as_it_is_filtered(year: Year) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    SocietyFactory(code="B-02", discipline="engineering")
    client = signed_in(auditor())
    client.cookies["language"] = "en"
    address = reverse("reports:annual-report-export", kwargs={"suffix": "xlsx"})
    answer = client.get(f"{address}?year=2017&state=submitted")
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Code", "A-01"]
    assert isinstance(rows[1][5], int)
    notes = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert "Year: 2017; State: submitted" in notes
