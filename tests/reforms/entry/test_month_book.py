"""The workbook of a month gives back what was written into it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reforms.models import Workplan
from reforms.month_file import read_month_file
from reforms.resources.month_book import month_workbook
from reforms.selectors.months import society_month
from societies.models import Society
from tests.factories.month_files import filled, opened, saved, table
from tests.reforms.entry.scene import AT, MAY

pytestmark = pytest.mark.django_db

texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=60)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=texts, percent=st.integers(0, 100))
def test_any_words_come_back_as_they_went(
    society: Society, workplan: Workplan, words: str, percent: int
) -> None:
    page = society_month(society, workplan, MAY, at=AT)
    book = month_workbook(page, "x" * 70_000, at=AT)
    file = read_month_file(filled(book, {1: {"percent": percent}}), "a.xlsx")
    assert file.token == "x" * 70_000
    assert [row.number for row in file.rows] == [1, 2]
    sheet = opened(book)
    places, rows = table(sheet)
    cell = sheet.worksheets[0].cell(rows[1], places["narrative"])
    cell.value = words
    cell.data_type = "s"
    [row, _other] = read_month_file(saved(sheet), "a.xlsx").rows
    assert (row.cells["narrative"] or "") == words
