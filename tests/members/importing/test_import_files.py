"""Files of members: those that are no table, those to be corrected, those that are lost."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.models import User
from members.enums import ImportState
from members.importing import corrections
from members.models import MemberImport, MemberImportRow
from members.selectors.imports import file_problems
from members.services import imports
from societies.models import Society
from tests.factories.files import office_file
from tests.factories.members import (
    GOOD_ID,
    member_row,
    members_csv,
    members_xlsx,
    upload,
)
from tests.members.importing.steps import (
    checked,
    counts,
    job_of,
    run,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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
