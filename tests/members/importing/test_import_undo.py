"""Files of members as jobs: applied in one go, undone, thrown away."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import JobState
from accounts.models import AuditEvent, Job, User
from members import tasks
from members.enums import ImportState, RowAction
from members.models import Dues, Member, MemberImportRow
from members.selectors.imports import preview, rows_of
from members.services import imports
from members.services.import_apply import undo_obstacles
from members.services.members import change_member
from societies.models import Society
from societies.signals import registers_changed
from tests.factories.members import (
    GOOD_ID,
    MemberFactory,
    member_row,
    members_csv,
    upload,
)
from tests.members.importing.steps import (
    applied,
    checked,
    counts,
    job_of,
    run,
    state_of_register,
    undone,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_upload_lies_encrypted_and_goes_once_applied(society: Society, by: User) -> None:
    item = imports.begin_import(society=society, upload=upload(members_csv(member_row())), by=by)
    stored = (Path(settings.MEDIA_ROOT) / item.file).read_bytes()
    assert GOOD_ID.encode() not in stored
    assert "张三".encode() not in stored
    run(item)
    row = MemberImportRow.objects.values().get()
    assert GOOD_ID not in str(row)
    imports.request_apply(member_import=item, by=by)
    item = run(item)
    assert (item.state, item.file) == (ImportState.APPLIED, "")
    assert default_storage.listdir("member-imports")[1] == []


def test_applied_file_makes_members(society: Society, by: User) -> None:
    heard: list[set[int]] = []

    def hear(society_ids: set[int], **_kwargs: object) -> None:
        heard.append(society_ids)

    registers_changed.connect(hear)
    try:
        item = applied(members_csv(member_row("M0001", left_on="2017-01-31")), by, society)
    finally:
        registers_changed.disconnect(hear)
    member = Member.objects.get()
    assert (member.society_id, member.name, member.grade) == (society.pk, "张三", "ordinary")
    assert (member.id_number, member.phone) == (GOOD_ID, "13800000001")
    assert str(member.left_on) == "2017-01-31"
    assert (member.created_in_id, member.note, member.version) == (item.pk, "", 0)
    assert heard == [{society.pk}]


def test_import_leaves_one_event_without_personal_data(society: Society, by: User) -> None:
    rows = [member_row(f"M{n:04d}") for n in range(3)]
    item = applied(members_csv(*rows), by, society)
    event = AuditEvent.objects.get(action="members.imported")
    assert (event.actor, event.scope) == (by, "A-01")
    assert event.after == {"created": 3, "changed": 0, "unchanged": 0, "sha256": item.sha256}
    assert "张三" not in str(event.after)


def test_file_with_a_rejected_row_cannot_be_applied(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001"), member_row("M0002", grade="?")), by, society)
    with pytest.raises(ValidationError, match="as a whole"):
        imports.request_apply(member_import=item, by=by)
    assert not Member.objects.exists()


def test_apply_run_twice_applies_once(society: Society, by: User) -> None:
    item = applied(members_csv(member_row()), by, society)
    Job.objects.update(state=JobState.RUNNING)
    item = run(item)
    assert (Member.objects.count(), job_of(item).error) == (1, "")
    assert AuditEvent.objects.filter(action="members.imported").count() == 1


def test_member_changed_after_the_check_stops_the_import(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    rows = (member_row("M0001", grade="senior"), member_row("M0002"))
    item = checked(members_csv(*rows), by, society)
    change_member(member=Member.objects.get(), values={"name": "王五"}, expected_version=0, by=by)
    imports.request_apply(member_import=item, by=by)
    item = run(item)
    assert (item.state, Member.objects.count()) == (ImportState.FAILED, 1)
    assert "after the check" in job_of(item).error
    imports.request_recheck(member_import=item, by=by)
    item = run(item)
    assert (item.state, counts(item)) == (ImportState.CHECKED, (1, 1, 0, 0))
    imports.request_apply(member_import=item, by=by)
    assert run(item).state == ImportState.APPLIED


def test_number_given_away_after_the_check_stops_the_import(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    MemberFactory(registration_no="M0002")
    imports.request_apply(member_import=item, by=by)
    item = run(item)
    assert (item.state, Member.objects.count()) == (ImportState.FAILED, 1)


def test_undo_restores_the_register(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    before = state_of_register()
    rows = (
        member_row("M0001", name="王五", id_number="E1234567", phone="", left_on="2017-01-01"),
        member_row("M0003"),
    )
    item = applied(members_csv(*rows), by, society)
    assert state_of_register() != before
    item = undone(item, by)
    assert item.state == ImportState.UNDONE
    assert state_of_register() == before
    assert AuditEvent.objects.filter(action="members.import-undone").count() == 1
    assert not MemberImportRow.objects.filter(member_import=item).exists()


def test_undo_is_refused_once_a_member_was_changed(society: Society, by: User) -> None:
    item = applied(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    member = Member.objects.first()
    change_member(member=member, values={"name": "王五"}, expected_version=0, by=by)
    item = undone(item, by)
    assert (item.state, Member.objects.count()) == (ImportState.APPLIED, 2)
    assert "1 members of this import were changed" in job_of(item).error


def test_undo_is_refused_once_a_later_import_built_on_it(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    item = applied(members_csv(member_row("M0001", name="王五")), by, society)
    later = applied(members_csv(member_row("M0001", name="赵六")), by, society)
    assert undone(item, by).state == ImportState.APPLIED
    assert undone(later, by).state == ImportState.UNDONE
    assert Member.objects.get().name == "王五"


def test_import_can_be_undone_again_once_what_built_on_it_is_undone(
    society: Society, by: User
) -> None:
    states = [state_of_register()]
    items = []
    for name in ("张三", "王五", "赵六", "李四"):
        items.append(applied(members_csv(member_row("M0001", name=name)), by, society))
        states.append(state_of_register())
    while items:
        for earlier in items[:-1]:
            assert undo_obstacles(earlier)
        assert undone(items.pop(), by).state == ImportState.UNDONE
        states.pop()
        assert state_of_register() == states[-1]


def test_import_stays_once_somebody_changed_a_member_between_two_imports(
    society: Society, by: User
) -> None:
    made = applied(members_csv(member_row("M0001")), by, society)
    member = Member.objects.get()
    change_member(member=member, values={"name": "王五"}, expected_version=0, by=by)
    later = applied(members_csv(member_row("M0001", name="赵六")), by, society)
    assert undone(later, by).state == ImportState.UNDONE
    assert Member.objects.get().name == "王五"
    assert undone(made, by).state == ImportState.APPLIED


def test_undone_import_leaves_no_version_that_a_form_could_hold(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    later = applied(members_csv(member_row("M0001", name="赵六")), by, society)
    waiting = checked(members_csv(member_row("M0001", name="李四")), by, society)
    undone(later, by)
    change_member(member=Member.objects.get(), values={"name": "王"}, expected_version=2, by=by)
    imports.request_apply(member_import=waiting, by=by)
    assert (run(waiting).state, Member.objects.get().name) == (ImportState.FAILED, "王")


def test_shared_identity_numbers_are_pointed_out_and_can_be_applied(
    society: Society, by: User
) -> None:
    other, left = "E7654321", "E0000001"
    MemberFactory(society=society, registration_no="M0100", id_number=GOOD_ID)
    MemberFactory(society=society, registration_no="M0101", id_number=left, left_on="2017-01-01")
    MemberFactory(registration_no="N-1", id_number=other)
    MemberFactory(society=society, registration_no="M0102", id_number="E1111111")
    rows = (
        member_row("M0001", id_number=GOOD_ID.lower()),
        member_row("M0002", id_number=other),
        member_row("M0003", id_number=left),
        member_row("M0004", id_number=other, left_on="2017-01-01"),
        member_row("M0005", id_number=" e7654321"),
        member_row("M0006", id_number=""),
        member_row("M0007", id_number=""),
        member_row("M0008", id_number="E1111111"),
        member_row("M0102", id_number="E2222222"),
    )
    item = checked(members_csv(*rows), by, society)
    assert (item.state, counts(item), item.doubtful) == (ImportState.CHECKED, (8, 1, 0, 0), 3)
    told = preview(item, list(rows_of(item, RowAction.DOUBTFUL)))
    assert [(found.row.number, found.problems[0].message) for found in told] == [
        (2, "Member M0100 has the same identity number: is it one person?"),
        (3, "Row 6 has the same identity number: is it one person?"),
        (6, "Row 3 has the same identity number: is it one person?"),
    ]
    opened = imports.open_corrections(item)
    assert opened is not None
    with opened as stream:
        sheet = load_workbook(io.BytesIO(stream.read())).worksheets[0]
    assert ["identity number" in str(row[0].value) for row in sheet.iter_rows()][1:4] == [
        True,
        True,
        False,
    ]
    imports.request_apply(member_import=item, by=by)
    assert run(item).state == ImportState.APPLIED
    imports.expire_imports(at=timezone.now())
    assert not rows_of(item, RowAction.DOUBTFUL).exists()


def test_undo_is_refused_once_dues_are_recorded(society: Society, by: User) -> None:
    item = applied(members_csv(member_row("M0001")), by, society)
    assert undo_obstacles(item) == []
    Dues.objects.create(society=society, member=Member.objects.get(), year=2017, owing=100)
    assert [obstacle.code for obstacle in undo_obstacles(item)] == ["undo_dues"]
    assert undone(item, by).state == ImportState.APPLIED


def test_discarded_file_leaves_nothing(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001", grade="?")), by, society)
    item = imports.discard_import(member_import=item)
    assert (item.state, item.file, item.corrections) == (ImportState.DISCARDED, "", "")
    assert default_storage.listdir("member-imports")[1] == []
    assert not MemberImportRow.objects.exists()
    with pytest.raises(ValidationError):
        imports.request_apply(member_import=item, by=by)


def test_applied_file_cannot_be_discarded(society: Society, by: User) -> None:
    item = applied(members_csv(member_row()), by, society)
    with pytest.raises(ValidationError):
        imports.discard_import(member_import=item)


def test_file_that_waits_a_day_is_thrown_away(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001")), by, society)
    now = timezone.now()
    assert imports.expire_imports(at=now + timedelta(hours=23)) == 0
    assert imports.expire_imports(at=now + timedelta(hours=24, minutes=1)) == 1
    item.refresh_from_db()
    assert (item.state, item.file) == (ImportState.DISCARDED, "")


def test_applied_rows_that_only_made_members_go_in_time(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    applied(members_csv(member_row("M0001", name="王五"), member_row("M0002")), by, society)
    tasks.forget_member_files()
    kept = MemberImportRow.objects.order_by("action").values_list("action", flat=True)
    assert list(kept) == [RowAction.BEFORE, RowAction.CHANGED]


def test_indexes_stand_as_before_whatever_an_import_did(society: Society, by: User) -> None:
    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, "members_member"))

    before = indexes()
    item = applied(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    assert (item.state, indexes()) == (ImportState.APPLIED, before)
    item = checked(members_csv(*(member_row(f"M{n:04d}") for n in range(3, 9))), by, society)
    MemberFactory(registration_no="M0005")
    imports.request_apply(member_import=item, by=by)
    assert (run(item).state, indexes()) == (ImportState.FAILED, before)
