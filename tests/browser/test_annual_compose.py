"""Writing a chapter in the browser: saved by itself, never overwritten, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from reports.models import AnnualImage, AnnualReportSection
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.files import picture
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, small_year
from tests.factories.societies import editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FINANCE = "/annual-reports/2017/A-01/compose/finance/"
TEXT = "#editor .ProseMirror"
SAVED = "#compose-status .text-done"
PROBLEM = "#compose-status .text-red"


@pytest.fixture
def year() -> Year:
    year = small_year()
    editor(year.society, username="writer")
    return year


@pytest.fixture(autouse=True)
def answered(portal: Portal) -> Iterator[None]:
    """Wait for what the page loads by itself before the tables are emptied."""
    yield
    portal.page.wait_for_load_state("networkidle")


def stored() -> AnnualReportSection:
    with scopes_disabled():
        return AnnualReportSection.objects.get(chapter="finance")


def opened(portal: Portal) -> Page:
    portal.sign_in("writer")
    page = portal.open(FINANCE)
    page.locator(TEXT).click()
    return page


def leave_text(page: Page) -> None:
    page.locator("#summary").focus()


def saved(page: Page) -> None:
    """Wait until all is saved: what the page says may be of an earlier time."""
    expect(page.locator(SAVED)).to_be_visible()
    page.wait_for_function("!Object.keys(sessionStorage).some(key => key.startsWith('annual:'))")


def in_text(page: Page) -> None:
    """Wait until the text has the focus again; a command of the bar gives it back a frame later."""
    expect(page.locator(TEXT)).to_be_focused()


def command(page: Page, name: str) -> None:
    page.click(f"[data-command={name}]")
    in_text(page)


def at_the_end(page: Page) -> None:
    """Go to the end of the text, and let the editor hear where the caret is."""
    page.keyboard.press("Control+End")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def paste(page: Page, kind: str, data: str) -> None:
    page.locator(TEXT).evaluate(
        """(text, [kind, data]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData(kind, data);
            const options = { clipboardData, bubbles: true, cancelable: true };
            text.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [kind, data],
    )


def forget_answers(portal: Portal, *codes: str) -> None:
    """An answer 409 is meant; the browser notes it all the same."""
    portal.complaints[:] = [c for c in portal.complaints if not any(code in c for code in codes)]


def test_text_with_headings_lists_and_tables_is_saved_when_it_is_left(
    portal: Portal, year: Year
) -> None:
    page = opened(portal)
    page.select_option("[data-style]", "3")
    in_text(page)
    page.keyboard.type("收入")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("合计")
    page.keyboard.press("Control+b")
    page.keyboard.type("百万元")
    page.keyboard.press("Enter")
    command(page, "toggleBulletList")
    page.keyboard.type("会费")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    command(page, "table")
    page.keyboard.type("年份")
    command(page, "deleteColumn")
    command(page, "deleteColumn")
    page.keyboard.type("金额")
    expect(page.locator("[data-count]")).to_have_text("11")
    leave_text(page)
    saved(page)
    expect(page.locator(".compose-chapters .is-written")).to_have_count(1)
    assert stored().html == (
        "<h3>收入</h3><p><strong>合计</strong>百万元</p><ul><li>会费</li></ul>"
        "<table><thead><tr><th>金额</th></tr></thead>"
        "<tbody><tr><td></td></tr><tr><td></td></tr></tbody></table>"
    )
    page.reload()
    expect(page.locator(f"{TEXT} h3")).to_have_text("收入")
    assert barriers(page) == []


def test_picture_is_described_before_it_is_inserted(
    portal: Portal, year: Year, tmp_path: Path
) -> None:
    page = opened(portal)
    (tmp_path / "a.png").write_bytes(picture(size=(60, 40)))
    page.set_input_files("#picture-file", tmp_path / "a.png")
    dialog = page.locator("#picture-dialog")
    dialog.locator(".btn-primary").click()
    expect(dialog.locator("[data-problem=alt]")).to_be_visible()
    dialog.locator("[name=alt]").fill("开幕式")
    dialog.locator("[name=caption]").fill("年会开幕")
    dialog.locator(".btn-primary").click()
    expect(page.locator(f"{TEXT} figure img")).to_have_attribute("alt", "开幕式")
    assert page.locator(f"{TEXT} figure img").evaluate("image => image.decode().then(() => 1)")
    page.click(".picture-bar button")
    dialog.locator("[name=alt]").fill("理事长讲话")
    dialog.locator(".btn-primary").click()
    leave_text(page)
    saved(page)
    with scopes_disabled():
        digest = AnnualImage.objects.get().sha256
    assert stored().html == (
        f'<figure><img data-image="{digest}" alt="理事长讲话">'
        "<figcaption>年会开幕</figcaption></figure>"
    )
    version = stored().version
    page.reload()
    page.locator(f"{TEXT} figcaption").click()
    leave_text(page)
    page.click(".compose-steps .is-next")
    page.wait_for_url("**/compose/plan/")
    assert stored().version == version  # looking is no change


def test_text_from_word_and_cells_from_excel_come_without_their_looks(
    portal: Portal, year: Year
) -> None:
    page = opened(portal)
    paste(
        page,
        "text/html",
        "<html><head><style>p {color: red}</style></head><body><!--StartFragment-->"
        "<h2 style='mso-pagination:widow-orphan'>总体<o:p></o:p></h2>"
        "<p class=MsoNormal style='color:red'><span style='font-weight:bold'>收入</span>增长</p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>会费</p>"
        "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>个人</p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>捐赠</p>"
        "<img src='file:///C:/x.png'><script>alert(1)</script><!--EndFragment--></body></html>",
    )
    expect(page.locator("#compose-left-out")).to_be_visible()
    at_the_end(page)
    paste(page, "text/plain", "项目\t金额\n会费\t12")
    leave_text(page)
    saved(page)
    assert stored().html == (
        "<h3>总体</h3><p><strong>收入</strong>增长</p>"
        "<ol><li>会费<ul><li>个人</li></ul></li><li>捐赠</li></ol>"
        "<table><tbody><tr><td>项目</td><td>金额</td></tr>"
        "<tr><td>会费</td><td>12</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(("button", "kept"), [("keep-mine", "原文我的"), ("take-theirs", "同事的")])
def test_text_saved_by_a_colleague_is_shown_before_it_is_replaced(
    portal: Portal, year: Year, button: str, kept: str
) -> None:
    annual_report_of(year, text="原文")
    page = opened(portal)
    with scopes_disabled():
        AnnualReportSection.objects.filter(chapter="finance").update(
            html="<p>同事的</p>", version=2, updated_at=AFTER_YEAR
        )
    page.keyboard.type("我的")
    leave_text(page)
    box = page.locator("#compose-conflict")
    expect(box).to_contain_text("同事的")
    expect(box).to_contain_text("原文我的")
    assert stored().html == "<p>同事的</p>"
    box.locator(f"[data-{button}]").click()
    saved(page)
    expect(page.locator(TEXT)).to_have_text(kept)
    assert stored().html == f"<p>{kept}</p>"
    forget_answers(portal, "409")


def test_text_written_after_signing_out_elsewhere_is_kept(portal: Portal, year: Year) -> None:
    page = opened(portal)
    page.context.clear_cookies()
    page.keyboard.type("没有保存的文字")
    leave_text(page)
    expect(page.locator(PROBLEM)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    portal.sign_in_by_hand("writer")
    portal.open(FINANCE)
    expect(page.locator(TEXT)).to_have_text("没有保存的文字")
    saved(page)
    assert stored().html == "<p>没有保存的文字</p>"
    forget_answers(portal, "403", "404")


def test_text_is_kept_while_there_is_no_connection(portal: Portal, year: Year) -> None:
    page = opened(portal)
    page.context.set_offline(True)
    page.keyboard.type("断网时的文字")
    leave_text(page)
    expect(page.locator(PROBLEM)).to_be_visible()
    page.click(".compose-steps .is-next")  # does not lead away from text that is not safe
    expect(page.locator(PROBLEM)).to_be_visible()
    assert page.url.endswith(FINANCE)
    page.context.set_offline(False)
    page.click(".compose-steps .is-next")
    page.wait_for_url("**/compose/plan/")
    assert stored().html == "<p>断网时的文字</p>"
    page.evaluate("key => sessionStorage.setItem(key, '{}')", f"annual:{FINANCE}")
    page.reload()
    expect(page.locator("#compose-elsewhere a")).to_have_text("财务状况")
    page.evaluate("sessionStorage.clear()")
    forget_answers(portal, "ERR_INTERNET_DISCONNECTED")
