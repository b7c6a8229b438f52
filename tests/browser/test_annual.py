"""Writing an annual report in the browser: saved by itself, never overwritten, never lost."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from reports.models import AnnualReportSection
from tests.browser.conftest import Portal
from tests.factories.reports import Year, annual_report_of, small_year
from tests.factories.societies import editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDIT = "/annual-reports/2017/A-01/edit/"
FINANCE = "#chapter-finance"


@pytest.fixture
def year() -> Year:
    year = small_year()
    editor(year.society, username="writer")
    return year


def stored() -> AnnualReportSection:
    with scopes_disabled():
        return AnnualReportSection.objects.get(head="finance")


def forget_answers(portal: Portal, *codes: str) -> None:
    """An answer 409 is meant; the browser notes it all the same."""
    portal.complaints[:] = [c for c in portal.complaints if not any(code in c for code in codes)]


def test_text_is_saved_when_the_field_is_left(portal: Portal, year: Year) -> None:
    portal.sign_in("writer")
    page = portal.open(EDIT)
    page.fill(f"{FINANCE} textarea", "收入 100 万元\n支出 90 万元")
    expect(page.locator(f"{FINANCE} [data-count]")).to_have_text("13")
    page.locator("#chapter-members textarea").focus()
    expect(page.locator(f"{FINANCE} .annual-status .text-done")).to_be_visible()
    expect(page.locator("#checklist .is-written")).to_have_count(1)
    assert stored().text == "收入 100 万元\n支出 90 万元"
    page.fill(f"{FINANCE} textarea", "改写")
    expect(page.locator("#version-finance")).to_have_value("2")
    assert stored().text == "改写"
    page.reload()
    expect(page.locator(f"{FINANCE} textarea")).to_have_value("改写")


@pytest.mark.parametrize(("button", "kept"), [("keep-mine", "我的"), ("take-theirs", "同事的")])
def test_text_saved_by_a_colleague_is_shown_before_it_is_replaced(
    portal: Portal, year: Year, button: str, kept: str
) -> None:
    annual_report_of(year, text="原文")
    portal.sign_in("writer")
    page = portal.open(EDIT)
    with scopes_disabled():
        AnnualReportSection.objects.filter(head="finance").update(text="同事的", version=2)
    page.fill(f"{FINANCE} textarea", "我的")
    box = page.locator(f"{FINANCE} [data-conflict]")
    expect(box).to_contain_text("同事的")
    expect(box).to_contain_text("我的")
    assert stored().text == "同事的"
    box.locator(f"[data-{button}]").click()
    expect(page.locator(f"{FINANCE} .annual-status .text-done")).to_be_visible()
    expect(page.locator(f"{FINANCE} textarea")).to_have_value(kept)
    assert stored().text == kept
    forget_answers(portal, "409")


def test_text_written_after_signing_out_elsewhere_is_kept(portal: Portal, year: Year) -> None:
    portal.sign_in("writer")
    page = portal.open(EDIT)
    page.context.clear_cookies()
    page.fill(f"{FINANCE} textarea", "没有保存的文字")
    page.locator("#chapter-members textarea").focus()
    expect(page.locator(f"{FINANCE} .annual-status .text-red")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    portal.sign_in_by_hand("writer")
    page.wait_for_url(lambda url: "/login/" not in url)
    portal.open(EDIT)
    expect(page.locator(f"{FINANCE} textarea")).to_have_value("没有保存的文字")
    expect(page.locator(f"{FINANCE} .annual-status .text-done")).to_be_visible()
    assert stored().text == "没有保存的文字"
    forget_answers(portal, "403", "404", "htmx:")


def test_text_is_kept_while_there_is_no_connection(portal: Portal, year: Year) -> None:
    portal.sign_in("writer")
    page = portal.open(EDIT)
    page.context.set_offline(True)
    page.fill(f"{FINANCE} textarea", "断网时的文字")
    expect(page.locator(f"{FINANCE} .annual-status .text-red")).to_be_visible()
    expect(page.locator(f"{FINANCE} textarea")).to_have_value("断网时的文字")
    page.context.set_offline(False)
    page.fill(f"{FINANCE} textarea", "断网时的文字。")
    expect(page.locator(f"{FINANCE} .annual-status .text-done")).to_be_visible()
    assert stored().text == "断网时的文字。"
    forget_answers(portal, "ERR_INTERNET_DISCONNECTED", "htmx:")
