"""Review in a real browser: decide with the keyboard, be told what is wrong, go on."""

import datetime as dt

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from accounts.models import User
from reforms.enums import ReportState
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.reforms import report_of, workplan_of
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_TIME = dt.datetime(2017, 6, 1, 4, 0, tzinfo=dt.UTC)
PAGE = "/review/A-01/2017-05/"


def submitted(workplan: Workplan, code: str, percents: dict[int, int | None]) -> MonthlyReport:
    """A submitted report of May with a text for each task."""
    report = report_of(
        SocietyFactory(code=code),
        workplan,
        "2017-05",
        percents,
        state=ReportState.SUBMITTED,
        first_submitted_at=IN_TIME,
        submitted_at=IN_TIME,
    )
    report.entries.filter(is_no_change=False).update(narrative="开展了工作")
    return report


@pytest.fixture
def boss() -> User:
    """A manager, who reviews every society."""
    with scopes_disabled():
        workplan = workplan_of()
        submitted(workplan, "A-01", {1: 40, 2: 100})
        submitted(workplan, "A-02", {1: 10, 2: 20})
    return manager()


def entry(number: int) -> ProgressEntry:
    """An entry of the first report as it is now."""
    with scopes_disabled():
        found: ProgressEntry = ProgressEntry.objects.get(
            report__society__code="A-01", task__number=number
        )
        return found


def test_a_report_is_reviewed_with_the_keyboard(portal: Portal, boss: User) -> None:
    portal.sign_in(boss.username)
    page = portal.open(PAGE)
    page.locator("#task-1 .review-accept").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#task-1 .badge-state.is-done")).to_be_visible()
    assert entry(1).accepted_percent == 40
    # The next open task is at hand.
    expect(page.locator("#task-2 .review-accept")).to_be_focused()

    second = page.locator("#task-2")
    second.locator("summary").click()
    with page.expect_console_message(lambda message: "422" in message.text):
        second.locator("button[value=returned]").click()
    expect(second.locator(".errorlist")).to_be_visible()
    assert entry(2).decision == "pending"
    # The browser reports every answer of 4xx; this one was wanted.
    assert len(portal.complaints) == 1
    portal.complaints.clear()

    second.locator("textarea").fill("请补充佐证材料")
    second.locator("button[value=returned]").click()
    expect(page.locator("#finish h2")).to_be_focused()
    assert entry(2).decision_reason == "请补充佐证材料"

    page.locator("#finish button[type=submit]").click()
    page.wait_for_url("**/review/A-02/**")
    with scopes_disabled():
        assert MonthlyReport.objects.get(society__code="A-01").state == ReportState.RETURNED


def test_keys_lead_to_the_next_report_and_back(portal: Portal, boss: User) -> None:
    portal.sign_in(boss.username)
    page = portal.open(f"{PAGE}?state=all")
    page.keyboard.press("j")
    page.wait_for_url("**/review/A-02/2017-05/?state=all")
    page.keyboard.press("k")
    page.wait_for_url("**/review/A-01/2017-05/?state=all")


def test_clean_reports_are_ticked_and_accepted_together(portal: Portal, boss: User) -> None:
    portal.sign_in(boss.username)
    page = portal.open("/review/")
    button = page.locator("[data-needs-selected=reports]")
    expect(button).to_be_disabled()
    page.locator("[data-select-all=reports]").check()
    expect(button).to_contain_text("1")
    button.click()
    page.wait_for_url("**/review/?month=2017-05*")
    with scopes_disabled():
        states = dict(MonthlyReport.objects.values_list("society__code", "state"))
    assert states == {"A-01": "submitted", "A-02": "accepted"}


PAGES = ("/review/", PAGE, "/months/", "/months/2017-04/", "/months/2017-04/seal/")


def test_review_and_month_pages_are_accessible(portal: Portal, boss: User) -> None:
    portal.sign_in(boss.username)
    for path in PAGES:
        assert barriers(portal.open(path)) == [], path
