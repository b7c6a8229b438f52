"""A supervision slip from its issue to its end, by keyboard, without barriers on any page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reforms.models import SupervisionSlip
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.reforms import workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]

ANSWER = "因人员交接逾期，现已补报，今后由秘书处专人负责。"
LIST = "/slips/A-01/"


@pytest.fixture
def slip() -> SupervisionSlip:
    """A slip whose answer is due tomorrow, and everybody who has to do with it."""
    society = SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Mathematical Society")
    editor(society, username="clerk")
    approver(society, username="chief", requires_second_factor=False)
    reviewer(society, username="link", requires_second_factor=False)
    manager(username="boss", requires_second_factor=False)
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    return slip_of(
        society,
        workplan_of(),
        acknowledge_due_on=today,
        answer_due_on=tomorrow,
        issued_on=today,
    )


def press(page: Page, name: str) -> None:
    """Press a button as somebody without a mouse does."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_slip_is_answered_and_closed_by_keyboard_without_barriers(
    portal: Portal, slip: SupervisionSlip
) -> None:
    address = f"{LIST}{slip.pk}/"
    portal.sign_in("clerk")
    page = portal.open(address)
    press(page, "签收")
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    page.get_by_role("textbox", name="答复").focus()
    page.keyboard.type(ANSWER)
    assert barriers(page) == []
    press(page, "保存并转审核人")
    expect(page.get_by_text("答复已转审核人")).to_be_visible()
    assert barriers(portal.open(LIST)) == []

    portal.sign_in("chief")
    page = portal.open(address)
    press(page, "报送答复")
    expect(page.get_by_text("答复已报中国科协，等待办理")).to_be_visible()

    portal.sign_in("link")
    page = portal.open(address)
    assert barriers(page) == []
    page.locator("form[action$='/close/'] textarea").fill("情况属实，整改措施可行，同意办结。")
    press(page, "办结")
    expect(page.get_by_text("无需再办理")).to_be_visible()
    assert barriers(portal.open("/slips/?state=closed")) == []

    portal.sign_in("boss")
    for path in (f"{LIST}2017/new/", "/workplans/2017/slip-rules/"):
        assert barriers(portal.open(path)) == []


def test_pages_of_a_slip_have_no_barriers_in_english(portal: Portal, slip: SupervisionSlip) -> None:
    portal.sign_in("clerk")
    portal.page.context.request.post(f"{portal.url}/i18n/setlang/", form={"language": "en"})
    for path in ("/desk/", LIST, f"{LIST}{slip.pk}/"):
        page = portal.open(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert barriers(page) == []
