"""The registers in a real browser: add, change, find, take out, and upload with a mistake first."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from playwright.sync_api import FilePayload, Page, expect

from societies.models import Meeting, Society
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.societies import SocietyFactory, editor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    editor(made, username="clerk")
    return made


def upload(page: Page, text: str) -> None:
    """Choose a CSV file and look at its preview."""
    file: FilePayload = {"name": "会议.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.click("main form button[type=submit]")
    page.wait_for_url("**/registers/uploads/*/")


@pytest.mark.usefixtures("society")
def test_a_meeting_is_added_changed_found_and_exported(portal: Portal) -> None:
    portal.sign_in("clerk")
    page = portal.open("/registers/meetings/new/")
    page.select_option("[name=level]", "council")
    page.fill("[name=held_on]", "2017-05-02")
    page.fill("[name=title]", "十二届四次理事会")
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_contain_text("十二届四次理事会")
    page.click("a[href$='/edit/']")
    page.select_option("[name=has_minutes]", "true")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/registers/meetings/*/")
    assert Meeting.objects.get().has_minutes is True
    page = portal.open("/registers/meetings/")
    page.fill("[name=q]", "四次")
    page.click(".filter-bar button[type=submit]")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.click("a[href*='export.csv']")
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert "十二届四次理事会" in rows[1]


@pytest.mark.usefixtures("society")
def test_a_file_with_a_mistake_is_corrected_and_applied(portal: Portal) -> None:
    portal.sign_in("clerk")
    head = "society_code,level,held_on,title\n"
    page = portal.open("/societies/A-01/registers/meetings/upload/")
    upload(page, f"{head}A-01,council,2017-02-30,理事会\n")
    expect(page.locator("[data-problems]")).to_contain_text("2017-02-30")
    expect(page.locator("form[action$='/apply/']")).to_have_count(0)
    assert not Meeting.objects.exists()
    page = portal.open("/societies/A-01/registers/meetings/upload/")
    upload(page, f"{head}A-01,council,2017-02-28,理事会\n")
    page.click("form[action$='/apply/'] button")
    page.wait_for_url("**/registers/meetings/?society=A-01")
    assert Meeting.objects.get().held_on == date(2017, 2, 28)


def test_pages_of_registers_are_accessible(portal: Portal, society: Society) -> None:
    made = Meeting.objects.create(society=society, level="council", held_on=date(2017, 5, 2))
    portal.sign_in("clerk")
    paths = ("", f"{made.pk}/", f"{made.pk}/edit/", f"{made.pk}/delete/")
    for path in (
        "/societies/A-01/registers/",
        "/societies/A-01/registers/meetings/upload/",
        "/registers/activities/new/",
        *(f"/registers/meetings/{path}" for path in paths),
    ):
        assert barriers(portal.open(path)) == [], path


@pytest.mark.usefixtures("society")
def test_an_activity_shows_the_measures_of_its_kind(portal: Portal) -> None:
    portal.sign_in("clerk")
    page = portal.open("/registers/activities/new/")
    page.select_option("[name=kind]", "award")
    expect(page.locator("[name=candidates]")).to_be_visible()
    expect(page.locator("[name=issues]")).to_be_hidden()
    page.select_option("[name=kind]", "journal")
    expect(page.locator("[name=candidates]")).to_be_hidden()
    expect(page.locator("[name=issues]")).to_be_visible()
