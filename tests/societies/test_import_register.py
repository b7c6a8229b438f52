"""The command that takes a register's file."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled
from openpyxl import Workbook

from accounts.models import AuditEvent
from societies.models import CouncilTerm, Meeting
from societies.registers import REGISTERS
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db

HEAD = "society_code,level,held_on,title,has_notice,has_attendance,has_record,has_minutes\n"
#: The columns that every version of the command understands.
PROMISED = {
    "declared_counts": "as_of,individual,unit,dues_owing,dues_paid",
    "council_terms": "term,starts_on,ends_on,congress_on,previous_council_size",
    "seats": "term,body,name,role,grassroots,party_member,birth_year,sex,from_on,to_on",
    "appointments": "term,name,nominated_by,nominated_on,voted_on,votes_for,votes_against,"
    "votes_abstain,voters_present,appointed_on,is_full_time",
    "meetings": "level,held_on,title,has_notice,has_attendance,has_record,has_minutes",
    "attendance": "level,held_on,name,status",
    "resolutions": "level,held_on,title,owner,due_on,done_on",
    "staff": "name,employment,grade,from_on,to_on",
    "branches": "name,kind,parent,set_up_on,decided_by,person_in_charge,last_activity_on,closed_on",
    "rules": "kind,title,adopted_by,adopted_on,repealed_on",
    "party_bodies": "layer,kind,approved_on,members,members_with_duty,has_procedure",
}


def a_file(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imported(path: Path, kind: str, capsys: Any, *options: str) -> dict[str, Any]:
    call_command("import_register", kind, str(path), "--json", *options)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def meetings() -> list[tuple[Any, ...]]:
    with scopes_disabled():
        return list(Meeting.objects.values_list("society__code", "level", "held_on", "has_notice"))


@pytest.mark.parametrize("kind", PROMISED)
def test_the_promised_columns_are_understood(kind: str) -> None:
    assert set(PROMISED[kind].split(",")) <= set(REGISTERS[kind].column_names)


@pytest.mark.parametrize("kind", PROMISED)
def test_a_file_with_the_promised_columns_alone_lacks_nothing(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, f"society_code,{PROMISED[kind]}\n")
    assert imported(path, kind, capsys)["problems"] == []


def test_import_register_creates_changes_and_leaves_what_is_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SocietyFactory(code="A-01")
    SocietyFactory(code="A-02")
    rows = "A-01,council,2017-05-01,会,1,0,,\nA-02,council,2017-05-01,会,,,,\n"
    path = a_file(tmp_path, HEAD + rows)
    assert imported(path, "meetings", capsys) == {
        "kind": "meetings",
        "dry_run": False,
        "created": 2,
        "changed": 0,
        "unchanged": 0,
        "problems": [],
    }
    path = a_file(tmp_path, HEAD + rows.replace("会,1", "会,0"))
    answer = imported(path, "meetings", capsys)
    assert (answer["created"], answer["changed"], answer["unchanged"]) == (0, 1, 1)
    events = AuditEvent.objects.count()
    answer = imported(path, "meetings", capsys)
    assert (answer["created"], answer["changed"], answer["unchanged"]) == (0, 0, 2)
    assert AuditEvent.objects.count() == events
    assert sorted(meetings()) == [
        ("A-01", "council", date(2017, 5, 1), False),
        ("A-02", "council", date(2017, 5, 1), None),
    ]
    call_command("import_register", "meetings", str(path))
    assert "2" in capsys.readouterr().out


def test_import_register_can_be_tried_without_writing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SocietyFactory(code="A-01")
    path = a_file(tmp_path, HEAD + "A-01,council,2017-05-01,会,1,0,,\n")
    answer = imported(path, "meetings", capsys, "--dry-run")
    assert (answer["dry_run"], answer["created"]) == (True, 1)
    assert meetings() == []
    assert not AuditEvent.objects.exists()


def test_import_register_exits_2_names_every_place_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SocietyFactory(code="A-01")
    path = a_file(
        tmp_path, HEAD + "A-01,council,2017-05-01,会,1,,,\nA-01,council,2017-02-30,会,2,,,\n"
    )
    with pytest.raises(CommandError, match=r"3.*held_on(.|\n)*3.*has_notice") as caught:
        call_command("import_register", "meetings", path, "--json")
    assert caught.value.returncode == 2
    answer = json.loads(capsys.readouterr().out)
    assert [(item["row"], item["column"]) for item in answer["problems"]] == [
        (3, "held_on"),
        (3, "has_notice"),
    ]
    assert answer["created"] == 0
    assert meetings() == []


@pytest.mark.parametrize(("kind", "name"), [("clubs", "a.csv"), ("meetings", "gone.csv")])
def test_import_register_tells_a_script_why_it_does_not_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str
) -> None:
    a_file(tmp_path, HEAD)
    with pytest.raises(CommandError) as caught:
        call_command("import_register", kind, tmp_path / name, "--json")
    assert caught.value.returncode == 2
    assert json.loads(capsys.readouterr().out) == {"error": str(caught.value)}


def test_import_register_exits_2_for_an_unknown_register_and_lists_them(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="clubs") as caught:
        call_command("import_register", "clubs", a_file(tmp_path, HEAD))
    assert caught.value.returncode == 2
    assert all(kind in str(caught.value) for kind in REGISTERS)


def test_import_register_exits_2_without_a_file_and_for_what_is_no_table(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", a_file(tmp_path, HEAD, "a.xlsm"), a_file(tmp_path, "")):
        with pytest.raises(CommandError) as caught:
            call_command("import_register", "meetings", path)
        assert caught.value.returncode == 2


def test_import_register_takes_workbooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SocietyFactory(code="A-01")
    book, out = Workbook(), BytesIO()
    book.worksheets[0].append(["society_code", "term", "starts_on"])
    book.worksheets[0].append(["A-01", 9, date(2017, 5, 1)])
    book.save(out)
    path = tmp_path / "terms.xlsx"
    path.write_bytes(out.getvalue())
    assert imported(path, "council_terms", capsys)["created"] == 1
    with scopes_disabled():
        assert CouncilTerm.objects.get().starts_on == date(2017, 5, 1)
