"""Writing one member: entered, changed, gone, and never over somebody else's change."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from members.models import Member
from members.services.members import StaleMember, change_member, create_member, end_membership
from societies.models import Society
from tests.factories.accounts import UserFactory
from tests.factories.members import BAD_ID, GOOD_ID, MemberFactory
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def society() -> Society:
    """A society with a form of numbers of its own."""
    return SocietyFactory(member_prefix="M", member_pattern="####")


@pytest.fixture
def by() -> User:
    """Who writes."""
    return UserFactory()


def test_member_is_entered_and_no_number_gets_into_the_trail(society: Society, by: User) -> None:
    values = {
        "registration_no": "M0001",
        "name": " 张三 ",
        "id_number": GOOD_ID,
        "phone": "12345678",
    }
    member = create_member(society=society, values=values, by=by)
    assert (member.name, member.id_number, member.phone) == ("张三", GOOD_ID, "12345678")
    event = AuditEvent.objects.get(action="member.created")
    assert event.after is not None
    assert event.after["id_number"] is True
    assert GOOD_ID not in str(event.after)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"registration_no": "X1"}, "registration_no"),
        ({"id_number": BAD_ID}, "id_number"),
        ({"grade": "unit"}, "grade"),
        ({"kind": "unit", "grade": "senior"}, "grade"),
        ({"name": ""}, "name"),
        ({"email": "x"}, "email"),
        ({"joined_on": date(2017, 5, 2), "left_on": date(2017, 5, 1)}, "__all__"),
    ],
)
def test_wrong_member_is_refused_with_the_field(
    society: Society, by: User, values: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_member(
            society=society, values={"registration_no": "M0001", "name": "张三", **values}, by=by
        )
    assert field in refused.value.message_dict
    assert not Member.objects.exists()


def test_number_of_another_society_is_refused(society: Society, by: User) -> None:
    MemberFactory(registration_no="M0001")
    with pytest.raises(ValidationError):
        create_member(society=society, values={"registration_no": "M0001", "name": "张三"}, by=by)


def test_change_counts_and_is_noted_by_field(society: Society, by: User) -> None:
    member: Member = MemberFactory(society=society, registration_no="M0001", phone="12345678")
    Member.objects.update(row_digest=7)
    values = {"name": "王五", "phone": "87654321", "region": ""}
    changed = change_member(member=member, values=values, expected_version=0, by=by)
    assert (changed.version, changed.row_digest, changed.phone) == (1, None, "87654321")
    event = AuditEvent.objects.get(action="member.changed")
    assert event.after == {"name": "王五", "phone": True}
    same = change_member(member=member, values=values, expected_version=1, by=by)
    assert (same.version, AuditEvent.objects.count()) == (1, 1)


def test_trail_keeps_of_personal_values_only_that_they_changed(society: Society, by: User) -> None:
    values = {
        "registration_no": "M0001",
        "name": "张三",
        "email": "old@example.org",
        "birth_on": date(1980, 1, 2),
        "phone": "12345678",
    }
    member = create_member(society=society, values=values, by=by)
    change_member(
        member=member,
        values={"email": "new@example.org", "birth_on": None, "name": "张三"},
        expected_version=0,
        by=by,
    )
    created, changed = AuditEvent.objects.filter(subject_type="member").order_by("pk")
    told = {"registration_no": "M0001", "name": "张三", "kind": "individual"}
    personal = dict.fromkeys(("email", "birth_on", "phone"), True)
    assert created.after == told | personal
    assert changed.before == {"email": True, "birth_on": True}
    assert changed.after == {"email": True, "birth_on": False}


def test_stale_change_writes_nothing(society: Society, by: User) -> None:
    member: Member = MemberFactory(society=society, registration_no="M0001")
    change_member(member=member, values={"name": "王五"}, expected_version=0, by=by)
    with pytest.raises(StaleMember) as stale:
        change_member(member=member, values={"name": "赵六"}, expected_version=0, by=by)
    assert stale.value.current.name == "王五"
    assert Member.objects.get().name == "王五"


def test_membership_ends_and_begins_again(society: Society, by: User) -> None:
    member: Member = MemberFactory(society=society, registration_no="M0001")
    left = date(2017, 1, 31)
    member = end_membership(member=member, left_on=left, reason="unpaid", expected_version=0, by=by)
    assert (member.left_on, member.left_reason) == (left, "unpaid")
    member = change_member(member=member, values={"left_on": None}, expected_version=1, by=by)
    assert (member.left_on, member.left_reason) == (None, "")


def test_deleted_number_is_gone(society: Society, by: User) -> None:
    member: Member = MemberFactory(society=society, registration_no="M0001", phone="12345678")
    member = change_member(member=member, values={"phone": ""}, expected_version=0, by=by)
    assert (member.phone, member.phone_key, member.phone_cipher) == ("", "", None)
