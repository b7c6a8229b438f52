"""`manage.py import_members`: all rows or none, every problem by row and column."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from members.models import Member, MemberImport, MemberImportRow
from tests.factories.members import member_row, members_csv, members_xlsx
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def society() -> None:
    """The society that the rows name."""
    SocietyFactory(code="A-01")


def report(path: Path, *options: str) -> dict[str, Any]:
    """Run the command and return its JSON, also when it refuses the file."""
    out = StringIO()
    with suppress(CommandError):
        call_command("import_members", str(path), "--json", *options, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def members() -> int:
    """How many members and traces of imports there are."""
    with scopes_disabled():
        return int(Member.objects.count() + MemberImport.objects.count())


def file(tmp_path: Path, data: bytes, name: str = "m.csv") -> Path:
    """Write a file."""
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_file_is_imported_and_again_unchanged(tmp_path: Path) -> None:
    path = file(tmp_path, members_csv(member_row("M-1"), member_row("M-2")))
    first = report(path)
    assert [first[n] for n in ("created", "changed", "unchanged", "rejected")] == [2, 0, 0, 0]
    assert first["applied"]
    again = report(path)
    assert [again[n] for n in ("created", "changed", "unchanged", "rejected")] == [0, 0, 2, 0]
    path = file(tmp_path, members_csv(member_row("M-1"), member_row("M-2", name="王五")))
    third = report(path)
    assert [third[n] for n in ("created", "changed", "unchanged", "rejected")] == [0, 1, 1, 0]


def test_dry_run_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, members_csv(member_row("M-1")))
    result = report(path, "--dry-run")
    assert (result["created"], result["dry_run"], result["applied"]) == (1, True, False)
    assert members() == 0


def test_wrong_row_is_named_and_nothing_changes(tmp_path: Path) -> None:
    rows = (member_row("M-1"), member_row("M-2", joined_on="31.31.2017", society_code="Z-99"))
    path = file(tmp_path, members_csv(*rows))
    result = report(path)
    assert {(p["row"], p["column"]) for p in result["problems"]} == {
        (3, "joined_on"),
        (3, "society_code"),
    }
    assert (result["rejected"], result["problems_total"], result["applied"]) == (1, 2, False)
    assert (result["created"], result["would_create"]) == (0, 1)
    assert members() == 0
    with scopes_disabled():
        assert not MemberImportRow.objects.exists()
    with pytest.raises(CommandError, match=r"3.*society_code") as refused:
        call_command("import_members", str(path), stdout=StringIO())
    assert refused.value.returncode == 2


def test_workbook_is_imported(tmp_path: Path) -> None:
    rows = [["学会代码", "会员号", "姓名"], ["A-01", "M-1", "张三"]]
    assert report(file(tmp_path, members_xlsx(*rows), "m.xlsx"))["created"] == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.txt", b"x"),
        ("m.csv", b""),
        ("m.csv", b"registration_no,name\nM-1,x\n"),
        ("m.xlsx", b"PK\x03\x04 half a file"),
        ("gone.csv", None),
    ],
)
def test_file_that_cannot_be_read_exits_with_2(
    tmp_path: Path, name: str, data: bytes | None
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("import_members", str(path), stdout=StringIO())
    assert refused.value.returncode == 2
    assert members() == 0


@pytest.mark.parametrize("name", ["m.txt", "gone.csv"])
def test_script_is_told_why_nothing_was_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "m.txt").write_bytes(b"x")
    result = report(tmp_path / name)
    assert list(result) == ["error"]
    assert name in result["error"]


def test_problems_are_capped_but_counted(tmp_path: Path) -> None:
    rows = [member_row(f"M-{n}", grade="?") for n in range(1005)]
    result = report(file(tmp_path, members_csv(*rows)))
    assert (len(result["problems"]), result["problems_total"]) == (1000, 1005)
