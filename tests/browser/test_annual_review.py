"""The review of an annual report in a real browser: words are selected and spoken of."""

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Locator, expect

from accounts.models import User
from reports.enums import AnnualReportState
from reports.models import AnnualComment
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.reports import annual_report_of, small_year
from tests.factories.societies import editor, manager

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/annual-reports/2017/A-01/review/"
TEXT = "本年度召开理事会4次，常务理事会12次，审议规章制度8项。"


@pytest.fixture
def boss() -> User:
    """A manager; a report is submitted."""
    with scopes_disabled():
        year = small_year()
        annual_report_of(year, AnnualReportState.SUBMITTED, text=TEXT)
        editor(year.society, username="editor")
    return manager()


def select(paragraph: Locator, start: int, end: int) -> None:
    """Select characters of a paragraph that holds nothing but text."""
    paragraph.evaluate(
        """(element, [start, end]) => {
            const range = document.createRange();
            range.setStart(element.firstChild, start);
            range.setEnd(element.firstChild, end);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        [start, end],
    )


def test_selected_words_are_commented_on_and_answered(portal: Portal, boss: User) -> None:
    portal.sign_in(boss.username)
    page = portal.open(PAGE)
    chapter = page.locator("#chapter-members")
    select(chapter.locator(".rich-text p"), 11, 20)
    page.click(".comment-here")
    expect(chapter.locator("[data-quote] span")).to_have_text("常务理事会12次，")
    page.keyboard.type("请列出各次会议的日期。")
    chapter.locator("[data-comment-form] button.btn-primary").click()
    expect(chapter.locator(".thread-text")).to_have_text("请列出各次会议的日期。")
    expect(chapter.locator("mark.passage")).to_have_text("常务理事会12次，")
    with scopes_disabled():
        comment = AnnualComment.objects.get()
    assert (comment.before, comment.after) == ("本年度召开理事会4次，", "审议规章制度8项。")
    assert barriers(page) == []

    # by the keyboard, beside the mark: its number is no word of the text
    select(chapter.locator(".rich-text p").first, 0, 3)
    page.keyboard.press("Alt+c")
    expect(chapter.locator("[data-quote] span")).to_have_text("本年度")
    page.keyboard.type("二")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(chapter.locator("mark.passage")).to_have_count(2)

    chapter.locator("mark.passage", has_text="常务").click()
    expect(page.locator(f"#comment-{comment.pk}")).to_be_focused()

    portal.sign_in("editor")
    page = portal.open("/annual-reports/2017/A-01/")
    thread = page.locator(f"#comment-{comment.pk}")
    thread.locator("summary").click()
    thread.locator("textarea").fill("已补充。")
    thread.locator("button[value=answer]").click()
    expect(thread.locator(".thread-answer .thread-text")).to_have_text("已补充。")
    assert barriers(page) == []
