"""What changed between two texts, and between two contents of an annual report."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.annual.content_diff import FigureChange, compare_chapters, compare_parts
from reports.annual.text_diff import Change, Paragraph, TextDiff, around_changes, compare_texts


def side(diff: TextDiff, change: Change) -> str:
    """One of the two texts, put together again."""
    lines = (
        "".join(p.text for p in paragraph.pieces if p.change in (Change.SAME, change))
        for paragraph in diff.paragraphs
    )
    return "\n".join(line for line in lines if line)


def marked(diff: TextDiff) -> str:
    signs = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "[+{}+]"}
    return "\n".join(
        "".join(signs[piece.change].format(piece.text) for piece in paragraph.pieces)
        for paragraph in diff.paragraphs
    )


def test_chinese_is_compared_by_characters() -> None:
    diff = compare_texts(
        "本年度召开理事会两次，会员总数20,000人。", "本年度召开理事会三次，会员总数21,500人。"
    )
    assert marked(diff) == ("本年度召开理事会[-两-][+三+]次，会员总数[-20,000-][+21,500+]人。")
    assert (diff.added, diff.removed) == (7, 7)


def test_latin_words_and_numbers_stay_whole() -> None:
    diff = compare_texts("The society held 12 meetings.", "The society held 13 meetings.")
    assert marked(diff) == "The society held [-12-][+13+] meetings."


def test_paragraphs_come_and_go() -> None:
    diff = compare_texts("甲段落的内容\n乙段落写了什么\n丙", "甲段落的内容\n完全不同的另外文字\n丙")
    assert marked(diff) == "甲段落的内容\n[+完全不同的另外文字+]\n[-乙段落写了什么-]\n丙"


def test_same_text_is_the_same_whatever_the_spaces_around() -> None:
    assert compare_texts("  甲\n\n乙 ", "甲\n乙").is_same
    assert compare_texts("", "").is_same
    assert not compare_texts("", "甲").is_same


text = st.text(alphabet=st.sampled_from("甲乙丙，。ab1 \n"), max_size=60)


@given(text, text)
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    def plain(lines: str) -> str:
        return "\n".join(line.strip() for line in lines.split("\n") if line.strip())

    diff = compare_texts(before, after)
    assert side(diff, Change.GONE) == plain(before)
    assert side(diff, Change.NEW) == plain(after)
    assert diff.is_same == (plain(before) == plain(after))


def test_long_texts_are_shown_around_their_changes() -> None:
    lines = [f"第{place}段" for place in range(20)]
    diff = compare_texts("\n".join(lines), "\n".join([*lines[:10], "全新的段落", *lines[10:]]))
    blocks = around_changes(diff.paragraphs)
    assert [(len(block.paragraphs), block.skipped) for block in blocks] == [(0, 9), (3, 0), (0, 9)]
    assert all(isinstance(one, Paragraph) for one in blocks[1].paragraphs)


# -- contents


def words(name: str) -> dict[str, str]:
    return {"zh": name, "en": name}


def figures(value: str | None, code: str = "members") -> dict[str, Any]:
    item = {"code": code, "label": words(code), "value": value, "kind": "number"}
    return {"part": "figures", "code": "f", "title": words("关键数据"), "items": [item]}


def table(*rows: tuple[Any, ...], total: tuple[Any, ...] | None = None) -> dict[str, Any]:
    columns = [
        {"code": "name", "label": words("名称"), "kind": "text"},
        {"code": "people", "label": words("人数"), "kind": "number"},
    ]
    return {
        "part": "table",
        "code": "t",
        "title": words("表"),
        "columns": columns,
        "rows": [list(row) for row in rows],
        "total": total,
    }


def test_figures_show_both_values_and_the_difference() -> None:
    (part,) = compare_parts([figures("100")], [figures("120.5")])
    assert part.figures == (FigureChange((words("members"),), "number", "100", "120.5"),)
    assert part.figures[0].difference == "20.5"
    (part,) = compare_parts([figures(None)], [figures("5")])
    assert part.figures[0].difference is None
    (part,) = compare_parts([figures("5")], [figures("5")])
    assert part.is_same
    assert part.same == 1


def test_rows_are_found_by_their_names() -> None:
    before = table(("甲", "1"), ("乙", "2"), ("同名", "3"), ("同名", "4"), total=("合计", "10"))
    after = table(("乙", "2"), ("丙", "5"), ("同名", "3"), ("同名", "6"), total=("合计", "16"))
    (part,) = compare_parts([before], [after])
    assert [(one.names[0], one.before, one.after) for one in part.figures] == [
        ("同名", "4", "6"),
        ("合计", "10", "16"),
    ]
    assert (part.gone, part.new, part.same) == (("甲",), ("丙",), 2)


def test_rows_that_only_one_side_has_are_counted() -> None:
    (part,) = compare_parts([table()], [table(*((str(place), "1") for place in range(7)))])
    assert (len(part.new), part.new_more, part.gone_more) == (7, 2, 0)


def test_part_that_one_side_lacks_is_compared() -> None:
    (part,) = compare_parts([], [figures("5")])
    assert part.new == (words("members"),)
    chart = {"part": "chart", "code": "c"}
    assert compare_parts([chart], []) == []


def chapter(code: str, html: str = "", *parts: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "html": html, "parts": list(parts)}


PICTURE = f'<figure><img data-image="{"a" * 64}" alt="合影"></figure>'


@pytest.mark.parametrize(
    ("before", "after", "is_same", "is_other_form"),
    [
        ("<p>甲</p>", "<p>甲</p>", True, False),
        ("<p>甲</p>", "<h3>甲</h3>", False, True),
        ("<p>甲</p>", "<p>乙</p>", False, False),
    ],
)
def test_chapter_says_what_changed(
    before: str, after: str, is_same: bool, is_other_form: bool
) -> None:
    (diff,) = compare_chapters([chapter("members", before)], [chapter("members", after)])
    assert (diff.is_same, diff.is_other_form) == (is_same, is_other_form)


def test_pictures_are_counted() -> None:
    (diff,) = compare_chapters([chapter("members")], [chapter("members", PICTURE)])
    assert diff.images == (0, 1)


def test_chapter_that_one_side_lacks_is_empty_there() -> None:
    before, after = [chapter("a", "<p>甲</p>")], [chapter("b", "<p>乙</p>")]
    found = compare_chapters(before, after)
    assert [diff.after["code"] for diff in found] == ["b", "a"]
    assert found[1].after["html"] == ""
    assert found[0].before["parts"] == []
