"""Annual reports of the demo: text for every chapter, finances that agree where they should."""

from __future__ import annotations

import random
import string
from decimal import Decimal

import pytest

from reports.annual.chapters import chapter_kinds
from reports.annual.rich_text import clean_html, plain_text
from reports.demo import chapters, finances
from reports.demo.comments import _SAID
from reports.finance.arithmetic import Entry, Sheet, findings
from reports.finance.lines import finance_forms


def every_text() -> dict[str, list[str]]:
    return {kind.code: chapters._texts()[kind.code] for kind in chapter_kinds()}


def test_every_chapter_has_text_that_stays_as_it_is() -> None:
    for code, texts in every_text().items():
        for text in texts:
            html = "".join(line.strip() for line in text.replace("[picture]", "").splitlines())
            assert clean_html(html) == html, code
            assert len(plain_text(html)) > 40, code
            names = {name for _, name, _, _ in string.Formatter().parse(html) if name}
            assert names <= {"name", "x", "year", "next", *"abcdf"}, code


def test_comments_quote_what_stands_in_their_chapter() -> None:
    for chapter, quote, _text, _answer in _SAID:
        assert all(quote in plain_text(text) for text in every_text()[chapter])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("case", "found"),
    [
        (finances.AGREE, []),
        (finances.ROUNDED, [("expense", Decimal("0.80"))]),
        (finances.MOVED, [("net-assets", Decimal("36000.00"))]),
    ],
)
def test_statements_agree_but_for_their_case(
    seed: int, case: str, found: list[tuple[str, Decimal]]
) -> None:
    dues = Decimal("43220.00") if seed % 2 else None
    lines = finances._lines(random.Random(seed), dues, case)
    sheet = Sheet({code: Entry(*amounts) for code, amounts in lines.items()}, ())
    said = findings(sheet, finance_forms(), {})
    assert [(one.line, one.difference) for one in said] == found
    assert all(amount >= 0 for pair in lines.values() for amount in pair)


def test_picture_is_a_picture() -> None:
    assert chapters.hall_picture().startswith(b"\xff\xd8\xff")
