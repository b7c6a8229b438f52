"""Whether an uploaded table is long is told before it is read."""

import pytest

from societies.file_lengths import is_long
from societies.workbooks import Raw
from tests.societies.register_scene import workbook

ROWS: list[list[Raw]] = [["name"], [0], [1], [2], [3]]


@pytest.mark.parametrize(("most", "expected"), [(4, True), (5, False)])
def test_rows_of_workbooks_and_of_csv_are_counted(most: int, expected: bool) -> None:
    assert is_long(workbook(*ROWS), "a.xlsx", most) is expected
    assert is_long(b"name\n" * 5, "a.CSV", most) is expected


@pytest.mark.parametrize("size", [0, 2, 1000])
def test_a_broken_workbook_is_left_to_who_reads_it(size: int) -> None:
    assert is_long(workbook(*ROWS)[:size], "a.xlsx", 1) is False
