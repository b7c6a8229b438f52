"""Files of members as jobs: checked, previewed, applied in one go, undone, thrown away."""

import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_scopes import scopes_disabled
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.enums import JobState
from accounts.models import AuditEvent, Job, User
from members import tasks
from members.enums import ImportState, RowAction
from members.importing import corrections
from members.models import Dues, Member, MemberImport, MemberImportRow
from members.selectors.imports import file_problems, imports_of_member, preview, rows_of
from members.services import imports
from members.services.import_apply import undo_obstacles
from members.services.members import change_member
from societies.models import Society
from societies.signals import registers_changed
from tests.factories.accounts import UserFactory
from tests.factories.files import office_file
from tests.factories.members import (
    BAD_ID,
    GOOD_ID,
    MemberFactory,
    member_row,
    members_csv,
    members_xlsx,
    upload,
)
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_society() -> Iterator[None]:
    """Work over all societies, as a job does, in English."""
    with scopes_disabled(), translation.override("en"):
        yield


@pytest.fixture
def society() -> Society:
    """A society with a form of numbers of its own."""
    return SocietyFactory(code="A-01", member_prefix="M", member_pattern="####")


@pytest.fixture
def by() -> User:
    """Who imports."""
    return UserFactory()


def checked(data: bytes, by: User, society: Society | None, name: str = "m.csv") -> MemberImport:
    """Upload a file and let its job check it."""
    item = imports.begin_import(society=society, upload=upload(data, name), by=by)
    return run(item)


def run(item: MemberImport) -> MemberImport:
    """Run the job of an import as the worker does."""
    item.refresh_from_db()
    assert item.job is not None
    task = {
        imports.CHECK_TASK: tasks.check_members_job,
        imports.APPLY_TASK: tasks.apply_members_job,
        imports.UNDO_TASK: tasks.undo_members_job,
    }[item.job.task_name]
    task(item.job.pk)
    found: MemberImport = MemberImport.objects.get(pk=item.pk)
    return found


def job_of(item: MemberImport) -> Job:
    """The job of an import."""
    assert item.job is not None
    return item.job


def applied(data: bytes, by: User, society: Society | None) -> MemberImport:
    """Upload, check and apply a file."""
    item = checked(data, by, society)
    imports.request_apply(member_import=item, by=by)
    return run(item)


def undone(item: MemberImport, by: User) -> MemberImport:
    """Ask for the undoing of an import and run its job."""
    imports.request_undo(member_import=item, by=by)
    return run(item)


def counts(item: MemberImport) -> tuple[int, int, int, int]:
    """New, changed, unchanged and rejected rows."""
    return (item.created, item.changed, item.unchanged, item.rejected)


def state_of_register() -> list[dict[str, object]]:
    """Everything the register says, but when it was written."""
    hidden = ("updated_at", "version", "made_version", "row_digest")
    rows = Member.objects.order_by("registration_no").values()
    return [{name: row[name] for name in row if name not in hidden} for row in rows]


def problems_in(item: MemberImport) -> set[tuple[int, str, str]]:
    """The refused cells: row, column and code."""
    rows = rows_of(item, RowAction.REJECTED)
    return {(row.number, column, code) for row in rows for column, code, _params in row.problems}


def test_file_is_checked_before_anything_is_written(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    assert (item.state, counts(item)) == (ImportState.CHECKED, (2, 0, 0, 0))
    assert not Member.objects.exists()
    assert job_of(item).state == JobState.DONE


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


def test_same_file_again_is_unchanged(society: Society, by: User) -> None:
    data = members_csv(*(member_row(f"M{n:04d}") for n in range(5)))
    applied(data, by, society)
    item = checked(data, by, society)
    assert counts(item) == (0, 0, 5, 0)
    with pytest.raises(ValidationError, match="changes nothing"):
        imports.request_apply(member_import=item, by=by)


def test_unchanged_is_told_by_values_too(society: Society, by: User) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    columns = ("joined_on", "registration_no", "phone", "id_number", "society_code")
    row = member_row(
        "M0001", joined_on="2016/5/1", phone="138-0000-0001", id_number=GOOD_ID.lower()
    )
    assert counts(checked(members_csv(row, columns=columns), by, society)) == (0, 0, 1, 0)


def test_change_shows_old_and_new_and_keeps_what_the_file_does_not_say(
    society: Society, by: User
) -> None:
    applied(members_csv(member_row("M0001")), by, society)
    Member.objects.update(note="kept", row_digest=None)
    columns = ("registration_no", "grade", "phone")
    row = member_row("M0001", grade="senior", phone="13900000002")
    item = checked(members_csv(row, columns=columns), by, society)
    assert counts(item) == (0, 1, 0, 0)
    (shown,) = preview(item, list(rows_of(item, RowAction.CHANGED)))
    assert [(c.name, c.old, c.new) for c in shown.changes] == [
        ("grade", "ordinary member", "senior member"),
        ("phone", "••••0001", "••••0002"),
    ]
    imports.request_apply(member_import=item, by=by)
    run(item)
    member = Member.objects.get()
    assert (member.grade, member.phone, member.name) == ("senior", "13900000002", "张三")
    assert (member.note, member.version, member.id_number) == ("kept", 1, GOOD_ID)
    (change, made) = imports_of_member(member)
    assert [c.name for c in change.changes] == ["grade", "phone"]
    assert (change.member_import, made.changes) == (item, [])


def test_member_who_comes_back_has_no_reason_for_leaving(society: Society, by: User) -> None:
    MemberFactory(
        society=society, registration_no="M0001", left_on="2017-01-31", left_reason="unpaid"
    )
    applied(members_csv(member_row("M0001")), by, society)
    member = Member.objects.get()
    assert (member.left_on, member.left_reason) == (None, "")


def test_all_problems_are_found_at_once(society: Society, by: User) -> None:
    SocietyFactory(code="B-02")
    other = MemberFactory(registration_no="M0009")
    item = checked(
        members_csv(
            member_row("M0001", joined_on="2017-02-30", grade="unit", email="x"),
            member_row("M0002", id_number=BAD_ID, birth_on="2099-01-01", name=" "),
            member_row("M0002"),
            member_row("X0003", society_code="Z-99"),
            member_row("M0004", society_code="B-02", sector="moon"),
            member_row("M0005", joined_on="2017-05-02", left_on="2017-05-01"),
            member_row("M0006", birth_on="2017-05-02", joined_on="2017-05-01"),
            member_row(other.registration_no),
            member_row("", phone="12"),
            member_row("M0011", left_on=timezone.localdate() + timedelta(days=1)),
            member_row("M0012", left_on=timezone.localdate()),
            member_row("M0010"),
        ),
        by,
        society,
    )
    assert problems_in(item) == {
        (2, "joined_on", "date"),
        (2, "grade", "grade_kind"),
        (2, "email", "email"),
        (3, "id_number", "id_check"),
        (3, "birth_on", "birth_future"),
        (3, "name", "missing"),
        (4, "registration_no", "registration_double"),
        (5, "society_code", "society_unknown"),
        (6, "society_code", "society_other"),
        (6, "sector", "choice"),
        (7, "left_on", "left_before_joining"),
        (8, "joined_on", "joined_before_birth"),
        (9, "registration_no", "registration_taken"),
        (10, "registration_no", "missing"),
        (10, "phone", "phone"),
        (11, "left_on", "left_future"),
    }
    assert (item.state, counts(item)) == (ImportState.REJECTED, (2, 0, 0, 10))


def test_file_with_a_rejected_row_cannot_be_applied(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001"), member_row("M0002", grade="?")), by, society)
    with pytest.raises(ValidationError, match="as a whole"):
        imports.request_apply(member_import=item, by=by)
    assert not Member.objects.exists()


def test_corrections_are_the_users_own_rows(society: Society, by: User) -> None:
    rows = (
        ["会员号", "姓名", "入会日期", "手机"],
        ["M0001", "=1+1", "2016-05-01", "13800000001"],
        ["M0002", "李四", "2016-13-01", "13800000002"],
    )
    item = checked("\n".join(map(",".join, rows)).encode(), by, society)
    opened = imports.open_corrections(item)
    assert opened is not None
    with opened as stream:
        data = stream.read()
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[1:] for row in told] == [list(row) for row in rows]
    assert told[0][0] == "To correct"
    assert told[1][0] is None
    assert "No such date" in str(told[2][0])
    assert "入会日期" in str(told[2][0])
    assert sheet.cell(2, 3).data_type == "s", "no formula"
    assert sheet.cell(3, 4).fill.fgColor.rgb == "FFF8D7DA"
    sheet.cell(3, 4).value = "2016-12-01"
    out = io.BytesIO()
    sheet.parent.save(out)  # type: ignore[union-attr]
    assert counts(checked(out.getvalue(), by, society, "m.xlsx")) == (2, 0, 0, 0)


def test_corrections_of_a_long_file_are_the_rejected_rows(
    society: Society, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    rows = [member_row("M0001"), member_row("M0002", grade="?"), member_row("M0003", id_number="")]
    opened = imports.open_corrections(checked(members_csv(*rows), by, society))
    assert opened is not None
    with opened as stream:
        book = load_workbook(io.BytesIO(stream.read()))
    assert [row[2].value for row in book.worksheets[0].iter_rows()] == ["registration_no", "M0002"]
    assert "only the rows to be corrected" in str(book.worksheets[1].cell(1, 1).value)
    assert corrections.MOST_ROWS == 50_000


def test_workbook_cells_are_read_as_typed(society: Society, by: User) -> None:
    day = datetime(2016, 5, 1)  # noqa: DTZ001 -- as a cell has it
    head = ["registration number", "name", "joined_on", "phone", "id_number", "born on"]
    good = ["M0001", "张三", day, 13800000001, "", None]
    bad = ["M0002", "李四", day, 13800000001, 110105194912310021, None]
    item = checked(members_xlsx(head, good, [], bad), by, society, "m.xlsx")
    assert problems_in(item) == {(4, "id_number", "id_digits_lost")}
    item = checked(members_xlsx(head, good), by, society, "m.xlsx")
    imports.request_apply(member_import=item, by=by)
    run(item)
    member = Member.objects.get()
    assert (str(member.joined_on), member.phone) == ("2016-05-01", "13800000001")


def test_unit_is_known_by_its_grade_and_keeps_its_own_code(society: Society, by: User) -> None:
    row = member_row("M0001", kind="", grade="理事单位", id_number="510000005000000001")
    applied(members_csv(row), by, society)
    assert Member.objects.get().kind == "unit"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "m.csv", "empty"),
        (b"x", "m.pdf", "Only xlsx and csv"),
        (b"x", "m.xlsm", "macros"),
        (b"not a workbook", "m.xlsx", "damaged"),
        (office_file("xl/workbook.xml", "xl/vbaProject.bin"), "m.xlsx", "macros"),
        (members_xlsx(["name"])[:-40], "m.xlsx", "damaged"),
    ],
)
def test_upload_that_is_no_table_is_refused_at_once(
    society: Society, by: User, data: bytes, name: str, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        imports.begin_import(society=society, upload=upload(data, name), by=by)
    assert not MemberImport.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\n", "empty_file"),
        (b"name\nx\n", "missing_column"),
        (b"registration_no,name,shoe\nM1,x,42\n", "unknown_column"),
        ("registration_no,name,姓名\nM1,x,y\n".encode(), "double_column"),
        (b"registration_no,name\n", "no_rows"),
        (b"registration_no,name\nM0001,\0\n", "not_text"),
        (b'registration_no,name\nM0001,"x\n', "not_csv"),
        (b"\xff\xff\xff\xfe,\x81", "not_text"),
    ],
)
def test_file_that_is_no_table_of_members_says_why(
    society: Society, by: User, data: bytes, code: str
) -> None:
    item = checked(data, by, society)
    assert item.state == ImportState.REJECTED
    assert code in {problem[2] for problem in item.problems}
    assert file_problems(item)[0][1].message
    assert not MemberImportRow.objects.exists()


def test_half_a_row_is_a_problem_of_that_row(society: Society, by: User) -> None:
    data = members_csv(member_row("M0001"), member_row("M0002"))
    item = checked(data[: data.rindex(b",university")], by, society)
    assert (3, "", "cells") in problems_in(item)


def test_chinese_file_from_excel_is_read(society: Society, by: User) -> None:
    text = "会员号（必填）,姓名*,性别,会员等级,入会时间\nM0001,张三,男,高级会员,2016年5月1日\n"
    item = checked(text.encode("gb18030"), by, society)
    assert counts(item) == (1, 0, 0, 0)
    assert item.columns == ["registration_no", "name", "gender", "grade", "joined_on"]


def test_too_many_rows_are_refused(
    society: Society, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.importing.reading.MAX_ROWS", 2)
    rows = [member_row(f"M{n:04d}") for n in range(3)]
    assert checked(members_csv(*rows[:2]), by, society).state == ImportState.CHECKED
    item = checked(members_csv(*rows), by, society)
    assert [(problem[0], problem[2]) for problem in item.problems] == [(4, "too_many_rows")]


def test_check_begun_again_after_a_kill_comes_to_the_same(society: Society, by: User) -> None:
    data = members_csv(*(member_row(f"M{n:04d}") for n in range(3)))
    item = checked(data, by, society)
    staged = MemberImportRow.objects.count()
    Job.objects.update(state=JobState.RUNNING)
    MemberImport.objects.update(state=ImportState.CHECKING)
    item = run(item)
    assert (counts(item), MemberImportRow.objects.count()) == ((3, 0, 0, 0), staged)


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


def test_file_that_cannot_be_read_again_offers_no_corrections(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001", grade="?")), by, society)
    assert item.corrections
    (Path(settings.MEDIA_ROOT) / item.file).unlink()
    imports.request_recheck(member_import=item, by=by)
    item = run(item)
    assert [problem[2] for problem in item.problems] == ["file_gone"]
    assert (item.corrections, item.rejected) == ("", 0)
    assert default_storage.listdir("member-imports")[1] == []


def test_corrections_under_a_key_that_is_gone_are_not_offered(
    society: Society, by: User, settings: Settings
) -> None:
    item = checked(members_csv(member_row("M0001", grade="?")), by, society)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    assert imports.open_corrections(item) is None
    imports.request_recheck(member_import=item, by=by)
    assert [problem[2] for problem in run(item).problems] == ["file_damaged"]


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


def test_file_lost_or_changed_on_storage_says_so(society: Society, by: User) -> None:
    item = imports.begin_import(society=society, upload=upload(members_csv(member_row())), by=by)
    path = Path(settings.MEDIA_ROOT) / item.file
    path.write_bytes(path.read_bytes()[:-1])
    item = run(item)
    assert [problem[2] for problem in item.problems] == ["file_damaged"]
    path.unlink()
    imports.request_recheck(member_import=item, by=by)
    assert [problem[2] for problem in run(item).problems] == ["file_gone"]


def test_job_that_breaks_down_says_no_more_than_its_kind(
    society: Society, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_kwargs: object) -> None:
        raise RuntimeError(GOOD_ID)

    item = imports.begin_import(society=society, upload=upload(members_csv(member_row())), by=by)
    monkeypatch.setattr(imports, "check_file", broken)
    with pytest.raises(RuntimeError):
        run(item)
    item.refresh_from_db()
    assert item.job is not None
    assert (item.state, job_of(item).error) == (ImportState.FAILED, "RuntimeError")


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


def test_national_file_names_its_societies(society: Society, by: User) -> None:
    other = SocietyFactory(code="B-02")
    rows = (
        member_row("M0001"),
        member_row("XYZ-1", society_code="B-02"),
        member_row("M0003", society_code=""),
    )
    item = checked(members_csv(*rows), by, None)
    assert problems_in(item) == {(4, "society_code", "missing")}
    applied(members_csv(*rows[:2]), by, None)
    assert set(Member.objects.values_list("society", flat=True)) == {society.pk, other.pk}


def test_queries_do_not_grow_with_the_rows(society: Society, by: User) -> None:
    def queries(first: int, count: int) -> int:
        rows = [member_row(f"M{n:04d}", id_number="") for n in range(first, first + count)]
        item = imports.begin_import(society=society, upload=upload(members_csv(*rows)), by=by)
        with CaptureQueriesContext(connection) as made:
            run(item)
        return len(made)

    assert queries(0, 1) == queries(100, 300)


def test_rejected_rows_are_kept_as_codes(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001", name="a\\b\tc", grade="?")), by, society)
    row = MemberImportRow.objects.get()
    assert row.name == "a\\b c"
    assert json.dumps(row.problems)[:20] == '[["grade", "choice",'
    with translation.override("en"):
        (shown,) = preview(item, [row])
    assert shown.problems[0].message.startswith("Not one of")
