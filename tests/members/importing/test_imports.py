"""Files of members as jobs: what a check finds in them, and what it keeps."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.enums import JobState
from accounts.models import Job, User
from members.enums import ImportState, RowAction
from members.models import Member, MemberImport, MemberImportRow
from members.selectors.imports import imports_of_member, preview, rows_of
from members.services import imports
from societies.models import Society
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
from tests.members.importing.steps import applied, checked, counts, job_of, problems_in, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_file_is_checked_before_anything_is_written(society: Society, by: User) -> None:
    item = checked(members_csv(member_row("M0001"), member_row("M0002")), by, society)
    assert (item.state, counts(item)) == (ImportState.CHECKED, (2, 0, 0, 0))
    assert not Member.objects.exists()
    assert job_of(item).state == JobState.DONE


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
