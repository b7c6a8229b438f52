"""What people are told of a file of theirs, in the words they know."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from members.importing.columns import read_layout
from members.importing.corrections import write_corrections
from members.importing.problems import FileProblems, in_words
from members.importing.reading import Source

CHOICE = ("gender", "choice", {"choices": "male, female"})


def test_choices_are_named_as_pages_name_them() -> None:
    with translation.override("en"):
        assert in_words([CHOICE])[0].message == "Not one of: male, female."
    with translation.override("zh-hans"):
        assert "男、女" in in_words([CHOICE])[0].message


@pytest.mark.parametrize("head", ["序号", "#", "行号"])
def test_numbers_of_rows_are_passed_over(head: str) -> None:
    layout = read_layout([head, "会员号", "姓名"], needs_society=False)
    assert layout.columns == ("registration_no", "name")


@pytest.mark.parametrize(
    "head", [["某学会会员名单", "", ""], ["会员号;姓名;性别"], ["会员号\t姓名\t性别"]]
)
def test_file_without_any_known_head_says_where_heads_belong(head: list[str]) -> None:
    with pytest.raises(FileProblems) as refused:
        read_layout(head, needs_society=True)
    assert [code for _column, code, _params in refused.value.problems] == ["no_heads"]


def test_many_wrong_heads_are_counted_not_named() -> None:
    with pytest.raises(FileProblems) as refused:
        read_layout(["name", *(f"x{number}" for number in range(1000))], needs_society=True)
    problems = refused.value.problems
    assert len(problems) == 21
    assert [code for _column, code, _params in problems[:2]] == ["missing_column"] * 2
    assert problems[-1] == ("", "more_columns", {"count": "982"})


def test_corrections_name_columns_by_the_users_own_heads() -> None:
    rows = "序号,会员号,身份证号,备用\n1,M1,x,\n".encode()
    out = io.BytesIO()
    with translation.override("en"):
        write_corrections(
            source=Source("m.csv", lambda: io.BytesIO(rows)),
            heads={0: "serial", 1: "registration_no", 2: "id_number", 3: ""},
            rejected=[
                (2, [("id_number", "id_check", {}), ("", "cells", {"found": 3, "wanted": 4})])
            ],
            is_whole=True,
            target=out,
        )
    told = load_workbook(out).worksheets[0].cell(2, 1).value
    assert str(told).startswith("身份证号: The date or the last")
    assert str(told).endswith("; 3 values instead of 4.")
