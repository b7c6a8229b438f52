"""Members in the browser: enter, find, filter, look at numbers, end a membership."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled

from members.models import Member
from societies.models import Society
from tests.browser.conftest import Portal
from tests.factories.societies import SocietyFactory, editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/societies/A-01/members/"
PHONE = "13800138000"


@pytest.fixture
def society() -> Society:
    """A society with an editor and an older member."""
    society = SocietyFactory(code="A-01")
    editor(society, username="bian")
    with scopes_disabled():
        Member.objects.create(society=society, registration_no="S01-0", name="李老")
    return society


def test_member_is_entered_found_and_leaves(portal: Portal, society: Society) -> None:
    page = portal.sign_in("bian")
    portal.open(LIST)
    page.click(f"a[href='{LIST}new/']")
    page.fill("input[name=registration_no]", "S01-9")
    page.fill("input[name=name]", "王小明")
    page.fill("input[name=phone]", PHONE)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{LIST}*/")
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
