"""An empty Word document in our style, and the bytes of a finished one. Pure.

Equal content gives equal bytes: nothing in the file says when it was written.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

#: Widest picture or table: A4 without its margins.
TEXT_WIDTH = Mm(160)
_SERIF, _SANS, _LATIN = "宋体", "黑体", "Times New Roman"
_BLUE, _GREY = RGBColor(0x0F, 0x4C, 0x8A), RGBColor(0x5B, 0x64, 0x72)
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Face:
    """What a document says of itself: properties, running head, running foot."""

    title: str
    author: str
    subject: str
    language: str
    day: dt.date
    head: str
    foot: str


def new_document(face: Face) -> Doc:
    """An empty document on A4 with styles, running head and foot."""
    document = Document()
    _drop_thumbnail(document)
    _defaults(document, is_chinese=face.language.startswith("zh"))
    _styles(document)
    _page(document, face)
    core = document.core_properties
    moment = dt.datetime.combine(face.day, dt.time(), dt.UTC)
    core.title, core.author, core.subject = face.title, face.author, face.subject
    core.language, core.last_modified_by, core.comments = face.language, face.author, ""
    core.created = core.modified = moment
    core.revision = 1
    return document


def document_bytes(document: Doc) -> bytes:
    """The finished file, the same for the same content."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with (
        zipfile.ZipFile(raw) as written,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in written.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, written.read(name))
    return out.getvalue()


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with attributes of it."""
    return OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in attributes.items()})


def add_field(
    paragraph: Paragraph, instruction: str, shown: str = "1", *, is_dirty: bool = False
) -> None:
    """Add a field that Word works out, at once if it is dirty; `shown` stands there until then."""
    run = paragraph.add_run().element
    begin = element("fldChar", fldCharType="begin")
    if is_dirty:
        begin.set(qn("w:dirty"), "true")
    run.append(begin)
    code = element("instrText")
    code.text = f" {instruction} "
    run.append(code)
    run.append(element("fldChar", fldCharType="separate"))
    for at, line in enumerate(shown.split("\n")):
        if at:
            run.append(element("br"))
        text = element("t")
        text.text = line
        run.append(text)
    run.append(element("fldChar", fldCharType="end"))


def _drop_thumbnail(document: Doc) -> None:
    """The template's own picture of its first page."""
    relations = document.part.package.rels
    for key in [k for k, each in relations.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


def _defaults(document: Doc, *, is_chinese: bool) -> None:
    fonts = document.styles.element.find(".//" + qn("w:rPrDefault") + "//" + qn("w:rFonts"))
    language = document.styles.element.find(".//" + qn("w:rPrDefault") + "//" + qn("w:lang"))
    fonts.attrib.clear()
    for name, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _SERIF), ("cs", _LATIN)):
        fonts.set(qn(f"w:{name}"), font)
    language.set(qn("w:val"), "zh-CN" if is_chinese else "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")


def _styles(document: Doc) -> None:
    style = _style(document, "Normal", 10.5)
    style.paragraph_format.line_spacing = 1.4
    style.paragraph_format.space_after = Pt(6)
    _style(document, "Title", 26, sans=True, color=_BLUE)
    for level, size in ((1, 18), (2, 14), (3, 12)):
        heading = _style(document, f"Heading {level}", size, sans=True, color=_BLUE)
        heading.paragraph_format.space_before = Pt(24 if level == 1 else 14)
        heading.paragraph_format.space_after = Pt(8)
    _style(document, "Caption", 10, sans=True).paragraph_format.keep_with_next = True
    _style(document, "Quote", 10.5)
    document.styles["Quote"].font.italic = False
    document.styles["Quote"].paragraph_format.left_indent = Mm(8)
    for name in ("Header", "Footer"):
        _style(document, name, 9, color=_GREY)
    source = document.styles.add_style("Source", 1)
    source.base_style = document.styles["Normal"]
    source.font.size = Pt(9)
    source.font.color.rgb = _GREY
    source.paragraph_format.space_before = Pt(2)
    source.paragraph_format.space_after = Pt(12)


def _style(
    document: Doc, name: str, size: float, *, sans: bool = False, color: RGBColor | None = None
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles[name]
    style.font.name = "Arial" if sans else _LATIN
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), _SANS if sans else _SERIF)
    style.font.size = Pt(size)
    style.font.color.rgb = color or RGBColor(0x1F, 0x29, 0x37)
    return style


def _page(document: Doc, face: Face) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = face.head
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{face.foot}  ·  ")
    add_field(foot, "PAGE")
