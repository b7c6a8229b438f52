"""Files of registers that are long or wide beyond measure are refused early."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from societies.csv_rows import RowProblems
from societies.files import tables
from societies.files.columns import file_columns
from societies.files.tables import MAX_HEADS, read_table
from societies.registers import REGISTERS
from societies.workbooks import Raw

_HEAD = b"society_code,level,held_on,title\n"


def problems(data: bytes) -> tuple[str, ...]:
    with pytest.raises(RowProblems) as caught:
        read_table(data, "a.csv", file_columns(REGISTERS["meetings"]), is_one_society=True)
    return tuple(str(problem) for problem in caught.value.problems)


def test_rows_are_counted_before_all_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given = 0

    def rows(_data: bytes, _name: str) -> Iterator[list[Raw]]:
        nonlocal given
        while given < 100:
            given += 1
            yield []

    monkeypatch.setattr(tables, "MAX_ROWS", 10)
    monkeypatch.setattr(tables, "open_rows", rows)
    assert len(problems(b"x")) == 1
    assert given == 12


def test_as_many_rows_as_allowed_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    columns = file_columns(REGISTERS["meetings"])
    line = b"A-01,council,2017-03-01,t\n"
    table = read_table(_HEAD + 2 * line, "a.csv", columns, is_one_society=True)
    assert [number for number, _cells in table.rows] == [2, 3]
    assert len(problems(_HEAD + 3 * line)) == 1


def test_too_many_heads_are_one_problem() -> None:
    assert len(problems(b",".join([b"a"] * (MAX_HEADS + 1)))) == 1
    assert len(problems(b",".join([b"a"] * MAX_HEADS))) >= MAX_HEADS
