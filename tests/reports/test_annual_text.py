"""What is kept of a chapter: clean, within its limits, never over somebody else's words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from reports.enums import AnnualReportState
from reports.models import AnnualReport, AnnualReportSection, FinanceLine
from reports.models.annual_text import MAX_HTML, MAX_SUMMARY, MAX_TEXT
from reports.selectors.annual_text import chapters_of, heads_of, missing_heads
from reports.services.annual_text import MAX_DEPTH, StaleSection, checked_html, save_section
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of


def save(
    report: AnnualReport, by: User, html: str, version: int = 0, **more: Any
) -> AnnualReportSection:
    return save_section(
        report=report,
        chapter="finance",
        html=html,
        by=by,
        expected_version=version,
        at=AFTER_YEAR,
        **more,
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>收入<strong>合计</strong></p>", "<p>收入<strong>合计</strong></p>"),
        ("<p>甲\r\n乙\x00&#0;&#8238;丙</p>", "<p>甲\n乙\ufffd丙</p>"),
        ("<p></p><ul><li><p></p></li></ul>", ""),
        ("<table><tbody><tr><td> </td></tr></tbody></table>", ""),
        ("<img src='https://elsewhere/x.png'>", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_text_is_kept_clean_and_empty_when_it_shows_nothing(written: str, kept: str) -> None:
    assert checked_html(written) == kept


def test_text_of_a_picture_alone_is_kept() -> None:
    picture = f'<figure><img data-image="{"a" * 64}" alt="合影"></figure>'
    assert checked_html(picture) == picture


def test_text_may_fill_its_limits_and_no_more() -> None:
    assert checked_html(f"<p>{'字' * MAX_TEXT}</p>")
    with pytest.raises(ValidationError, match=f"{MAX_TEXT + 1}"):
        checked_html(f"<p>{'字' * (MAX_TEXT + 1)}</p>")
    markup = "<p><em>字</em></p>"
    assert checked_html(f"{markup}{'<p></p>'}".ljust(MAX_HTML)).startswith(markup)
    with pytest.raises(ValidationError):
        checked_html(markup.ljust(MAX_HTML + 1))


def test_text_may_stand_so_deep_and_no_deeper() -> None:
    image = f'<img data-image="{"a" * 64}" alt="">'
    deep = "<ul><li>" * (MAX_DEPTH // 2)
    assert checked_html(f"{deep}甲<br>{image}")
    with pytest.raises(ValidationError, match=r"deep|过深"):
        checked_html(f"{deep}<em>甲")


def test_text_that_grows_while_it_is_cleaned_is_refused() -> None:
    written = ("<strong><em><a href='http://x.cn/'>甲" * 5 + "<p>" * (MAX_HTML // 200)) * 50
    assert len(written) < MAX_HTML
    with pytest.raises(ValidationError, match=r"large|过大"):
        checked_html(written)


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
class TestSaving:
    def test_chapter_is_saved_with_who_and_when(self, report: AnnualReport, person: User) -> None:
        section = save(report, person, "<p>收入</p>", summary=" 收入\n增长 ")
        assert (section.html, section.summary) == ("<p>收入</p>", "收入 增长")
        assert (section.version, section.updated_by) == (1, person)
        assert section.updated_at == AFTER_YEAR

    def test_saving_the_text_alone_keeps_the_summary(
        self, report: AnnualReport, person: User
    ) -> None:
        save(report, person, "<p>甲</p>", summary="短")
        assert save(report, person, "<p>乙</p>", version=1).summary == "短"

    def test_chapter_of_another_version_is_not_overwritten(
        self, report: AnnualReport, person: User
    ) -> None:
        save(report, person, "<p>甲的文字</p>")
        with pytest.raises(StaleSection) as caught:
            save(report, person, "<p>乙的文字</p>")
        assert caught.value.current.html == "<p>甲的文字</p>"
        assert AnnualReportSection.objects.get().html == "<p>甲的文字</p>"

    def test_summary_of_another_version_is_not_overwritten(
        self, report: AnnualReport, person: User
    ) -> None:
        save(report, person, "<p>甲</p>", summary="甲")
        with pytest.raises(StaleSection):
            save(report, person, "<p>甲</p>", summary="乙")

    def test_same_words_saved_twice_are_no_conflict(
        self, report: AnnualReport, person: User
    ) -> None:
        save(report, person, "<p>同样</p>")
        assert save(report, person, "<p>同样</p>").version == 1

    def test_summary_may_fill_its_limit_and_no_more(
        self, report: AnnualReport, person: User
    ) -> None:
        assert save(report, person, "<p>甲</p>", summary="字" * MAX_SUMMARY).summary
        with pytest.raises(ValidationError, match=f"{MAX_SUMMARY + 1}"):
            save(report, person, "<p>甲</p>", version=1, summary="字" * (MAX_SUMMARY + 1))

    @pytest.mark.parametrize("state", ["submitted", "accepted", "published"])
    def test_chapter_of_a_closed_report_stays(self, year: Year, person: User, state: str) -> None:
        report = annual_report_of(year, AnnualReportState(state))
        with pytest.raises(ValidationError):
            save(report, person, "<p>改动</p>", version=1)

    def test_head_is_written_by_any_of_its_chapters(
        self, report: AnnualReport, person: User
    ) -> None:
        assert missing_heads(report)[1:3] == ["organisation", "activities"]
        section = save(report, person, "<p>科普活动</p>")
        section.chapter = "popularisation"
        section.save()
        heads = {head.code: head for head in heads_of(report, chapters_of(report))}
        assert heads["activities"].is_written
        assert heads["activities"].first.code == "academic"
        assert not heads["finance"].is_written

    def test_finance_is_written_by_its_statements_too(self, report: AnnualReport) -> None:
        line = FinanceLine.objects.create(report=report, code="income")
        assert "finance" in missing_heads(report)
        line.amount = 0
        line.save()
        assert "finance" not in missing_heads(report)


@pytest.mark.parametrize("hidden", ["&#x202e;", "&#xad;", "&#x200b;", "&#1;", "\u2066", "&#x7f;"])
def test_hidden_characters_bring_nothing_through(hidden: str) -> None:
    html = checked_html(f"<p>甲<a href='java{hidden}script:x'>乙</a>&lt;{hidden}b&gt;</p>")
    assert html == "<p>甲<a>乙</a>&lt;b&gt;</p>"


def test_what_is_no_character_goes() -> None:
    assert checked_html("<p>甲&#xFFFE;\uffff&#xFDD0;&#x1FFFF;𬱖</p>") == "<p>甲𬱖</p>"
