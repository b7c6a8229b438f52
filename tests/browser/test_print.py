"""What comes out of the printer: charts as wide as the sheet."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal
from tests.factories.societies import editor
from tests.reports.world import small_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]

WIDTH = "document.querySelector('.chart canvas').clientWidth"
#: What A4 leaves between the margins of print.css, in CSS pixels.
SHEET = 680


def test_chart_fits_the_sheet_and_comes_back(portal: Portal) -> None:
    society = small_world().societies[0]
    editor(society, username="clerk")
    portal.sign_in("clerk")
    page = portal.open(f"/dashboard/societies/{society.code}/")
    expect(page.locator(".chart canvas").first).to_be_visible()
    before = page.evaluate(WIDTH)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert 0 < page.evaluate(WIDTH) <= SHEET < before
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(WIDTH) == before
