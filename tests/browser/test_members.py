"""Members in the browser: enter, find, filter, look at numbers, end a membership."""

from __future__ import annotations

import pytest
from celery import current_app
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from members import tasks
from members.models import Member
from societies.models import Society
from tests.browser.conftest import Portal
from tests.factories.societies import SocietyFactory, editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/societies/A-01/members/"
PHONE = "13800138000"
#: Jobs that were handed to the broker: names of tasks with their arguments.
Waiting = list[tuple[str, list[int]]]


@pytest.fixture
def society() -> Society:
    """A society with an editor and an older member."""
    society = SocietyFactory(code="A-01")
    editor(society, username="bian")
    with scopes_disabled():
        Member.objects.create(society=society, registration_no="S01-0", name="李老")
    return society


def test_member_is_entered_found_and_leaves(portal: Portal, society: Society) -> None:
    portal.sign_in("bian")
    page = portal.open(LIST)
    page.click(f"a[href='{LIST}new/']")
    page.fill("input[name=registration_no]", "S01-9")
    page.fill("input[name=name]", "王小明")
    page.fill("input[name=phone]", PHONE)
    page.click("main button[type=submit]")
    page.wait_for_selector(".reveal button")
    assert PHONE not in page.content()
    page.click(".reveal button")
    page.wait_for_url("**/reveal/")
    assert PHONE in page.content()

    portal.open(LIST)
    assert page.locator("table.data tbody tr").count() == 2
    page.fill("input[name=q]", "小明")
    page.click(".filter-bar button[type=submit]")
    page.wait_for_url("**q=*")
    assert page.locator("table.data tbody tr").count() == 1

    page.click(".number-search summary")
    page.fill("input[name=number]", "138 0013 8000")
    page.click(".number-search button")
    page.wait_for_selector("h1:has-text('王小明')")
    page.click("a[href$='/leave/']")
    page.fill("input[name=left_on]", "2017-06-01")
    page.select_option("select[name=left_reason]", "resigned")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=2017-06-01")
    with scopes_disabled():
        assert Member.objects.get(registration_no="S01-9").left_reason == "resigned"


def work(page: Page, waiting: Waiting) -> None:
    """Do what a worker would, while the page asks how far it is."""
    expect(page.locator(".job progress")).to_be_visible()
    mine = [each for each in waiting if each[0].startswith(tasks.__name__)]
    waiting.clear()
    for name, args in mine:
        getattr(tasks, name.rpartition(".")[2])(*args)


def upload(portal: Portal, waiting: Waiting, day: str) -> None:
    """Upload two members, one joined on the day, and let them be checked."""
    page = portal.open(f"{LIST}imports/new/")
    text = f"registration_no,name,joined_on\nS01-0,李新,\nS01-1,王小明,{day}\n"
    page.set_input_files(
        "input[type=file]", {"name": "m.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.click("main form.panel button[type=submit]")
    work(page, waiting)


def test_file_is_corrected_applied_and_undone(
    portal: Portal, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: Waiting = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: waiting.append((name, args)))

    page = portal.page
    portal.sign_in("bian")
    upload(portal, waiting, "2017-13-01")
    with page.expect_download() as download:
        page.click("a[href$='corrections.xlsx']")
    assert download.value.suggested_filename.endswith(".xlsx")

    upload(portal, waiting, "2017-01-01")
    page.wait_for_selector("text=王小明")
    page.click("main form[action$='/apply/'] button")
    work(page, waiting)
    page.wait_for_selector("form[action$='/undo/']")
    with scopes_disabled():
        assert Member.objects.get(registration_no="S01-0").name == "李新"

    page.once("dialog", lambda dialog: dialog.accept())
    page.click("form[action$='/undo/'] button")
    work(page, waiting)
    expect(page.locator(".job progress")).to_have_count(0)
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)
    with scopes_disabled():
        assert [member.name for member in Member.objects.all()] == ["李老"]
