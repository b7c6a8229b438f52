"""Entering financial statements in the browser: sums while typing, pasting, two people."""

import re

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from reports.finance.cells import Cells, own_name
from reports.models import AnnualReport
from reports.selectors.finance import finance_book
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.reports import annual_report_of, small_year
from tests.factories.societies import editor
from tests.reports.test_annual_finance import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/annual-reports/2017/A-01/finance/"
PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const pasted = {clipboardData: data, bubbles: true, cancelable: true};
  field.dispatchEvent(new ClipboardEvent("paste", pasted));
}"""


@pytest.fixture
def report() -> AnnualReport:
    return annual_report_of(small_year())


@pytest.fixture
def grid(portal: Portal, report: AnnualReport) -> Page:
    portal.sign_in(editor(report.society).username)
    return portal.open(PAGE)


def stored(report: AnnualReport) -> Cells:
    with scopes_disabled():
        return finance_book(report).cells


def saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_contain_text(re.compile("已保存"), timeout=15_000)


def test_sums_are_told_while_typing_and_all_is_saved_by_itself(
    grid: Page, report: AnnualReport
) -> None:
    grid.fill('[name="dues@amount"]', "１，２００")
    grid.press('[name="dues@amount"]', "Enter")
    expect(grid.locator('[name="services@amount"]')).to_be_focused()
    grid.keyboard.type("300.5")
    expect(grid.locator('[name="income@amount"]')).to_have_attribute("placeholder", "1,500.50")
    grid.fill('[name="income@amount"]', "1500.40")
    expect(grid.locator("#line-income [data-check]")).to_contain_text("0.10")
    grid.click("#line-dues .finance-add")
    grid.keyboard.type("单位会员")
    grid.keyboard.press("Tab")
    grid.keyboard.press("Tab")
    grid.keyboard.type("1200")
    saved(grid)
    name = own_name("dues", "单位会员")
    assert stored(report) == {
        "dues@amount": "1200.00",
        "services@amount": "300.50",
        "income@amount": "1500.40",
        name: "1",
        f"{name}@amount": "1200.00",
    }
    finding = grid.locator('[data-finding="total:income@amount"]')
    finding.locator("textarea").fill("尾差")
    finding.locator("button").click()
    expect(finding).to_have_class(re.compile("is-settled"))
    assert barriers(grid) == []


def test_cells_of_a_spreadsheet_fill_the_grid(grid: Page, report: AnnualReport) -> None:
    grid.locator('[name="donations@before"]').evaluate(PASTE, "1\t2\n3\t4\n")
    grid.locator('[name="cash@before"]').evaluate(
        PASTE, "固定资产原价\t31\t10\t20\n没有的项目\t1\t2\n减：累计折旧\t32\t1\t2"
    )
    expect(grid.locator("[data-left-out] [data-names]")).to_have_text("没有的项目")
    saved(grid)
    assert stored(report) == {
        "donations@before": "1.00",
        "donations@amount": "2.00",
        "dues@before": "3.00",
        "dues@amount": "4.00",
        "fixed-cost@before": "10.00",
        "fixed-cost@amount": "20.00",
        "depreciation@before": "1.00",
        "depreciation@amount": "2.00",
    }
    grid.click("[name=zero]")
    expect(grid.locator('[name="sales@amount"]')).to_have_value("0.00")
    grid.click("[name=unzero]")
    expect(grid.locator('[name="sales@amount"]')).to_have_value("")
    expect(grid.locator('[name="dues@amount"]')).to_have_value("4.00")
    grid.wait_for_load_state("networkidle")


def test_what_a_colleague_saved_is_kept_or_asked_about(
    portal: Portal, grid: Page, report: AnnualReport
) -> None:
    save(report, {"sales@amount": "7.00"})
    grid.fill('[name="dues@amount"]', "1")
    saved(grid)
    expect(grid.locator('[name="sales@amount"]')).to_have_value("7.00")
    save(report, {"dues@amount": "5.00"}, {"dues@amount": "1.00"})
    grid.fill('[name="dues@amount"]', "6")
    grid.locator("#finance-conflict [value=mine]").click(timeout=15_000)
    with grid.expect_navigation():
        grid.locator("#finance-conflict button").click()
    portal.complaints.clear()  # the browser tells of every 409
    assert stored(report) == {"dues@amount": "6.00", "sales@amount": "7.00"}
