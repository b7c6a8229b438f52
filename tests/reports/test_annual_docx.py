"""The whole report as a Word document: structure, languages, pictures, the way back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.annual.parts import Shape
from reports.annual.rich_text import clean_html
from reports.exports.annual_docx import annual_docx
from reports.word.grids import MOST_COLUMNS, grid_of
from reports.word.reading import read_word
from reports.word.shaping import with_pictures
from reports.word.sheet import Face, document_bytes, new_document
from reports.word.trees import tree_of
from reports.word.writing import Writer
from tests.reports import annual_sample as sample
from tests.reports import word_files as files

PICTURES = {sample.PICTURE: files.picture()}
NUMBER = "CAST-AR-2017-A01-3"


def made(content: dict[str, Any] | None = None, **changes: Any) -> bytes:
    given: dict[str, Any] = {
        "language": "zh-hans",
        "number": NUMBER,
        "digest": "d" * 64,
        "images": PICTURES,
    }
    return annual_docx(content or sample.content(), **{**given, **changes})


def opened(data: bytes) -> DocumentType:
    return Document(io.BytesIO(data))


def lines(document: DocumentType) -> list[str]:
    """Every paragraph with its style, and of every table its first row."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            found.append(f"{block.style.name if block.style else ''}: {block.text}")
        elif isinstance(block, Table):
            found.append(" | ".join(cell.text for cell in block.rows[0].cells))
    return found


def test_document_has_the_chapters_texts_and_numbered_parts() -> None:
    said = lines(opened(made()))
    assert "Title: 中国数学会" in said
    assert f"Source: {NUMBER}" in said
    start = said.index("Heading 1: 1  会员发展与服务")
    assert said[start : start + 5] == [
        "Heading 1: 1  会员发展与服务",
        "Normal: 本年度会员服务稳步推进，见说明。",
        "Heading 2: 会员日",
        "List Paragraph: 走访",
        "List Paragraph: 讲座",
    ]
    assert "Caption: 图 1-1 会员日" in said
    assert "Caption: 表 1-1 走访安排" in said
    assert "Caption: 表 1-2  会员构成" in said
    assert "Caption: 图 1-2  会员五年变化（单位：名）" in said
    assert not [each for each in said if "理事长致辞" in each]


def test_what_word_cannot_hold_is_left_out() -> None:
    content = sample.content()
    content["society"]["name_zh"] = "中国\x02𬱖\uffff学会"
    next(each for each in content["chapters"] if each["code"] == "members")["html"] = (
        "<p>会员\x1f\ufffe\n服务</p>"
    )
    said = lines(opened(made(content)))
    assert "Title: 中国𬱖学会" in said
    assert "Normal: 会员 服务" in said


def test_english_document_is_in_english_but_for_what_the_society_wrote() -> None:
    said = lines(opened(made(language="en", number="")))
    assert "Title: Mathematical Society" in said
    assert "Source: Draft without a number" in said
    assert "Source: What the society wrote is given in Chinese." in said
    assert "Kind | Number | Dues" in said
    assert "Normal: 本年度会员服务稳步推进，见说明。" in said


def test_tables_repeat_their_heads_and_keep_their_total() -> None:
    document = opened(made(language="en"))
    table = next(each for each in document.tables if each.cell(0, 0).text == "Kind")
    assert table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [
        ["Individuals", "12,000", "1,234,567.50"],
        ["=1+1", "—", "−0.01"],
        ["Total", "12,345", ""],
    ]
    assert "3 more rows are not listed." in "".join(lines(document))


def test_pictures_have_their_description_and_fit_the_page() -> None:
    big = {sample.PICTURE: files.picture(size=(3000, 200))}
    shape = opened(made(images=big)).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "会员日现场"
    assert shape.width.mm == pytest.approx(160, abs=0.1)
    assert shape.width / shape.height == pytest.approx(15, rel=0.01)
    assert "[会员日现场]" in "".join(lines(opened(made(images={}))))


def test_equal_content_gives_equal_bytes_that_name_no_machine() -> None:
    data = made()
    assert data == made()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        core = archive.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert "2017-12-31T00:00:00Z" in core
    assert made(digest="e" * 64) != data


def test_fonts_and_languages_suit_chinese_readers() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    assert '<w:lang w:val="zh-CN" w:eastAsia="zh-CN"' in styles


def test_findings_on_finances_come_with_their_explanation() -> None:
    content = sample.content()
    content["chapters"][5]["findings"] = [
        {"words": {"zh": "合计相差0.80元。", "en": "Totals differ."}, "explanation": "四舍五入"},
        {"words": {"zh": "期初不符。", "en": "Opening differs."}, "explanation": ""},
    ]
    said = lines(opened(made(content, language="en")))
    assert "Source: Totals differ. Explanation of the society: 四舍五入" in said
    assert "Source: Opening differs." in said


def test_glance_and_shares_are_written_as_tables() -> None:
    content = sample.content()
    trend = sample.chapter("members", parts=(sample.chart(Shape.SHARES),))["parts"][0]
    content["glance"] = {"figures": None, "trends": [trend]}
    said = lines(opened(made(content, language="en")))
    start = said.index("Heading 1: The year at a glance")
    assert said[start + 2] == " | Members | Share"


def test_an_exported_chapter_can_be_read_again() -> None:
    read = read_word("a.docx", made())
    html = clean_html(with_pictures(read.html, {"picture:0": (sample.PICTURE, "会员日现场")}))
    text = clean_html(sample.TEXT).replace("<h3>会员日</h3>", "<h4>会员日</h4>")
    for piece in text.split("<table>", maxsplit=1)[0].split("</figure>"):
        assert piece in html
    assert "<caption>走访安排</caption>" in html
    assert read.left_out == {}


def written(html: str) -> DocumentType:
    face = Face("t", "a", "s", "zh-CN", dt.date(2017, 12, 31), "h", "f")
    document = new_document(face)
    Writer(document, {}, indents=True).write(html)
    return opened(document_bytes(document))


def test_numbered_lists_begin_at_one_again() -> None:
    document = written("<ol><li>一</li><li>二</li></ol><p>间</p><ol><li>甲</li></ol>")
    numbers = [
        paragraph._p.find(".//" + qn("w:numId")).get(qn("w:val"))
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "List Paragraph"
    ]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>甲<ul><li>内</li></ul></li><li>乙</li></ul>",
        "<ol><li>甲<ul><li>内<ol><li>深</li></ol></li></ul></li><li>乙</li></ol>",
        "<ol><li>甲</li></ol><p>间</p><ul><li>乙</li></ul>",
    ],
)
def test_lists_come_back_as_they_were(html: str) -> None:
    out = io.BytesIO()
    written(html).save(out)
    assert read_word("a.docx", out.getvalue()).html == html


def test_inline_marks_and_nested_lists_are_kept() -> None:
    document = written(
        "<p>H<sub>2</sub>O<sup>1</sup> <strong><em>重</em></strong><br>行</p>"
        "<ul><li><p>甲</p><ul><li>内</li></ul></li></ul><blockquote><p>引</p></blockquote>"
    )
    first = document.paragraphs[0]
    marks = {run.text: run for run in first.runs}
    assert marks["2"].font.subscript
    assert marks["1"].font.superscript
    assert marks["重"].bold
    assert marks["重"].italic
    assert "\n行" in first.text
    assert [
        f"{each.style.name}: {each.text}" for each in document.paragraphs[1:] if each.style
    ] == [
        "List Paragraph: 甲",
        "List Paragraph: 内",
        "Quote: 引",
    ]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("<tr><td>a</td></tr><tr><td>b</td><td>c</td></tr>", ["a.", "bc"]),
        ("<tr><th colspan='2'>a</th></tr><tr><td>b</td><td>c</td></tr>", ["a_", "bc"]),
        ("<tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr>", ["ab", "+c"]),
        (
            "<tr><td rowspan='2' colspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr>",
            ["a_b", "+_c"],
        ),
        ("<tr><td rowspan='9'>a</td></tr>", ["a"]),
        ("", []),
    ],
)
def test_grid_places_merged_cells(rows: str, grid: list[str]) -> None:
    found = grid_of(next(tree_of(f"<table>{rows}</table>").iter("table")))
    signs = [
        "".join(
            "_"
            if each.is_covered
            else "+"
            if each.merge == "continue"
            else (each.cell.text or "")
            if each.cell is not None
            else "."
            for each in row
        )
        for row in found
    ]
    assert signs == grid


def test_grid_has_no_more_columns_than_word_allows() -> None:
    html = "<table><tr>" + "<td colspan='40'>a</td>" * 2 + "<td>b</td></tr></table>"
    assert [len(row) for row in grid_of(next(tree_of(html).iter("table")))] == [MOST_COLUMNS]
