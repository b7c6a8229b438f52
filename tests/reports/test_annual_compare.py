"""An annual report beside last year's, and its versions beside one another."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from reports.enums import AnnualReportState
from reports.models import (
    AnnualReport,
    AnnualReportSection,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from tests.factories.reports import AFTER_YEAR, annual_report_of, small_year
from tests.factories.societies import editor as editor_of
from tests.reports.test_annual_finance import save, small_year_before

pytestmark = pytest.mark.django_db

PAGE = reverse("reports:annual-compare", args=(2017, "A-01"))


@pytest.fixture
def report() -> AnnualReport:
    return annual_report_of(small_year(), text="会员总数增加。")


@pytest.fixture
def editor(report: AnnualReport, client: Client) -> Client:
    client.force_login(editor_of(report.society))
    return client


def content(html: str, members: str = "100") -> dict[str, Any]:
    words = {"zh": "会员", "en": "Members"}
    item = {"code": "members", "label": words, "value": members, "kind": "number"}
    part = {"part": "figures", "code": "f", "title": words, "items": [item]}
    titles = {"title_zh": "会员发展与服务", "title_en": "Members"}
    return {"chapters": [{"code": "members", "html": html, "parts": [part], **titles}]}


def version(report: AnnualReport, number: int, html: str, members: str = "100") -> None:
    with scopes_disabled():
        AnnualReportVersion.objects.create(
            report=report,
            number=number,
            digest=str(number) * 64,
            content=content(html, members),
            created_at=AFTER_YEAR,
        )


def page_of(client: Client, query: str = "") -> Any:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return response.context["page"]


def test_report_alone_has_nothing_to_compare_with(editor: Client) -> None:
    assert page_of(editor) is None


def test_two_versions_show_words_and_figures(report: AnnualReport, editor: Client) -> None:
    version(report, 1, "<p>会员总数增加。</p>")
    version(report, 2, "<p>会员总数减少。</p>", "90")
    page = page_of(editor, "from=v1&to=v2")
    assert [entry.is_same for entry in page.entries] == [False]
    assert (page.chapter.text.added, page.chapter.text.removed) == (2, 2)
    assert page.chapter.parts[0].figures[0].difference == "-10"
    shown = editor.get(f"{PAGE}?from=v1&to=v2").content.decode()
    assert "<ins>" in shown
    assert "−10" in shown


def test_open_report_is_compared_with_its_last_version(
    report: AnnualReport, editor: Client
) -> None:
    version(report, 1, "<p>旧</p>")
    version(report, 2, "<p>会员总数。</p>")
    page = page_of(editor, "with=version&chapter=members")
    assert (page.before.slug, page.after.slug) == ("v2", "now")
    assert page.chapter.text.added == 2
    assert page.has_figures


def test_submitted_report_compares_what_was_handed_in(editor: Client, report: AnnualReport) -> None:
    with scopes_disabled():
        AnnualReport.objects.update(state=AnnualReportState.SUBMITTED)
    version(report, 1, "<p>旧</p>")
    version(report, 2, "<p>新</p>")
    page = page_of(editor, "with=version")
    assert (page.before.slug, page.after.slug) == ("v1", "v2")


def test_report_before_is_taken_as_it_is_known_best(report: AnnualReport, editor: Client) -> None:
    before = small_year_before(report)
    with scopes_disabled():
        AnnualReportSection.objects.create(report=before, chapter="members", html="<p>草</p>")
    page = page_of(editor, "with=last-year&chapter=members")
    assert (page.before.kind, page.after.slug) == ("last-text", "now")
    assert not page.has_figures
    version(before, 1, "<p>交</p>")
    assert page_of(editor).before.kind == "last-version"
    with scopes_disabled():
        before.workplan.year = 2014
        before.workplan.save()
    page = page_of(editor)
    assert page.before.year == 2014
    awaited = {entry.code for entry in page.entries if entry.is_awaited}
    assert "message" in awaited
    assert page.chapter.after["code"] not in awaited
    assert page.changed == sum(not entry.is_same for entry in page.entries if not entry.is_awaited)
    PublishedAnnualReport.objects.create(
        report=before,
        society=report.society,
        workplan=before.workplan,
        number=1,
        version_number=1,
        digest="1" * 64,
        content=content("<p>发</p>"),
        published_at=AFTER_YEAR,
        changed_at=AFTER_YEAR,
    )
    page = page_of(editor, "chapter=members")
    assert page.before.kind == "published"
    assert page.has_figures
    assert not page.shows_figures
    assert page.chapter.text.removed == 1


@pytest.mark.parametrize("query", ["from=v9&to=now", "from=now&to=now", "chapter=nothing"])
def test_wrong_address_shows_what_is_nearest(
    report: AnnualReport, editor: Client, query: str
) -> None:
    version(report, 1, "<p>旧</p>")
    page = page_of(editor, query)
    assert (page.before.slug, page.after.slug) == ("v1", "now")


def test_figures_of_now_are_read_for_one_chapter(report: AnnualReport, editor: Client) -> None:
    save(report, {"dues@amount": "5.00"})
    version(report, 1, "<p>旧</p>")
    assert page_of(editor, "chapter=finance").chapter.parts == ()
    page = page_of(editor, "chapter=finance&figures=1")
    assert [part.title["zh"] for part in page.chapter.parts] == ["主要财务数据", "收入构成"]


@pytest.mark.parametrize("code", ["members", "organisation", "reform"])
def test_page_asks_few_questions(
    report: AnnualReport, editor: Client, django_assert_max_num_queries: Any, code: str
) -> None:
    version(report, 1, "<p>旧</p>")
    editor.get(PAGE)
    with django_assert_max_num_queries(15):
        editor.get(f"{PAGE}?chapter={code}")
    version(report, 2, "<p>新</p>")
    with django_assert_max_num_queries(15):
        editor.get(f"{PAGE}?chapter={code}&from=v1&to=v2")
