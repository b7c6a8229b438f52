"""Tables of a Word document, written as XML: cells are many, and each must cost little. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word.sheet import TEXT_WIDTH, element

_HEAD_FILL = "EEF3F8"
_LINE = "B9C2CC"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of plain text and how it looks."""

    text: str
    is_number: bool = False
    is_bold: bool = False


def add_table(
    holder: BaseOxmlElement,
    heads: Sequence[TableCell],
    rows: Sequence[Sequence[TableCell]],
    *,
    title: str,
) -> CT_Tbl:
    """Add a table whose header row comes again on each page."""
    table = new_table(len(heads), title)
    if any(head.text for head in heads):
        table.append(_row([_cell(head, fill=_HEAD_FILL) for head in heads], is_head=True))
    for row in rows:
        table.append(_row([_cell(cell) for cell in row]))
    put(holder, table)
    return table


def new_table(columns: int, title: str) -> CT_Tbl:
    """An empty table of the width of the text."""
    table: CT_Tbl = element("tbl")
    properties = element("tblPr")
    properties.append(element("tblStyle", val="TableGrid"))
    properties.append(element("tblW", w="5000", type="pct"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz="4", space="0", color=_LINE))
    properties.append(borders)
    properties.append(element("tblLook", val="0020", firstRow="1"))
    if title:
        properties.append(element("tblCaption", val=title))
    grid = element("tblGrid")
    width = str(int(TEXT_WIDTH.twips / max(columns, 1)))
    for _ in range(columns):
        grid.append(element("gridCol", w=width))
    table.append(properties)
    table.append(grid)
    return table


def put(holder: BaseOxmlElement, block: BaseOxmlElement) -> None:
    """Put a block at the end of a body or a cell; the properties of a section stay last."""
    last = holder[-1] if len(holder) else None
    if last is not None and last.tag == qn("w:sectPr"):
        last.addprevious(block)
    else:
        holder.append(block)


def _row(cells: Sequence[BaseOxmlElement], *, is_head: bool = False) -> BaseOxmlElement:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if is_head:
        properties.append(element("tblHeader"))
    row.append(properties)
    for cell in cells:
        row.append(cell)
    return row


def _cell(cell: TableCell, *, fill: str = "") -> BaseOxmlElement:
    made = element("tc")
    properties = element("tcPr")
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    made.append(properties)
    paragraph = element("p")
    layout = element("pPr")
    layout.append(element("spacing", before="20", after="20", line="264", lineRule="auto"))
    if cell.is_number:
        layout.append(element("jc", val="right"))
    paragraph.append(layout)
    if cell.text:
        paragraph.append(_run(cell.text, is_bold=cell.is_bold or bool(fill)))
    made.append(paragraph)
    return made


def _run(text: str, *, is_bold: bool) -> BaseOxmlElement:
    run = element("r")
    look = element("rPr")
    if is_bold:
        look.append(element("b"))
    look.append(element("sz", val="18"))
    look.append(element("szCs", val="18"))
    run.append(look)
    for at, line in enumerate(text.split("\n")):
        if at:
            run.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    return run
