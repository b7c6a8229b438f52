"""A chapter read from a Word document: what comes over, what is left out, what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import translation
from docx.document import Document as DocumentType
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.annual.rich_text import clean_html
from reports.word import archive, reading
from reports.word.reading import read_word
from reports.word.shaping import shape, with_pictures
from societies.uploads import UploadProblem
from tests.reports import word_files as files

DIGEST = "ab" * 32
PLAIN = files.word(lambda document: document.add_paragraph("正文"))


def refusal(name: str, data: bytes) -> str:
    with translation.override("en"), pytest.raises(UploadProblem) as refused:
        read_word(name, data)
    return str(refused.value)


def test_text_comes_over_in_the_shape_of_a_chapter() -> None:
    found = read_word("会员.docx", files.word(files.chapter))
    html = clean_html(with_pictures(found.html, {"picture:0": (DIGEST, "现场")}))
    assert html == (
        "<h3>会员服务</h3><p>全年走访会员单位<strong>二十家</strong><em>，讲座</em></p><h4>会员日</h4>"
        "<ul><li>走访</li><li>讲座</li></ul>"
        f'<figure><img data-image="{DIGEST}" alt="现场"><figcaption>会员日</figcaption></figure>'
        "<table><caption>安排</caption><tbody><tr><th><p>地点</p></th><th><p>人数</p></th></tr>"
        "<tr><td><p>成都</p></td><td><p>120</p></td></tr></tbody></table>"
    )
    assert [(each.key, each.alt) for each in found.pictures] == [("picture:0", "会员日现场")]
    assert found.pictures[0].data == files.picture()
    assert found.left_out == {"struck": 1}


def test_a_picture_that_is_not_kept_goes_with_its_figure() -> None:
    found = read_word("会员.docx", files.word(files.chapter))
    html = with_pictures(found.html, {})
    assert "figure" not in html
    assert "<li>讲座</li></ul><table>" in html


@pytest.mark.parametrize(
    ("html", "shaped"),
    [
        ("<h2>甲</h2><h5>乙</h5><h6>丙</h6>", "<h3>甲</h3><h4>乙</h4><h4>丙</h4>"),
        ("<h3>甲</h3><h1><strong>乙</strong></h1>", "<h4>甲</h4><h3>乙</h3>"),
        ('<p><a href="javascript:alert(1)">甲</a>乙</p>', "<p>甲乙</p>"),
        ('<p><a id="x"></a>甲<a href="#x">见上</a></p>', "<p>甲见上</p>"),
        ('<p><a href="https://a.cn/?b=1&amp;c">甲</a></p>', None),
        ('<p>甲<input type="checkbox" checked="checked" />乙</p>', "<p>甲☑乙</p>"),
        ('<p>甲<input type="checkbox" /></p>', "<p>甲☐</p>"),
        ("<p>甲</p><p> </p><p><strong> </strong></p><p>乙</p>", "<p>甲</p><p>乙</p>"),
        ("<p>甲<s>乙</s>丙</p>", "<p>甲丙</p>"),
        ("<p>甲<br />乙</p>", "<p>甲<br></br>乙</p>"),
        (
            '<p>甲<img src="a" />乙</p>',
            '<p>甲乙</p><figure><img src="a"></img></figure>',
        ),
        (
            '<ul><li>甲<p><img src="a" /></p></li></ul>',
            '<ul><li>甲<figure><img src="a"></img></figure></li></ul>',
        ),
        (
            '<p><img src="a" /><strong>x<img src="b" /></strong></p>',
            (
                '<p><strong>x</strong></p><figure><img src="a"></img></figure>'
                '<figure><img src="b"></img></figure>'
            ),
        ),
        (
            '<p><img src="a" /></p><p class="caption">Figure 3: Day</p>',
            '<figure><img src="a"></img><figcaption>Day</figcaption></figure>',
        ),
        (
            "<table><tr><td>1</td></tr></table><p class='caption'>表 2.1 甲</p>",
            "<table><caption>甲</caption><tr><td>1</td></tr></table>",
        ),
        ('<p class="caption">图纸说明</p>', "<p>图纸说明</p>"),
        (
            "<table><tr><td><strong>甲</strong></td><td></td></tr><tr><td>1</td></tr></table>",
            "<table><tr><td><strong>甲</strong></td><td></td></tr><tr><td>1</td></tr></table>",
        ),
        (
            (
                '<p>甲<sup><a href="#footnote-2" id="footnote-ref-2">[1]</a></sup></p>'
                '<ol><li id="footnote-2"><p>据年检 <a href="#footnote-ref-2">↑</a></p></li></ol>'
            ),
            "<p>甲<sup>[1]</sup></p><p><sup>[1]</sup> 据年检 </p>",
        ),
        ("<ol><li>甲</li></ol>", "<ol><li>甲</li></ol>"),
        ("", ""),
    ],
)
def test_shape(html: str, shaped: str | None) -> None:
    assert shape(html).html == (html if shaped is None else shaped)


@pytest.mark.parametrize(
    ("heading", "stays"),
    [
        ("学术交流", False),
        ("八、学术交流", False),
        ("第八章 学术交流", False),
        ("8. <strong>学术</strong>交流", False),
        ("Academic Exchange", False),
        ("学术交流与合作", True),
        ("八", True),
    ],
)
def test_the_title_of_the_chapter_is_not_told_twice(heading: str, stays: bool) -> None:
    found = shape(f"<h1>{heading}</h1><p>正文</p>", ("学术交流", "Academic exchange")).html
    assert found.startswith("<h3>") == stays
    assert found.endswith("<p>正文</p>")


def test_a_paragraph_that_says_the_title_stays() -> None:
    assert shape("<p>学术交流</p>", ("学术交流",)).html == "<p>学术交流</p>"


def test_notes_come_to_the_end_of_the_text() -> None:
    data = files.word(lambda document: document.add_paragraph("收入增长").add_run())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    data = files.changed(
        data,
        {
            "word/footnotes.xml": files.FOOTNOTES.encode(),
            "word/_rels/document.xml.rels": lambda xml: xml.replace(
                b"</Relationships>", link.encode()
            ),
            "word/document.xml": lambda xml: xml.replace(
                b"<w:r/>", b'<w:r><w:footnoteReference w:id="2"/></w:r>'
            ),
        },
    )
    found = read_word("a.docx", data)
    assert found.html == "<p>收入增长<sup>[1]</sup></p><p><sup>[1]</sup> 据年检材料 </p>"


def test_what_is_left_out_is_counted() -> None:
    def fill(document: DocumentType) -> None:
        paragraph = document.add_paragraph("甲")
        for name in ("w:ins", "w:del", "w:object", "w:commentReference"):
            paragraph._p.append(OxmlElement(name, {qn("w:id"): "7"}))

    found = read_word("a.docx", files.word(fill))
    assert found.left_out == {"objects": 1, "comments": 1, "changes": 2}


def test_linked_pictures_are_never_fetched() -> None:
    def fill(document: DocumentType) -> None:
        document.add_picture(io.BytesIO(files.picture()))

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    place = 'Target="file:///etc/passwd" TargetMode="External"'
    link = f'<Relationship Id="rId98" Type="{kind}" {place}/>'
    data = files.changed(
        files.word(fill),
        {
            "word/_rels/document.xml.rels": lambda xml: xml.replace(
                b"</Relationships>", link.encode() + b"</Relationships>"
            ),
            "word/document.xml": _linked,
        },
    )
    found = read_word("a.docx", data)
    assert (found.html, found.pictures, found.left_out) == ("", (), {"linked": 1})


def _linked(xml: bytes) -> bytes:
    before, after = xml.split(b"r:embed=", 1)
    return before + b'r:link="rId98"' + after.split(b'"', 2)[2]


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        ("会员日现场", "会员日现场"),
        ("图片 3", ""),
        ("Picture 12", ""),
        ("C:\\Users\\王\\会.jpg", ""),
        ("IMG_2017.JPG", ""),
        ("图表\n\n描述已自动生成", ""),
        ("一群人在开会\n描述已自动生成", "一群人在开会"),
        ("a" * 400, "a" * 300),
    ],
)
def test_descriptions_that_word_makes_up_do_not_count(alt: str, kept: str) -> None:
    def fill(document: DocumentType) -> None:
        document.add_picture(io.BytesIO(files.picture()))
        files.describe(document, 0, alt)

    assert read_word("a.docx", files.word(fill)).pictures[0].alt == kept


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docm", PLAIN, "macros"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "save it as docx"),
        ("a.pdf", b"%PDF-1.7", "Only Word documents"),
        ("a.docx", b"", "empty"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage", "password"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", PLAIN[:-200], "damaged"),
        ("a.docx", files.changed(PLAIN, {"word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", files.changed(PLAIN, {"word/document.xml": None}), "no text"),
        ("a.docx", files.changed(PLAIN, {"word/document.xml": b"<w:document"}), "damaged"),
        ("a.docx", files.changed(PLAIN, {"word/document.xml": b"<a>" * 9000}), "damaged"),
        ("a.docx", files.changed(PLAIN, {"word/media/a.bin": b"\0" * 60_000_000}), "unpacks"),
    ],
)
def test_what_is_no_document_is_refused_in_words(name: str, data: bytes, words: str) -> None:
    assert words in refusal(name, data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused_before_they_are_read(encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'.encode(encoding)
    assert "declarations" in refusal("a.docx", files.changed(PLAIN, {"word/styles.xml": bomb}))


def test_a_text_too_long_for_a_chapter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as document:
        size = document.getinfo("word/document.xml").file_size
    monkeypatch.setattr(archive, "MAX_TEXT", size)
    assert read_word("a.docx", PLAIN).html == "<p>正文</p>"
    monkeypatch.setattr(archive, "MAX_TEXT", size - 1)
    assert "too long" in refusal("a.docx", PLAIN)


def test_a_text_of_too_many_pieces_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TAGS", 2)
    assert read_word("a.docx", PLAIN).html == "<p>正文</p>"
    monkeypatch.setattr(reading, "MAX_TAGS", 1)
    assert "too long" in refusal("a.docx", PLAIN)


def test_deep_nesting_is_refused() -> None:
    deep = b"<w:document>" + b"<w:sdt>" * 30_000 + b"</w:sdt>" * 30_000 + b"</w:document>"
    deep = deep.replace(b"<w:document>", b'<w:document xmlns:w="urn:w">')
    assert "damaged" in refusal("a.docx", files.changed(PLAIN, {"word/document.xml": deep}))


def test_pictures_have_a_limit_in_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(document: DocumentType) -> None:
        for _ in range(2):
            document.add_picture(io.BytesIO(files.picture()))

    data = files.word(fill)
    monkeypatch.setattr(reading, "MAX_PICTURES", 2)
    assert len(read_word("a.docx", data).pictures) == 2
    monkeypatch.setattr(reading, "MAX_PICTURES", 1)
    assert "more than 1 pictures" in refusal("a.docx", data)
    monkeypatch.setattr(reading, "MAX_PICTURES", 2)
    monkeypatch.setattr(reading, "MAX_PICTURE_PIXELS", 2 * 60 * 40)
    assert len(read_word("a.docx", data).pictures) == 2
    monkeypatch.setattr(reading, "MAX_PICTURE_PIXELS", 2 * 60 * 40 - 1)
    assert "too large altogether" in refusal("a.docx", data)
    monkeypatch.setattr(reading, "MAX_PICTURE_PIXELS", 2 * 60 * 40)
    monkeypatch.setattr(reading, "MAX_PICTURE_BYTES", len(files.picture()) - 1)
    assert "A picture in the document is too large" in refusal("a.docx", data)
