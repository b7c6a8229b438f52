"""A claim against the registers in a real browser: asked for, explained, sent, and seen by CAST."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reforms.enums import Verdict
from reforms.models import ProgressEntry
from societies.models import Society
from tests.browser.barriers import accessibility_faults
from tests.browser.conftest import Portal
from tests.factories.checks import checked_workplan, verdict_of
from tests.factories.societies import SocietyFactory, approver, editor, reviewer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]

WORDS = "三个分支机构将于年底合并。"


@pytest.fixture
def month() -> dt.date:
    """The month that runs now."""
    return timezone.localdate().replace(day=1)


@pytest.fixture
def society(month: dt.date) -> Society:
    """A society that owes one task, whose check is not met, with its people and its reviewer."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    editor(society, username="clerk")
    approver(society, username="chief", requires_second_factor=False)
    reviewer(society, username="link", requires_second_factor=False)
    year = month.year
    workplan = checked_workplan(
        basic=1,
        reelection=0,
        optional=5,
        year=year,
        issued_on=dt.date(year, 1, 1),
        plan_due_on=dt.date(year, 1, 31),
        first_month=dt.date(year, 1, 1),
        last_month=dt.date(year, 12, 1),
        checks={},
    )
    verdict_of(society, workplan, 1, Verdict.NOT_MET, "premises")
    return society


def explain(page: Page) -> None:
    """Claim 100 per cent, be asked why, and say why."""
    claim = page.locator("#task-1 [data-claim]")
    expect(claim).to_be_hidden()
    page.fill("[name=t1-percent]", "99")
    expect(claim).to_be_hidden()
    page.fill("[name=t1-percent]", "100")
    expect(claim).to_be_visible()
    page.fill("[name=t1-narrative]", "办公场所已经落实。")
    page.locator("[name=t1-narrative]").blur()
    jump = page.locator("[data-jump=claim]")
    expect(jump).to_have_count(1)
    jump.click()
    expect(page.locator("[name=t1-claim_explanation]")).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    expect(jump).to_have_count(0)
    assert ProgressEntry.objects.get().claim_explanation == WORDS
    assert accessibility_faults(page) == []


def test_claim_against_the_registers_is_explained_before_it_is_sent(
    portal: Portal, society: Society, month: dt.date
) -> None:
    address = f"/months/{society.code}/{month:%Y-%m}/"
    portal.sign_in("clerk")
    explain(portal.open(address))

    page = portal.page
    page.context.clear_cookies()
    portal.sign_in("chief")
    page = portal.open(f"{address}check/")
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.locator("form[action$='/submit/'] button[type=submit]").first.click()
    page.wait_for_url("**/receipts/1/")

    page.context.clear_cookies()
    portal.sign_in("link")
    page = portal.open(f"/review/?month={month:%Y-%m}&flagged=registers")
    expect(page.locator(".review-list a")).to_have_count(1)
    page.locator(".review-list a").click()
    row = page.locator("#task-1")
    expect(row.get_by_text(WORDS)).to_be_visible()
    expect(row.locator("header .badge-state.is-red")).to_have_count(1)
    row.locator(".task-verdict > summary").click()
    expect(row.locator(".task-verdict-body")).to_be_visible()
    assert accessibility_faults(page) == []
