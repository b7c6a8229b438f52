"""A new SECRET_KEY: whatever the older one sealed is read while it stands in the fallbacks."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from zeal import zeal_ignore

from accounts.ciphers import Unreadable
from accounts.models import User
from members import secrets, tasks
from members.enums import ImportState
from members.models import Member, MemberImport
from members.resources import member_rows
from members.selectors.imports import file_problems
from members.services import imports
from societies.models import Society
from societies.registers import REGISTERS
from societies.services.register_uploads import UploadLost, content_of, keep_upload
from tests.factories.accounts import UserFactory
from tests.factories.members import GOOD_ID, PHONE
from tests.factories.societies import editor

pytestmark = pytest.mark.django_db

FILE = (
    f"registration_no,name,kind,id_number,phone\nS01-1,王,individual,{GOOD_ID},{PHONE}\n"
).encode()


@pytest.fixture
def old_key(settings: Settings) -> None:
    """Write under a key that is about to change."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []


def change_key(settings: Settings, *, is_kept: bool) -> None:
    """Go over to a new key, and keep the older one or not."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"] if is_kept else []


def begun(society: Society, by: User) -> MemberImport:
    """Upload the file, as a page does."""
    return imports.begin_import(society=society, upload=SimpleUploadedFile("m.csv", FILE), by=by)


def worked(item: MemberImport) -> MemberImport:
    """Run the job of an import."""
    item.refresh_from_db()
    assert item.job
    run = {imports.CHECK_TASK: tasks.check_members_job, imports.APPLY_TASK: tasks.apply_members_job}
    run[item.job.task_name](item.job.pk)
    item.refresh_from_db()
    return item


@pytest.mark.usefixtures("old_key")
def test_member_is_read_and_found_after_the_change(settings: Settings, society: Society) -> None:
    member = Member(society=society, registration_no="S01-1", name="王")
    member.id_number, member.phone = GOOD_ID, PHONE
    member.save()
    change_key(settings, is_kept=True)
    for keys in (
        {"id_number_key__in": secrets.search_keys(GOOD_ID)},
        {"phone_key__in": secrets.search_keys(PHONE, secrets.PHONE)},
    ):
        found = Member.objects.get(**keys)
        assert (found.id_number, found.phone) == (GOOD_ID, PHONE)
    change_key(settings, is_kept=False)
    with pytest.raises(Unreadable):
        _ = found.id_number
    assert not Member.objects.filter(id_number_key__in=secrets.search_keys(GOOD_ID)).exists()


@pytest.mark.usefixtures("old_key")
def test_import_goes_on_after_the_change(settings: Settings, society: Society) -> None:
    """Uploaded and checked under one key, applied under the next: the file and its rows."""
    by = UserFactory()
    item = begun(society, by)
    change_key(settings, is_kept=True)
    assert worked(item).state == ImportState.CHECKED
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newest", ["new", "old"]
    imports.request_apply(member_import=item, by=by)
    assert worked(item).state == ImportState.APPLIED
    assert Member.objects.get(registration_no="S01-1").id_number == GOOD_ID
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "last", ["newest", "new", "old"]
    again = worked(begun(society, by))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)


@pytest.mark.usefixtures("old_key")
def test_import_whose_key_is_gone_is_refused_in_words(settings: Settings, society: Society) -> None:
    item = begun(society, UserFactory())
    change_key(settings, is_kept=False)
    found = worked(item)
    assert found.state == ImportState.REJECTED
    assert file_problems(found)
    assert not Member.objects.exists()


@pytest.mark.usefixtures("old_key")
def test_file_of_a_register_opens_after_the_change_and_not_without_the_key(
    settings: Settings, society: Society
) -> None:
    upload = keep_upload(
        register=REGISTERS["branches"],
        society=society,
        name="b.csv",
        data=b"name",
        by=UserFactory(),
        at=timezone.now(),
    )
    change_key(settings, is_kept=True)
    assert content_of(upload) == b"name"
    change_key(settings, is_kept=False)
    with pytest.raises(UploadLost):
        content_of(upload)


@pytest.mark.usefixtures("old_key")
def test_sessions_and_links_to_set_a_password_hold_over_the_change(
    settings: Settings, client: Client, society: Society
) -> None:
    person = editor(society)
    client.force_login(person)
    link = default_token_generator.make_token(person)
    change_key(settings, is_kept=True)
    with zeal_ignore():  # a session goes over to the new key at its next request
        response = client.get(reverse("members:member-list", args=["A-01"]))
    assert response.status_code == 200
    assert default_token_generator.check_token(person, link)
    change_key(settings, is_kept=False)
    assert not default_token_generator.check_token(person, link)


@pytest.mark.usefixtures("old_key")
def test_page_and_table_say_that_the_key_of_a_number_is_gone(
    settings: Settings, client: Client, society: Society
) -> None:
    member = Member(society=society, registration_no="S01-1", name="王")
    member.id_number = GOOD_ID
    member.save()
    change_key(settings, is_kept=False)
    client.force_login(editor(society))
    address = reverse("members:member-detail", args=["A-01", member.pk])
    page = client.get(address, headers={"accept-language": "en"})
    assert b"cannot be read: its key is gone" in page.content
    table = member_rows(Member.objects.all(), ("name", "id_number", "phone"), "A-01")
    assert list(table) == [["王", "cannot be read: its key is gone", ""]]
