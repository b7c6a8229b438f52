"""Style sheets settled before the first document."""

from __future__ import annotations

import pytest
from weasyprint import CSS, HTML

from reports.pdf.sheets import UnknownTokenError, elements_sheet, settled


def test_tokens_are_put_where_they_are_used_whichever_sheet_defines_them() -> None:
    text = settled([":root { --ink: #111111; --none: var(--ink); }", "p { color: var(--none); }"])
    assert "color: #111111;" in text
    assert "--" not in text


@pytest.mark.parametrize(
    "sheet", ["p { color: var(--ink); }", ":root { --ink: var(--ink); } p { color: var(--ink); }"]
)
def test_token_that_none_defines_is_refused(sheet: str) -> None:
    with pytest.raises(UnknownTokenError, match="--ink"):
        settled([sheet])


def test_elements_keep_what_the_library_says_but_for_marks_that_none_has() -> None:
    text = elements_sheet("@page { @top-left { content: 'a' } }")
    assert "@top-left  " in text
    assert "@top-left-corner" not in text
    assert "table { display: table }" in text
    assert "note-marker" not in text
    assert "note-area" not in text
    assert "li::marker" in text


class Source(HTML):
    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [CSS(string=elements_sheet(""))]


def test_list_is_laid_out_as_with_the_sheet_of_the_library() -> None:
    text = "<ol><li>a<li>b</ol><ul><li>c</ul><p>d<br>e</p>"
    ours, theirs = (kind(string=text).render().write_pdf() for kind in (Source, HTML))
    assert ours == theirs
