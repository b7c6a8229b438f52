"""Loading the list of societies."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from societies.csv_rows import RowProblems
from societies.management.commands.load_societies import SHIPPED
from societies.models import Society
from societies.services.societies import LoadResult, load_societies
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db

HEADER = "code,name_zh,name_en,discipline\n"


def problems_of(text: str) -> list[tuple[int, str]]:
    before = list(Society.objects.values())
    with pytest.raises(RowProblems) as caught:
        load_societies(data=text.encode())
    assert list(Society.objects.values()) == before
    assert all(problem.message for problem in caught.value.problems)
    return [(problem.row, problem.column) for problem in caught.value.problems]


def test_load_societies_takes_the_shipped_list_and_a_second_time_changes_nothing() -> None:
    assert load_societies(data=SHIPPED.read_bytes()) == LoadResult(210, 0, 0)
    events = AuditEvent.objects.count()
    assert load_societies(data=SHIPPED.read_bytes()) == LoadResult(0, 0, 210)
    assert Society.objects.get(code="A-01").name_zh == "中国数学会"
    assert (events, AuditEvent.objects.count()) == (210, 210)


def test_load_societies_updates_what_changed_and_keeps_the_profile() -> None:
    SocietyFactory(code="A-01", name_zh="旧名", president="某人")
    result = load_societies(data=(HEADER + "A-01,新名,New,science\n").encode())
    society = Society.objects.get(code="A-01")
    assert result == LoadResult(0, 1, 0)
    assert (society.name_zh, society.president, society.version) == ("新名", "某人", 1)
    event = AuditEvent.objects.get(action="society.changed")
    assert event.before is not None
    assert event.before["name_zh"] == "旧名"


def test_load_societies_lets_two_societies_exchange_names() -> None:
    SocietyFactory(code="A-01", name_zh="甲", name_en="", discipline="science")
    SocietyFactory(code="A-02", name_zh="乙", name_en="", discipline="science")
    load_societies(data=(HEADER + "A-01,乙,,science\nA-02,甲,,science\n").encode())
    names = dict(Society.objects.values_list("code", "name_zh"))
    assert names == {"A-01": "乙", "A-02": "甲"}


def test_load_societies_names_every_problem_and_changes_nothing() -> None:
    SocietyFactory(code="B-01", name_zh="已有")
    text = HEADER + (
        "A-01,甲,,science\n"
        "A-01,乙,,science\n"  # row 3: the code again
        "X-1,丙,,science\n"  # row 4: not a code
        "A-03,,,science\n"  # row 5: no name
        "A-04,丁,,magic\n"  # row 6: no such discipline
        "A-05,甲,,science\n"  # row 7: the name again
        "A-06,已有,,science\n"  # row 8: another society's name
        "A-07,戊\n"  # row 9: too few cells, told alone
    )
    assert problems_of(text) == [(9, "")]
    assert problems_of(text.replace("A-07,戊\n", "")) == [
        (3, "code"),
        (4, "code"),
        (5, "name_zh"),
        (6, "discipline"),
        (7, "name_zh"),
        (8, "name_zh"),
    ]


def test_load_societies_command_reports_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "A-01,甲,,science\n", encoding="gb18030")
    call_command("load_societies", str(path), "--json")
    assert json.loads(capsys.readouterr().out) == {"created": 1, "updated": 0, "unchanged": 0}
    call_command("load_societies", path)
    assert "1" in capsys.readouterr().out


def test_load_societies_command_exits_2_and_names_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "A-01,甲,,magic\n")
    with pytest.raises(CommandError, match=r"2.*discipline") as caught:
        call_command("load_societies", path, "--json")
    assert caught.value.returncode == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (error["row"], error["column"]) == (2, "discipline")
    assert not Society.objects.exists()


def test_load_societies_command_exits_2_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_societies", tmp_path / "none.csv")
    assert caught.value.returncode == 2
