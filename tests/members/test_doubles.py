"""One member entered twice, and days that have not come: what is pointed out, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.forms import LeaveForm, MemberForm
from members.importing.problems import message_of
from members.models import Member
from members.selectors.doubles import sharing_identity
from societies.models import Society
from tests.factories.members import GOOD_ID, MemberFactory
from tests.factories.societies import SocietyFactory, editor

pytestmark = pytest.mark.django_db
TODAY = date(2017, 6, 1)


@pytest.fixture
def home() -> Society:
    """Some society."""
    society: Society = SocietyFactory(code="A-01")
    return society


def told(response: Any) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in response.context["messages"]]


def test_members_share_an_identity_within_their_society_while_they_are_members(
    home: Society,
) -> None:
    member = MemberFactory(society=home, id_number=GOOD_ID)
    assert sharing_identity(member) == []
    MemberFactory(id_number=GOOD_ID)
    MemberFactory(society=home, id_number=GOOD_ID, left_on=TODAY)
    assert sharing_identity(member) == []
    other = MemberFactory(society=home, id_number=GOOD_ID.lower())
    assert sharing_identity(member) == [other]
    member.left_on = TODAY
    assert sharing_identity(member) == []
    assert sharing_identity(MemberFactory(society=home)) == []


def test_saving_a_member_says_who_has_the_number_already(client: Client, home: Society) -> None:
    first = MemberFactory(society=home, id_number=GOOD_ID)
    client.force_login(editor(home))
    warning = message_of("id_shared_member", {"number": first.registration_no})
    values = {"registration_no": "S-9", "name": "王", "kind": "individual", "version": 0}
    new = "/societies/A-01/members/new/"
    response = client.post(new, values | {"id_number": GOOD_ID}, follow=True)
    assert warning in told(response)
    made = Member.objects.get(registration_no="S-9")
    response = client.post(f"/societies/A-01/members/{made.pk}/edit/", values, follow=True)
    assert warning in told(response)
    response = client.post(new, values | {"registration_no": "S-8"}, follow=True)
    assert warning not in told(response)


def form_of(home: Society, **values: Any) -> MemberForm:
    """The form of a member who has left, filled in on a day."""
    member = MemberFactory.build(society=home, pk=1, left_on=TODAY)
    given = {"registration_no": "S-1", "name": "王", "kind": "individual", "version": 0}
    return MemberForm(given | values, instance=member, today=TODAY)


@pytest.mark.parametrize("name", ["birth_on", "left_on"])
def test_day_that_has_not_come_is_refused(home: Society, name: str) -> None:
    assert name not in form_of(home, **{name: TODAY}).errors
    assert name in form_of(home, **{name: TODAY + timedelta(days=1)}).errors


def test_leaving_ahead_of_time_is_refused(home: Society) -> None:
    member = MemberFactory.build(society=home, joined_on=TODAY)
    values = {"version": 0, "left_reason": "resigned"}
    for days, is_right in ((-1, False), (0, True), (1, False)):
        left_on = TODAY + timedelta(days=days)
        form = LeaveForm(values | {"left_on": left_on}, member=member, today=TODAY)
        assert form.is_valid() == is_right


def test_pages_take_the_day_from_the_clock(client: Client, home: Society) -> None:
    member = MemberFactory(society=home)
    client.force_login(editor(home))
    values = {"version": 0, "left_reason": "resigned"}
    url = f"/societies/A-01/members/{member.pk}/leave/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.post(url, values | {"left_on": tomorrow}).status_code == 200
    assert client.post(url, values | {"left_on": timezone.localdate()}).status_code == 302
