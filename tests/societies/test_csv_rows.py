"""Reading CSV records."""

import pytest

from societies.csv_rows import CsvRow, RowProblem, RowProblems, read_rows

COLUMNS = ("code", "name")


def problems_of(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(RowProblems) as caught:
        read_rows(data, COLUMNS)
    assert all(problem.message and str(problem) for problem in caught.value.problems)
    assert str(caught.value).count("\n") == len(caught.value.problems) - 1
    return [(problem.row, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_are_read_in_each_encoding(encoding: str) -> None:
    rows = read_rows("name,code\n 中国数学会 ,A-01\n".encode(encoding), COLUMNS)
    assert rows == [CsvRow(2, {"code": "A-01", "name": "中国数学会"})]


def test_rows_count_as_a_spreadsheet_counts_them() -> None:
    data = b'code,name\r\n\r\nA-01,"two\nlines"\r\n,\r\nA-02,x\r\n'
    assert [(row.number, row.values["name"]) for row in read_rows(data, COLUMNS)] == [
        (3, "two\nlines"),
        (5, "x"),
    ]


def test_header_problems_come_all_at_once() -> None:
    assert problems_of(b"code,code,other\n") == [(1, "name"), (1, "code"), (1, "other")]


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b",\nA-01,x\n"])
def test_empty_file_is_refused(data: bytes) -> None:
    assert problems_of(data) == [(1, "")]


def test_header_alone_has_no_rows() -> None:
    assert read_rows(b"code,name", COLUMNS) == []


def test_rows_of_wrong_length_are_named() -> None:
    assert problems_of(b"code,name\nA-01\nA-02,x\nA-03,x,y\n") == [(2, ""), (4, "")]


@pytest.mark.parametrize("data", [b'code,name\nA-01,"open\n', b'code,name\nA-01,"a"b\n'])
def test_broken_quotes_are_named(data: bytes) -> None:
    assert problems_of(data) == [(2, "")]


def test_broken_header_is_named() -> None:
    assert problems_of(b'"code,name\n') == [(1, "")]


@pytest.mark.parametrize("data", [b"code,name\n\xff\xff,x\n", b"PK\x03\x04\x00\x00", b"\x00"])
def test_a_file_that_is_no_text_is_refused(data: bytes) -> None:
    assert problems_of(data) == [(1, "")]


def test_a_very_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("societies.csv_rows.MAX_BYTES", 20)
    assert problems_of(b"code,name\nA-01,xxxxxxxxxxxxxxxxxx\n") == [(1, "")]


def test_problem_names_row_and_column() -> None:
    assert "7" in str(RowProblem(7, "", "wrong"))
    assert "name" in str(RowProblem(7, "name", "wrong"))


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    """A cell with line breaks is one row; a blank line is one too."""
    data = b'code,name\nA,"first\nsecond"\n\nB,next\n'
    assert [row.number for row in read_rows(data, ("code", "name"))] == [2, 4]
