"""The composer's pages: one chapter at a time, with a script and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from reports.annual.chapters import chapter_kinds
from reports.enums import AnnualReportState
from reports.models import AnnualComment, AnnualReport, AnnualReportSection, FinanceLine
from reports.models.annual_text import MAX_TEXT
from tests.factories.reforms import workplan_of
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import editor
from tests.reports.annual_scene import ENGLISH, HTMX, page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year")]

SCRIPT = {"accept": "application/json", "accept-language": "en"}


@pytest.fixture
def client(year: Year) -> Client:
    return signed_in(editor(year.society))


def chapter(code: str = "finance", year: int = 2017) -> str:
    return page("chapter", year, "A-01", code)


def stored(code: str = "finance") -> AnnualReportSection:
    with scopes_disabled():
        return AnnualReportSection.objects.get(chapter=code)


def test_writing_begins_where_a_required_part_is_missing(year: Year, client: Client) -> None:
    assert client.get(page("edit"))["Location"] == chapter("development")
    report = annual_report_of(year)
    assert client.get(page("edit"))["Location"] == chapter("message")
    with scopes_disabled():
        report.sections.filter(chapter="members").delete()
    assert client.get(page("edit"))["Location"] == chapter("members")


def test_chapter_is_saved_and_answers_the_new_version(year: Year, client: Client) -> None:
    data = {"html": "<p>收入</p><script>x</script>", "summary": "短", "version": "0"}
    response = client.post(chapter(), data, headers=SCRIPT)
    assert response.status_code == 200
    assert response.json()["version"] == 1
    assert "2018-01-20 09:00" in response.json()["line"]
    assert "4 required parts are still empty" in response.json()["nav"]
    assert "is-done" in response.json()["head"]
    assert (stored().html, stored().summary) == ("<p>收入</p>", "短")


def test_chapter_saved_without_script_returns_to_it(year: Year, client: Client) -> None:
    response = client.post(chapter(), {"text": "收入\n支出 <b>", "version": "0"})
    assert response["Location"] == chapter()
    assert stored().html == "<p>收入</p><p>支出 &lt;b&gt;</p>"
    assert "支出 &lt;b&gt;</textarea>" in client.get(chapter()).content.decode()


def test_plain_lines_do_not_replace_a_table(year: Year, client: Client) -> None:
    table = "<table><tbody><tr><td>收入</td></tr></tbody></table>"
    client.post(chapter(), {"html": table, "version": "0"}, headers=SCRIPT)
    response = client.post(chapter(), {"text": "收入", "version": "1"}, headers=ENGLISH)
    assert response.status_code == 422
    assert "only the editor can save it" in response.content.decode()
    assert table in response.content.decode()
    assert 'name="text"' not in response.content.decode()
    assert stored().html == table
    response = client.post(chapter(), {"summary": "短", "version": "1"})
    assert response["Location"] == chapter()
    assert (stored().html, stored().summary) == (table, "短")


def test_text_over_the_limit_stays_in_the_field(year: Year, client: Client) -> None:
    text = "字" * (MAX_TEXT + 1)
    response = client.post(chapter(), {"text": text, "summary": "短", "version": 0})
    assert response.status_code == 422
    assert f"{MAX_TEXT + 1}" in response.content.decode()
    assert text in response.content.decode()
    assert "短</textarea>" in response.content.decode()


def test_second_save_of_two_people_gets_both_texts(year: Year, client: Client) -> None:
    annual_report_of(year, text="甲的文字")
    response = client.post(chapter(), {"text": "乙的文字", "summary": "乙", "version": "0"})
    assert response.status_code == 409
    assert "甲的文字" in response.content.decode()
    assert "乙的文字</textarea>" in response.content.decode()
    assert 'name="version" value="1"' in response.content.decode()
    data = {"html": "<p>乙的<em>文字</em></p>", "version": "0"}
    response = client.post(chapter(), data, headers=SCRIPT)
    assert response.status_code == 409
    assert (response.json()["html"], response.json()["version"]) == ("<p>甲的文字</p>", 1)
    assert "<p>乙的<em>文字</em></p>" in response.json()["box"]
    assert "</span>乙<span" in response.json()["box"]
    assert "somebody else saved this" in response.json()["box"]
    assert stored().html == "<p>甲的文字</p>"


def test_second_window_of_one_person_is_called_so(year: Year, client: Client) -> None:
    assert client.post(chapter(), {"text": "甲", "version": "0"}).status_code == 302
    response = client.post(chapter(), {"html": "<p>乙</p>", "version": "0"}, headers=SCRIPT)
    assert "you saved this in another window" in response.json()["box"]


def test_report_before_is_offered_where_there_is_one(year: Year, client: Client) -> None:
    assert "with=last-year" not in client.get(chapter()).content.decode()
    with scopes_disabled():
        before = AnnualReport.objects.create(society=year.society, workplan=workplan_of(year=2015))
        before.sections.create(chapter="plan", html="<p>计划</p>")
    assert "with=last-year" in client.get(chapter()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_many_chapters_and_comments(
    year: Year, client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    report = annual_report_of(year)
    with scopes_disabled():
        for number in range(count):
            AnnualComment.objects.create(
                report=report, chapter="finance", text=f"请补充{number}", written_at=AFTER_YEAR
            )
    client.get(chapter())
    with django_assert_max_num_queries(14):
        content = client.get(chapter()).content.decode()
    assert content.count("请补充") == count


def test_page_says_what_keeps_the_report_from_being_submitted(year: Year, client: Client) -> None:
    report = annual_report_of(year)
    with scopes_disabled():
        report.sections.filter(chapter="members").delete()
        FinanceLine.objects.create(report=report, code="dues", amount=7)
        FinanceLine.objects.create(report=report, code="income", amount=5)
    content = client.get(chapter(), headers=ENGLISH).content.decode()
    assert "1 required part is still empty" in content
    assert f'<li><a href="{chapter("members")}">Growth of and service to members' in content
    assert "findings in the finances to correct or explain" in content


def test_parts_of_the_portal_are_a_fragment_or_a_page(year: Year, client: Client) -> None:
    address = page("parts", 2017, "A-01", "development")
    fragment = client.get(address, headers=HTMX).content.decode()
    assert "中国数学会" in fragment
    assert "<html" not in fragment
    assert "中国数学会" in client.get(address).content.decode()
    empty = client.get(page("parts", 2017, "A-01", "plan"), headers={**HTMX, **ENGLISH})
    assert "your words alone" in empty.content.decode()
    assert client.get(page("parts", 2017, "A-01", "gossip")).status_code == 404


@pytest.mark.parametrize("code", [kind.code for kind in chapter_kinds()])
def test_parts_of_a_chapter_ask_little(
    year: Year, client: Client, code: str, django_assert_max_num_queries: Any
) -> None:
    client.get(page("parts", 2017, "A-01", code), headers=HTMX)
    with django_assert_max_num_queries(15):
        assert client.get(page("parts", 2017, "A-01", code), headers=HTMX).status_code == 200


@pytest.mark.parametrize("data", [{"html": "x"}, {"html": "x", "version": "a"}])
def test_chapter_without_a_version_is_not_saved(
    year: Year, client: Client, data: dict[str, str]
) -> None:
    assert client.post(chapter(), data, headers=SCRIPT).status_code == 422


def test_chapter_of_a_submitted_report_says_why_not(year: Year, client: Client) -> None:
    annual_report_of(year, AnnualReportState.SUBMITTED)
    response = client.post(chapter(), {"html": "改", "version": "1"}, headers=SCRIPT)
    assert response.status_code == 422
    assert "has been submitted" in response.json()["line"]
    assert client.get(chapter(), follow=True).redirect_chain[-1][0] == page("detail")


@pytest.mark.parametrize(("code", "when"), [("gossip", 2017), ("finance", 1999)])
def test_chapter_that_does_not_exist_is_404(
    year: Year, client: Client, code: str, when: int
) -> None:
    assert client.get(chapter(code, when)).status_code == 404
    assert client.post(chapter(code, when), {"html": "x", "version": "0"}).status_code == 404
