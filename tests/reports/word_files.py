"""Word documents as societies send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

FOOTNOTES = (
    '<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>据年检材料</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (15, 76, 138)).save(out, kind)
    return out.getvalue()


def word(fill: Callable[[DocumentType], object]) -> bytes:
    """A document that somebody filled."""
    document = Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def chapter(document: DocumentType) -> None:
    """A chapter with everything that is often in one."""
    document.add_heading("会员服务", 1)
    paragraph = document.add_paragraph("全年走访会员单位")
    paragraph.add_run("二十家").bold = True
    paragraph.add_run("，").italic = True
    paragraph.add_run("讲座").italic = True
    paragraph.add_run("作废").font.strike = True
    document.add_heading("会员日", 2)
    document.add_paragraph("走访", style="List Bullet")
    document.add_paragraph("讲座", style="List Bullet")
    document.add_picture(io.BytesIO(picture()))
    describe(document, 0, "会员日现场")
    document.add_paragraph("图 1-1：会员日", style="Caption")
    document.add_paragraph("表1 安排", style="Caption")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("地点", "人数"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for cell, text in zip(table.rows[1].cells, ("成都", "120"), strict=True):
        cell.text = text


def describe(document: DocumentType, number: int, text: str) -> None:
    """Give a picture of the document its description."""
    document.inline_shapes[number]._inline.docPr.set("descr", text)


def run_xml(inner: str) -> object:
    """A paragraph with a run of raw XML."""
    return parse_xml(f"<w:p {nsdecls('w', 'r', 'wp', 'a', 'pic')}><w:r>{inner}</w:r></w:p>")


def changed(data: bytes, parts: dict[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """The archive with parts replaced, added, or (None) taken out."""
    out = io.BytesIO()
    left = dict(parts)
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = left.pop(name, old.read(name))
            if part is not None:
                new.writestr(name, part(old.read(name)) if callable(part) else part)
        for name, part in left.items():
            assert isinstance(part, bytes)
            new.writestr(name, part)
    return out.getvalue()
