"""The reform plan in a real browser: a change of mind loses nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reforms.models import Workplan
from societies.models import Society
from tests.browser.conftest import Portal
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, editor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]


@pytest.fixture
def workplan() -> Workplan:
    """A workplan of this calendar year."""
    year = timezone.localdate().year
    return workplan_of(
        basic=1,
        reelection=0,
        optional=5,
        year=year,
        issued_on=dt.date(year, 1, 1),
        plan_due_on=dt.date(year, 12, 31),
        first_month=dt.date(year, 1, 1),
        last_month=dt.date(year, 12, 1),
    )


def test_task_chosen_again_keeps_what_was_written(portal: Portal, workplan: Workplan) -> None:
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    editor(society, username="clerk")
    portal.sign_in("clerk")
    page = portal.open(f"/plans/{workplan.year}/{society.code}/")
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url("**/edit/")
    box = page.locator("[data-chosen]").first
    number = (box.get_attribute("name") or "").split("-")[1]
    counter, measure = (
        page.locator("[data-chosen-count]"),
        page.locator(f"#id_task-{number}-measure"),
    )
    said = page.locator("#plan-saved")
    with page.expect_response("**/edit/"):
        box.check()
    measure.fill("monthly meetings")
    with page.expect_response("**/edit/"):
        measure.blur()
    expect(counter).to_have_text("1")
    with page.expect_response("**/edit/"):
        box.uncheck()
    expect(counter).to_have_text("0")
    expect(said).not_to_have_class("is-failed")
    with page.expect_response("**/edit/"):
        box.check()
    expect(measure).to_have_value("monthly meetings")
