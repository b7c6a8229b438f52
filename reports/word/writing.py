"""Clean text of a chapter written into a Word document: headings, lists, tables, pictures. Pure."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.word.grids import Place, grid_of
from reports.word.lists import Lists, put_in_list
from reports.word.sheet import TEXT_WIDTH, element
from reports.word.tables import new_table, put
from reports.word.trees import tree_of

_EMU_PER_PIXEL = 9525
_HIGHEST = int(TEXT_WIDTH * 1.2)
#: Chapters are headings of the first level.
_STYLES = {"h3": "Heading 2", "h4": "Heading 3", "figcaption": "Caption", "caption": "Caption"}
_INLINE = frozenset(("strong", "em", "sup", "sub", "a", "br", "img", "span"))


@dataclass(frozen=True, slots=True)
class _Look:
    is_bold: bool = False
    is_italic: bool = False
    raised: str = ""


class Writer:
    """Writes text into a document; `pictures` are bytes by digest."""

    def __init__(self, document: Doc, pictures: Mapping[str, bytes], *, indents: bool) -> None:
        self.document = document
        self.body: BaseOxmlElement = document.element.body
        self._pictures = pictures
        self._indents = indents
        self._lists = Lists(document)
        self._shapes = 0

    def write(self, html: str) -> None:
        """Write a chapter's clean text at the end."""
        self._blocks(tree_of(html), self.body)

    def paragraph(self, text: str, style: str = "Normal") -> Paragraph:
        """Write a paragraph of plain text at the end."""
        return self.document.add_paragraph(text, style)

    def _new(self, holder: BaseOxmlElement, style: str = "Normal") -> Paragraph:
        made = element("p")
        put(holder, made)
        paragraph = Paragraph(made, self.document)
        if style != "Normal":
            paragraph.style = self.document.styles[style]
        return paragraph

    def _blocks(self, parent: ET.Element, holder: BaseOxmlElement, style: str = "Normal") -> None:
        """Write what is in an element: blocks as they are, loose words as paragraphs."""
        loose: Paragraph | None = None
        if (parent.text or "").strip():
            loose = self._new(holder, style)
            self._run(loose, parent.text or "", _Look())
        for child in parent:
            if child.tag in _INLINE:
                loose = loose or self._new(holder, style)
                self._inline(loose, child, _Look())
            else:
                self._block(child, holder, style)
                loose = None
            if (child.tail or "").strip():
                loose = loose or self._new(holder, style)
                self._run(loose, child.tail or "", _Look())

    def _block(self, block: ET.Element, holder: BaseOxmlElement, style: str) -> None:
        match block.tag:
            case "ul" | "ol":
                self._list(block, holder, level=0)
            case "table":
                self._table(block, holder)
            case "figure":
                self._blocks(block, holder)
            case "blockquote":
                self._blocks(block, holder, "Quote")
            case _:
                paragraph = self._new(holder, _STYLES.get(block.tag, style))
                self._layout(paragraph, block, holder)
                self._fill(paragraph, block, _Look())

    def _layout(self, paragraph: Paragraph, block: ET.Element, holder: BaseOxmlElement) -> None:
        if block.tag in ("figcaption", "caption"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = block.tag == "caption"
        elif block.tag == "p" and self._indents and holder is self.body:
            properties = paragraph.paragraph_format.element.get_or_add_pPr()
            properties.append(element("ind", firstLineChars="200"))

    def _fill(self, paragraph: Paragraph, parent: ET.Element, look: _Look) -> None:
        self._run(paragraph, parent.text or "", look)
        for child in parent:
            self._inline(paragraph, child, look)
            self._run(paragraph, child.tail or "", look)

    def _inline(self, paragraph: Paragraph, child: ET.Element, look: _Look) -> None:
        match child.tag:
            case "br":
                paragraph.add_run().add_break()
            case "img":
                self._picture(paragraph, child)
            case "a":
                self._link(paragraph, child, look)
            case "strong":
                self._fill(paragraph, child, replace(look, is_bold=True))
            case "em":
                self._fill(paragraph, child, replace(look, is_italic=True))
            case "sup" | "sub":
                self._fill(paragraph, child, replace(look, raised=child.tag))
            case _:
                self._fill(paragraph, child, look)

    def _run(self, paragraph: Paragraph, text: str, look: _Look) -> Run | None:
        words = " ".join(text.split("\n"))
        if not words:
            return None
        run = paragraph.add_run(words)
        run.bold = look.is_bold or None
        run.italic = look.is_italic or None
        if look.raised == "sup":
            run.font.superscript = True
        elif look.raised:
            run.font.subscript = True
        return run

    def _link(self, paragraph: Paragraph, link: ET.Element, look: _Look) -> None:
        """A link is a field of its own around its runs."""
        before = len(paragraph.runs)
        self._fill(paragraph, link, look)
        runs: list[CT_R] = [each.element for each in paragraph.runs[before:]]
        if not runs or not link.get("href"):
            return
        key = self.document.part.relate_to(
            link.get("href", ""), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        field = element("hyperlink")
        field.set(qn("r:id"), key)
        runs[0].addprevious(field)
        for run in runs:
            Run(run, paragraph).font.underline = True
            field.append(run)

    def _list(self, block: ET.Element, holder: BaseOxmlElement, *, level: int) -> None:
        is_numbered = block.tag == "ol"
        number = self._lists.begun(is_numbered=is_numbered, level=level)
        for item in block.findall("li"):
            paragraph = self._new(holder, "List Paragraph")
            put_in_list(paragraph._p, number, level)  # noqa: SLF001 - the element has no other name
            self._item(item, paragraph, holder, level=level)

    def _item(
        self, item: ET.Element, paragraph: Paragraph, holder: BaseOxmlElement, *, level: int
    ) -> None:
        """An item's words stand in its paragraph; lists, tables and pictures below it."""
        self._run(paragraph, (item.text or "").strip(), _Look())
        is_first = not (item.text or "").strip()
        for child in item:
            if child.tag in ("ul", "ol"):
                self._list(child, holder, level=level + 1)
            elif child.tag == "p" and is_first:
                self._fill(paragraph, child, _Look())
            elif child.tag in _INLINE:
                self._inline(paragraph, child, _Look())
            else:
                self._block(child, holder, "List Continue")
            is_first = False
            if (child.tail or "").strip():
                self._run(paragraph, child.tail or "", _Look())

    def _picture(self, paragraph: Paragraph, image: ET.Element) -> None:
        """A picture no wider than the text; one that is not there leaves its description."""
        data = self._pictures.get(image.get("data-image", ""))
        alt = image.get("alt", "")
        if data is None:
            self._run(paragraph, f"[{alt}]", _Look(is_italic=True))
            return
        shape = paragraph.add_run().add_picture(io.BytesIO(data))
        scale = min(1.0, TEXT_WIDTH / shape.width, _HIGHEST / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        self._shapes += 1
        properties = shape._inline.docPr  # noqa: SLF001 - the only way to describe a picture
        properties.set("descr", alt)
        properties.set("name", f"Picture {self._shapes}")
        properties.set("id", str(self._shapes))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True

    def _table(self, table: ET.Element, holder: BaseOxmlElement) -> None:
        caption = table.find("caption")
        if caption is not None:
            self._block(caption, holder, "Caption")
        rows = grid_of(table)
        if not rows:
            return
        title = "".join(caption.itertext()) if caption is not None else ""
        made = new_table(max(len(row) for row in rows), title)
        put(holder, made)
        for row in rows:
            made.append(self._row(row))
        self._new(holder).paragraph_format.space_after = 0

    def _row(self, row: list[Place]) -> BaseOxmlElement:
        made = element("tr")
        properties = element("trPr")
        if all(each.is_head for each in row):
            properties.append(element("tblHeader"))
        made.append(properties)
        for place in row:
            if not place.is_covered:
                made.append(self._cell(place))
        return made

    def _cell(self, place: Place) -> BaseOxmlElement:
        cell = element("tc")
        properties = element("tcPr")
        if place.columns > 1:
            properties.append(element("gridSpan", val=str(place.columns)))
        if place.merge:
            properties.append(element("vMerge", val=place.merge))
        if place.is_head:
            properties.append(element("shd", val="clear", color="auto", fill="EEF3F8"))
        cell.append(properties)
        if place.cell is not None:
            self._blocks(place.cell, cell)
        if cell[-1].tag != qn("w:p"):
            cell.append(element("p"))
        for paragraph in cell.findall(qn("w:p")):
            Paragraph(paragraph, self.document).paragraph_format.space_after = 0
        return cell
