"""The month in a real browser: nothing typed is lost, from the first percent to the receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from reforms.resources.month_book import month_workbook
from reforms.selectors.months import society_month
from reforms.services.entries import save_entry
from reforms.services.report_uploads import base_of
from societies.models import Society
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.accounts import PASSWORD
from tests.factories.files import pdf_file
from tests.factories.month_files import filled
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import SocietyFactory, approver, editor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def month() -> dt.date:
    """The month that runs now."""
    return timezone.localdate().replace(day=1)


@pytest.fixture
def workplan(month: dt.date) -> Workplan:
    """A workplan of this calendar year with three basic tasks and five to choose."""
    year = month.year
    return workplan_of(
        basic=3,
        reelection=0,
        optional=5,
        year=year,
        issued_on=dt.date(year, 1, 1),
        plan_due_on=dt.date(year, 1, 31),
        first_month=dt.date(year, 1, 1),
        last_month=dt.date(year, 12, 1),
    )


@pytest.fixture
def society() -> Society:
    """A society with an editor and an approver."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    editor(society, username="clerk")
    approver(society, username="chief", requires_second_factor=False)
    return society


@pytest.fixture
def address(society: Society, workplan: Workplan, month: dt.date) -> str:
    """The page of the month."""
    return f"/months/{society.code}/{month:%Y-%m}/"


def percent(page: Page, number: int) -> Any:
    """The percent field of a task."""
    return page.locator(f"[name=t{number}-percent]")


def state(page: Page, number: int) -> Any:
    """What the page says about saving a task."""
    return page.locator(f"#task-{number} [data-state]")


def entries() -> dict[int, tuple[int | None, str]]:
    """What is saved by task number."""
    rows = ProgressEntry.objects.values_list("task__number", "percent", "narrative")
    return {number: (value, words) for number, value, words in rows}


def test_month_is_filled_by_keyboard_sent_checked_and_submitted(
    portal: Portal, address: str
) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    percent(page, 1).focus()
    page.keyboard.type("35")
    page.keyboard.press("Enter")
    page.keyboard.type("４０％")
    page.keyboard.press("Enter")
    page.keyboard.type("10")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("完成议事规则修订")
    page.keyboard.press("Tab")
    expect(state(page, 3)).to_contain_text(":")
    expect(page.locator("#month-stats")).to_contain_text("3 / 3")
    assert entries() == {1: (35, ""), 2: (40, ""), 3: (11, "完成议事规则修订")}
    with page.expect_navigation():
        page.locator(".page-actions .btn-primary").click()
    page.context.clear_cookies()
    portal.sign_in("chief")
    page = portal.open(f"{address}check/")
    assert "完成议事规则修订" in page.content()
    page.locator("form[action$='/submit/'] button").dblclick()
    page.wait_for_url("**/receipts/1/")
    report = MonthlyReport.objects.get()
    assert report.submissions.count() == 1
    assert report.submissions.get().digest in page.content()


def test_fall_and_no_change_ask_for_their_reasons(
    portal: Portal, address: str, society: Society, workplan: Workplan, month: dt.date
) -> None:
    if month.month == 1:
        pytest.skip("the workplan has no earlier month in January")
    earlier = (month - dt.timedelta(days=1)).strftime("%Y-%m")
    report_of(society, workplan, earlier, {1: 50, 2: 50})
    portal.sign_in("clerk")
    page = portal.open(address)
    expect(page.locator("[name=t1-fall_reason]")).to_be_hidden()
    percent(page, 1).fill("45")
    page.locator("[name=t1-fall_reason]").fill("重新核算")
    page.locator("[name=t1-fall_reason]").blur()
    expect(state(page, 1)).to_contain_text(":")
    page.locator("[name=t2-is_no_change]").check()
    expect(percent(page, 2)).to_be_disabled()
    expect(page.locator("[name=t2-no_change_reason]")).to_be_focused()
    page.keyboard.type("等待理事会")
    page.keyboard.press("Tab")
    expect(state(page, 2)).to_contain_text(":")
    reasons = ProgressEntry.objects.filter(report__month=month).order_by("task__number")
    assert list(reasons.values_list("fall_reason", "no_change_reason")) == [
        ("重新核算", ""),
        ("", "等待理事会"),
    ]


def test_column_from_excel_fills_downwards(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    percent(page, 1).focus()
    page.evaluate(PASTE, '35%\t"two\nlines, ""quoted"""\r\n40\t\r\n45\r\n')
    for number in (1, 2, 3):
        expect(state(page, number)).to_contain_text(":")
    assert entries() == {1: (35, 'two\nlines, "quoted"'), 2: (40, ""), 3: (45, "")}


def test_two_people_on_one_task_lose_nothing(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    other = page.context.new_page()
    other.goto(page.url)
    percent(other, 1).fill("20")
    other.locator("[name=t1-narrative]").fill("theirs")
    other.locator("[name=t1-narrative]").blur()
    expect(state(other, 1)).to_contain_text(":")
    assert entries() == {1: (20, "theirs")}
    page.locator("[name=t1-narrative]").fill("mine")
    page.locator("[name=t1-narrative]").blur()
    expect(percent(page, 1)).to_have_value("20")
    conflict = page.locator("#task-1 .entry-conflict")
    expect(conflict).to_contain_text("theirs")
    expect(conflict).to_contain_text("mine")
    assert entries() == {1: (20, "theirs")}
    conflict.locator("[data-take]").click()
    expect(page.locator("[name=t1-narrative]")).to_have_value("theirs")
    page.locator("[name=t1-narrative]").fill("both")
    page.locator("[name=t1-narrative]").blur()
    expect(state(page, 1)).to_contain_text(":")
    assert entries() == {1: (20, "both")}
    assert all("409" in complaint for complaint in portal.complaints)
    portal.complaints.clear()


def test_changes_of_two_people_to_different_fields_both_stand(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=t1-narrative]").fill("theirs")
    other.locator("[name=t1-narrative]").blur()
    expect(state(other, 1)).to_contain_text(":")
    percent(page, 1).fill("20")
    percent(page, 1).blur()
    expect(state(page, 1)).to_contain_text(":")
    expect(page.locator("[name=t1-narrative]")).to_have_value("theirs")
    expect(page.locator("#task-1 .entry-conflict")).to_have_count(0)
    assert entries() == {1: (20, "theirs")}
    assert all("409" in complaint for complaint in portal.complaints)
    portal.complaints.clear()


def test_percent_against_no_change_is_a_conflict(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=t1-is_no_change]").check()
    other.keyboard.type("等待理事会")
    other.keyboard.press("Tab")
    expect(state(other, 1)).to_contain_text(":")
    percent(page, 1).fill("20")
    percent(page, 1).blur()
    expect(page.locator("#task-1 .entry-conflict")).to_contain_text("20")
    expect(percent(page, 1)).to_have_value("20")
    page.locator("#task-1 [data-keep]").click()
    expect(state(page, 1)).to_contain_text(":")
    assert entries() == {1: (20, "")}
    assert all("409" in complaint for complaint in portal.complaints)
    portal.complaints.clear()


def test_text_survives_a_lost_connection_and_a_closed_browser(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    page.context.set_offline(True)
    page.locator("[name=t1-narrative]").fill("written on the train")
    page.locator("[name=t1-narrative]").blur()
    expect(state(page, 1)).to_have_class("entry-state small muted is-bad")
    assert entries() == {}
    context = page.context
    again = context.new_page()
    page.close(run_before_unload=False)
    context.set_offline(False)
    again.goto(f"{portal.url}{address}")
    again.locator("[data-recover]").click()
    expect(state(again, 1)).to_contain_text(":")
    assert entries() == {1: (None, "written on the train")}
    again.reload()
    expect(again.locator("#entry-recovery")).to_be_hidden()
    portal.complaints.clear()


def test_signed_out_person_is_told_and_keeps_the_text(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    page.context.clear_cookies()
    page.locator("[name=t1-narrative]").fill("kept")
    page.locator("[name=t1-narrative]").blur()
    expect(state(page, 1)).to_have_class("entry-state small muted is-bad")
    expect(page.locator("[name=t1-narrative]")).to_have_value("kept")
    assert entries() == {}
    other = page.context.new_page()
    other.goto(f"{portal.url}/accounts/login/")
    other.locator("[name=login]").fill("clerk")
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("[name=password]").press("Enter")
    expect(state(page, 1)).to_contain_text(":")
    assert entries() == {1: (None, "kept")}
    portal.complaints.clear()


def test_evidence_is_added_refused_and_taken_off(portal: Portal, address: str) -> None:
    portal.sign_in("clerk")
    page = portal.open(address)
    files: list[FilePayload] = [
        {"name": "议事规则.pdf", "mimeType": "application/pdf", "buffer": pdf_file()},
        {"name": "bad.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"},
    ]
    page.locator("[name=t1-files]").set_input_files(files)
    row = page.locator("#task-1")
    expect(row.locator(".evidence-list")).to_contain_text("议事规则.pdf")
    expect(row.locator("[data-errors=files]")).to_contain_text("bad.exe")
    row.locator("[data-detach]").click()
    expect(row.locator(".evidence-list li")).to_have_count(0)
    assert all("422" in complaint for complaint in portal.complaints)
    portal.complaints.clear()


def test_pages_of_the_month_are_accessible(
    portal: Portal, address: str, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    portal.sign_in("clerk")
    page = portal.open(address)
    percent(page, 1).fill("35")
    page.locator("[name=t2-is_no_change]").check()
    assert barriers(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    for path in ("/desk/", f"{address}check/", "/evidence/A-01/"):
        assert barriers(portal.open(path)) == []


def test_workbook_comes_back_and_what_is_typed_over_a_conflict_is_chosen(
    portal: Portal, society: Society, workplan: Workplan, month: dt.date, address: str
) -> None:
    now = timezone.now()
    page = society_month(society, workplan, month, at=now)
    book = month_workbook(page, base_of(page, at=now), at=now)
    save_entry(
        society=society,
        workplan=workplan,
        month=month,
        task=page.rows[0].task,
        by=User.objects.get(username="clerk"),
        expected_version=0,
        at=now,
        percent=30,
    )
    portal.sign_in("clerk")
    here = portal.open(f"{address}upload/")
    assert barriers(here) == []
    data = filled(book, {1: {"percent": 20}, 2: {"percent": 50}})
    here.set_input_files(
        "input[type=file]", FilePayload(name="月报.xlsx", mimeType="", buffer=data)
    )
    here.click("main form button[type=submit]")
    expect(here.locator(".file-conflict")).to_have_count(1)
    assert barriers(here) == []
    here.fill("input[name=t1-percent]", "25")
    expect(here.locator("#t1-percent-choice-typed")).to_be_checked()
    here.click("button[form=apply-form]")
    expect(here).to_have_url(f"{portal.url}{address}")
    saved = dict(ProgressEntry.objects.values_list("task__number", "percent"))
    assert saved == {1: 25, 2: 50}
