"""What a workbook carries on its hidden sheet comes back whole, or is refused with the reason."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from societies.filled_books import BASE_SHEET, FilledBookProblem, add_base, pieces, read_sheets
from societies.models import Society
from societies.services.filled_books import check_belongs, sealed_base, unsealed_base

PURPOSE = "workbook of a test"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def carrying(token: str) -> bytes:
    book = Workbook()
    book.create_sheet("Words")["A1"] = "filled in"
    add_base(book, token)
    assert book[BASE_SHEET].sheet_state == "veryHidden"
    return saved(book)


def test_long_texts_are_cut_into_cells() -> None:
    assert [len(piece) for piece in pieces("x" * 30_001)] == [30_000, 1]
    assert pieces("") == []


def test_what_is_carried_comes_back_beside_the_other_sheets() -> None:
    token = sealed_base(bytes(range(256)) * 200, purpose=PURPOSE)
    read, sheets = read_sheets(carrying(token), "a.xlsx", stranger="no")
    assert unsealed_base(read, purpose=PURPOSE) == bytes(range(256)) * 200
    assert sheets["Words"] == [["filled in"]]
    assert BASE_SHEET not in sheets


@pytest.mark.parametrize("data", [saved(Workbook()), b"no workbook"])
def test_what_carries_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(FilledBookProblem):
        read_sheets(data, "a.xlsx", stranger="no workbook of ours")


@pytest.mark.parametrize("token", ["", "*", "QUJD"])
def test_what_the_portal_did_not_seal_is_refused(token: str) -> None:
    with pytest.raises(FilledBookProblem):
        unsealed_base(token, purpose=PURPOSE)


def test_what_was_sealed_for_something_else_is_refused() -> None:
    with pytest.raises(FilledBookProblem):
        unsealed_base(sealed_base(b"{}", purpose=PURPOSE), purpose="another workbook")


def test_workbook_of_another_society_is_refused() -> None:
    check_belongs("A-01", Society(code="A-01"))
    with pytest.raises(FilledBookProblem, match="A-02"):
        check_belongs("A-02", Society(code="A-01"))
