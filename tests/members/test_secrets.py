"""Identity and telephone numbers: encrypted for one member each, found by exact match."""

import io

import pytest
from django_scopes import scopes_disabled

from accounts.ciphers import Unreadable
from members import secrets
from members.importing.sealed import BLOCK, DamagedFile, open_sealed_file, seal_blocks
from members.models import Member
from members.services.members import change_member
from tests.factories.members import GOOD_ID, MemberFactory


def test_number_is_encrypted_differently_each_time_and_read_back() -> None:
    one, nothing, two = secrets.encrypt_many([GOOD_ID, "", GOOD_ID], "id_number", ["a", "b", "a"])
    assert one is not None
    assert one != two
    assert GOOD_ID.encode() not in one
    assert nothing is None
    assert secrets.decrypt(one, "id_number", "a") == GOOD_ID
    assert secrets.decrypt(two, "id_number", "a") == GOOD_ID


def test_empty_number_stays_empty() -> None:
    assert secrets.encrypt("", "phone", "a") is None
    assert secrets.decrypt(None, "phone", "a") == ""
    assert secrets.search_key("") == ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("id_number", "11010519491231002x", "110105 19491231 002X"),
        ("phone", "13800000001", "+86 138-0000-0001"),
        ("phone", "13800000001", "0086 13800000001"),
        ("phone", "01062170000", "010-6217 0000"),
    ],
)
def test_search_key_is_that_of_the_number_not_of_its_spelling(
    kind: str, one: str, other: str
) -> None:
    assert secrets.search_key(one, kind) == secrets.search_key(other, kind)
    assert len(secrets.search_key(one, kind)) == 32


def test_search_keys_of_many_are_those_of_each() -> None:
    phones = ["13800000001", "+86 138 0000 0001", "", "010-62170000", "138000000012345678"]
    expected = [secrets.search_key(text, "phone") for text in phones]
    assert secrets.search_keys_many(phones, "phone") == expected
    numbers = [GOOD_ID, GOOD_ID.lower(), "", "E1234567", "110105194912310021"]
    expected = [secrets.search_key(text, "id_number") for text in numbers]
    assert secrets.search_keys_many(numbers, "id_number") == expected


def test_number_opens_only_where_it_was_sealed() -> None:
    sealed = secrets.encrypt("13800000001", "phone", "M001")
    assert sealed is not None
    for kind, registration_no in (("phone", "M002"), ("id_number", "M001")):
        with pytest.raises(Unreadable):
            secrets.decrypt(sealed, kind, registration_no)
    with pytest.raises(Unreadable):
        secrets.decrypt(sealed[:-1] + bytes([sealed[-1] ^ 1]), "phone", "M001")


@pytest.mark.django_db
def test_numbers_swapped_between_members_do_not_open() -> None:
    with scopes_disabled():
        one, two = MemberFactory(id_number=GOOD_ID), MemberFactory(id_number="E1234567")
        moved = {"id_number_cipher": one.id_number_cipher, "id_number_key": one.id_number_key}
        Member.objects.filter(pk=two.pk).update(**moved)
        with pytest.raises(Unreadable):
            _ = Member.objects.get(pk=two.pk).id_number


@pytest.mark.django_db
def test_numbers_follow_a_new_registration_number() -> None:
    with scopes_disabled():
        member = MemberFactory(id_number=GOOD_ID, phone="13800000001")
        values = {"registration_no": f"{member.registration_no}9", "phone": "13800000002"}
        change_member(member=member, values=values, expected_version=0, by=None)
        again = Member.objects.get(pk=member.pk)
        assert again.registration_no == values["registration_no"]
        assert (again.id_number, again.phone) == (GOOD_ID, "13800000002")


@pytest.mark.django_db
def test_member_keeps_no_number_in_plain() -> None:
    with scopes_disabled():
        member = MemberFactory(id_number=GOOD_ID, phone="13800000001")
        stored = Member.objects.values().get(pk=member.pk)
        assert GOOD_ID not in str(stored)
        assert "13800000001" not in str(stored)
        again = Member.objects.get(id_number_key=secrets.search_key(GOOD_ID))
        assert (again.id_number, again.phone) == (GOOD_ID, "13800000001")


def _sealed(data: bytes) -> bytes:
    out = io.BytesIO()
    seal_blocks(iter([data]), out, secrets.file_ciphers()[0], name="one")
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_sealed_file_reads_back_whole(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    sealed = _sealed(data)
    with open_sealed_file(io.BytesIO(sealed), secrets.file_ciphers(), name="one") as stream:
        assert stream.read() == data


def test_sealed_file_cut_or_changed_does_not_open() -> None:
    sealed = _sealed(b"secret" * BLOCK)
    assert b"secretsecret" not in sealed
    for damaged in (sealed[: BLOCK + 500], sealed[:10], sealed[:-1] + b"?", b""):
        with (
            pytest.raises(DamagedFile),
            open_sealed_file(io.BytesIO(damaged), secrets.file_ciphers(), name="one") as stream,
        ):
            stream.read()


def test_sealed_file_in_place_of_another_does_not_open() -> None:
    with (
        pytest.raises(DamagedFile),
        open_sealed_file(
            io.BytesIO(_sealed(b"secret")), secrets.file_ciphers(), name="other"
        ) as stream,
    ):
        stream.read()
