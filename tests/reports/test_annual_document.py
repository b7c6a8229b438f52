"""The printed annual report: its frame, its notes, its two languages, its eight short pages."""

from __future__ import annotations

import base64
import copy
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from PIL import Image
from weasyprint.layout import percent

from reports.annual.parts import Shape, plain
from reports.pdf.lengths import MODULES
from reports.pdf.messages import RenderedPdf, RenderRequest
from reports.pdf.process import RenderProcess
from reports.pdf.renderer import Renderer
from reports.pdf.rich import print_html, prose
from reports.services.rendering import STYLESHEETS, compose_html, render_process
from tests.reports import annual_sample
from tests.reports.annual_sample import PICTURE, chapter, chart, figures, table

DIGEST = "0123456789abcdef" * 4
NUMBER = "CAST-AR-2017-A01-3"
LONG_WORD = "https://example.org/" + "verylongpath" * 30
MM = 72 / 25.4


def picture() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def content(**written: str) -> dict[str, Any]:
    """A report of which the chapter on members says something, and those that are given."""
    made = annual_sample.content()
    made["society"] = {**made["society"], "discipline": "science"}
    made["workplan"] = {
        **made["workplan"],
        "issuer_zh": "中国科协",
        "issuer_en": "CAST",
        "optional_minimum": 5,
    }
    made["source"] = {
        "is_sealed": True,
        "month": "2017-12",
        "number": 9,
        "digest": "f" * 64,
        "as_of": "2018-01-13T10:30+08:00",
    }
    made["glance"] = {
        **dict.fromkeys(("progress", "expected", "national"), "46.25"),
        **dict.fromkeys(("done", "tasks", "stalled", "behind"), 3),
        **dict.fromkeys(("on_time", "late", "missing", "months"), 2),
        "month": "2017-12",
        "figures": plain(figures()),
        "trends": [plain(chart(Shape.BARS)), plain(chart())],
    }
    for each in made["chapters"]:
        each["html"] = written.get(each["code"], each["html"])
    return made


def composed(made: dict[str, Any], language: str = "zh-hans", **options: Any) -> str:
    facts = {"edition": "full", "number": NUMBER, "digest": DIGEST, "images": {PICTURE: picture()}}
    return compose_html(made, language=language, **{**facts, **options})


@pytest.fixture(scope="module")
def process() -> Iterator[RenderProcess]:
    with render_process() as process:
        yield process


@pytest.fixture(scope="module")
def full(process: RenderProcess) -> RenderedPdf:
    made = content(
        message="<p>各位会员：</p>" + "<p>感谢大家。</p>" * 40,
        academic=f'<p>{LONG_WORD}</p><p><a href="https://example.org/x">会议</a></p>',
    )
    made["chapters"][8] = chapter("journals", parts=(table(code="j", title=figures().title),))
    return process.render(composed(made), is_archival=True)


def test_document_read_as_xml_is_the_one_read_as_html(process: RenderProcess) -> None:
    html = composed(
        content(
            academic='<p>甲&nbsp;乙<br>&lt;丙&gt; &amp; <a href="https://example.org/?a=1&amp;b=2">丁</a></p>'
        )
    )
    assert html.count("<!DOCTYPE html>") == 1
    as_xml = process.render(html, is_archival=True)
    as_html = process.render(html.replace("<!DOCTYPE html>", "<!doctype html>"), is_archival=True)
    assert ET.fromstring(html).tag == "html"
    assert as_xml.data == as_html.data


def test_lengths_settled_once_are_those_settled_for_each_box(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = RenderRequest(composed(content(academic="<p>甲</p>")))
    renderer = Renderer(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS)
    ours = renderer.render(request)
    for module in MODULES:
        monkeypatch.setattr(module, "resolve_percentages", percent.resolve_percentages)
    assert ours.data == renderer.render(request).data


def pages_of(pdf: RenderedPdf) -> list[str]:
    document = pypdfium2.PdfDocument(pdf.data)
    return [page.get_textpage().get_text_bounded() for page in document]


def outline(pdf: RenderedPdf) -> list[tuple[str, int]]:
    document = pypdfium2.PdfDocument(pdf.data)
    return [
        (item.get_title(), (item.get_dest().get_index() or 0) + 1)
        for item in document.get_toc()
        if item.level == 0
    ]


def test_contents_name_each_chapter_with_its_page(full: RenderedPdf) -> None:
    pages = pages_of(full)
    chapters = [(title, page) for title, page in outline(full) if title[0].isdigit()]
    assert [title for title, _page in chapters] == [
        "1 理事长致辞",
        "2 会员发展与服务",
        "3 学术交流",
        "4 科技期刊",
    ]
    for title, page in chapters:
        name = title.split(" ")[1]
        assert re.search(rf"{name}[^\n]*\s{page}\b", pages[1])
        assert name in pages[page - 1]


def test_tables_and_figures_are_numbered_and_listed(full: RenderedPdf) -> None:
    pages = pages_of(full)
    for number in ("表 2-1", "表 2-2", "图 2-1", "图 2-2", "表 4-1"):
        assert number in "".join(pages[2:])
    for number in ("表 2-2", "图 2-2", "表 4-1"):
        assert number in pages[1]


def test_every_page_says_whose_it_is_and_which_edition(full: RenderedPdf) -> None:
    for page, text in enumerate(pages_of(full)[1:], start=2):
        assert "中国数学会" in text
        assert NUMBER in text
        assert str(page) in text


def test_cover_and_last_page_say_how_to_verify(full: RenderedPdf) -> None:
    pages = pages_of(full)
    assert NUMBER in pages[0]
    assert DIGEST[:32] in pages[0]
    assert f"/verify/{DIGEST}" in pages[-1].replace("\r\n", "").replace("\n", "")
    assert "PDF/A-3a" in pages[-1]


def test_address_of_a_link_is_printed_in_a_note(full: RenderedPdf) -> None:
    assert "https://example.org/x" in "".join(pages_of(full))


def test_nothing_stands_outside_the_type_area(full: RenderedPdf) -> None:
    document = pypdfium2.PdfDocument(full.data)
    for page in list(document)[1:]:
        text = page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        assert max(right for _left, _bottom, right, _top in boxes) <= (210 - 21 + 1) * MM
        assert min(left for left, *_rest in boxes) >= (23 - 0.5) * MM


def test_every_figure_has_words_and_every_table_a_head(full: RenderedPdf) -> None:
    kinds: dict[str, list[Any]] = {}
    with pikepdf.open(io.BytesIO(full.data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-Hans"
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem":
                kinds.setdefault(str(each.S), []).append(str(each.get("/Alt", "")))
    assert kinds["/Figure"]
    assert all(kinds["/Figure"])
    assert any("2017年 12,000" in alt for alt in kinds["/Figure"])
    assert len(kinds["/TH"]) >= 6
    assert "/Caption" in kinds


def test_headings_leave_no_level_out() -> None:
    made = content(members="<h4>甲</h4><p>文</p><h3>乙</h3><h4>丙</h4>")
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", composed(made))]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert {1, 2, 3} == set(levels)


def test_required_head_that_nobody_wrote_is_said_once() -> None:
    html = composed(content())
    assert html.count('class="unwritten"') == 4
    assert 'id="chapter-development"' in html
    assert 'id="chapter-awards"' not in html
    assert "奖励与人才举荐" in html


def test_what_does_not_agree_is_printed_with_its_explanation() -> None:
    made = content()
    finance = next(each for each in made["chapters"] if each["code"] == "finance")
    said = {"zh": "合计与明细相差0.80元。", "en": "The total differs by 0.80 yuan."}
    finance |= {
        "parts": [plain(table(code="income"))],
        "findings": [
            {"words": said, "explanation": "四舍五入<所致>。"},
            {"words": said, "explanation": ""},
        ],
    }
    html = composed(made, "en")
    assert html.count("The total differs by 0.80 yuan.") == 2
    assert "四舍五入&lt;所致&gt;。" in html
    assert html.count("Not explained yet.") == 1


def test_chapter_with_figures_alone_is_still_unwritten() -> None:
    made = content(members="")
    html = composed(made)
    assert 'id="part-member-kinds"' in html
    assert html.count('class="unwritten"') == 5


def test_english_frame_leaves_chinese_text_and_says_so(process: RenderProcess) -> None:
    html = composed(content(), "en")
    assert '<html lang="en">' in html
    assert '<div class="text" lang="zh-Hans">' in html
    assert "The society wrote this chapter in Chinese." in html
    frame = re.sub(r'<div class="text".*?</div>|<svg.*?</svg>', "", html, flags=re.DOTALL)
    assert not re.findall(r"[\u4e00-\u9fff]+", frame.replace("中国数学会", ""))
    pdf = process.render(html)
    assert "Table 1-2" in "".join(pages_of(pdf))


def test_names_and_cells_are_escaped() -> None:
    made = content()
    made["society"]["name_zh"] = "<script>x</script>"
    html = composed(made)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_draft_is_marked_and_has_no_number() -> None:
    html = composed(content(), number="", is_draft=True)
    assert 'class="draft-mark"' in html
    assert NUMBER not in html
    assert 'class="draft-mark"' not in composed(content())


def test_missing_picture_leaves_its_words() -> None:
    assert "data:image/png" in composed(content())
    html = composed(content(), images={})
    assert "<img" not in html
    assert '<span class="no-picture">会员日现场</span>' in html


def test_links_are_noted_outside_tables_only() -> None:
    link = '<a href="https://example.org/a">看</a>'
    html = f"<p>{link}</p><table><tbody><tr><td>{link}</td></tr></tbody></table>"
    assert print_html(html, 1, zh=True, images={}).count('class="note"') == 1
    shown = '<p><a href="https://example.org/a/">example.org/a</a></p>'
    assert 'class="note"' not in print_html(shown, 1, zh=True, images={})


def test_prose_is_paragraphs_and_items() -> None:
    html = (
        "<h3>x</h3><p>甲 <strong>乙</strong></p><ul><li>丙<ul><li>丁</li></ul></li></ul>"
        "<table><tbody><tr><td><p>不</p></td></tr></tbody></table>"
    )
    assert prose(html) == ["甲 乙", "丙", "丁"]


def emptied(made: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(made)
    del made["glance"]["figures"], made["glance"]["trends"]
    made["chapters"] = [chapter(each["code"]) for each in made["chapters"]]
    return made


def overlong(made: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(made)
    long_table = table(rows=(("很长的一格" * 40, "1234567890123", "12345678901.00"),) * 60)
    for number, each in enumerate(made["chapters"]):
        words = ("长" * 900, f"{'W' * 300} {LONG_WORD} ", "短句。" * 2000)[number % 3]
        made["chapters"][number] = chapter(
            each["code"], html=f"<p>{words}</p>" * 9, parts=(figures(), chart(), long_table)
        )
    made["society"]["name_zh"] = "中国非常长的名称之全国性科学技术学会联合会"
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("change", [emptied, overlong, copy.deepcopy])
def test_short_edition_has_eight_pages(process: RenderProcess, language: str, change: Any) -> None:
    pdf = process.render(composed(change(content()), language, edition="short"))
    pages = pages_of(pdf)
    assert len(pages) == 8
    assert "PDF/UA-1" in pages[-1]
    document = pypdfium2.PdfDocument(pdf.data)
    for page in list(document)[1:]:
        text = page.get_textpage()
        lowest = [text.get_charbox(index)[1] for index in range(text.count_chars())]
        body = [bottom for bottom in lowest if bottom > 20 * MM]
        assert min(body) >= 22.5 * MM


def test_short_edition_prefers_the_summary() -> None:
    made = content(members="<p>全文第一段。</p>")
    next(each for each in made["chapters"] if each["code"] == "members")["summary"] = "摘要一句。"
    html = composed(made, edition="short")
    assert "摘要一句。" in html
    assert "全文第一段。" not in html
