"""A whole annual report as a Word document, for those who must hand one in or work on with it.

It has the same chapters, texts, figures and numbers of tables as the other editions; charts are
written as tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from accounts.templatetags.portal import local_filter
from reports.annual.captions import numbered_html, part_numbers, places
from reports.annual.parts import Words
from reports.pages.annual_parts import (
    Cell,
    chart_heads,
    chart_rows,
    figure_value,
    left_out,
    part_caption,
    source_text,
    table_rows,
    table_total,
)
from reports.templatetags.annual import said
from reports.word.sheet import Face, add_field, document_bytes, new_document
from reports.word.tables import TableCell, add_table
from reports.word.writing import Writer
from societies.sheet_rows import without_control

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Content = Mapping[str, Any]


def annual_docx(
    content: Content,
    *,
    language: str,
    number: str,
    digest: str,
    images: Mapping[str, bytes],
) -> bytes:
    """The report as a Word document; without a number it calls itself a draft."""
    with translation.override(language):
        return _Report(_held(content), language, number, digest, images).written()


def _held(value: Any) -> Any:
    """The same with what Word can hold of its texts: registers keep whatever was pasted."""
    if isinstance(value, str):
        return without_control(value)
    if isinstance(value, Mapping):
        return {name: _held(each) for name, each in value.items()}
    return [_held(each) for each in value] if isinstance(value, list | tuple) else value


class _Report:
    def __init__(
        self,
        content: Content,
        language: str,
        number: str,
        digest: str,
        images: Mapping[str, bytes],
    ) -> None:
        self.content = content
        self.is_chinese = language.startswith("zh")
        self.name = local_filter(content["society"], "name")
        self.title = _("Annual report %(year)s") % {"year": content["year"]}
        self.number = number or _("Draft without a number")
        self.digest = digest
        self.places = places(content["chapters"])
        face = Face(
            title=f"{self.name} {self.title}",
            author=self.name,
            subject=self.number,
            language="zh-CN" if self.is_chinese else "en-GB",
            day=dt.date.fromisoformat(content["as_of"]),
            head=f"{self.name}  ·  {self.title}",
            foot=f"{self.number}  ·  {digest[:16]}",
        )
        self.document = new_document(face)
        self.writer = Writer(self.document, images, indents=self.is_chinese)

    def written(self) -> bytes:
        """Title page, contents, figures at a glance, and each chapter that says something."""
        self._title_page()
        shown = [each for each in self.content["chapters"] if each["code"] in self.places]
        self._contents(shown)
        self._glance()
        for chapter in shown:
            self._chapter(chapter)
        return document_bytes(self.document)

    def _title_page(self) -> None:
        for _line in range(5):
            self.writer.paragraph("")
        for text, style in ((self.name, "Title"), (self.title, "Title")):
            line = self.writer.paragraph(text, style)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        lines = [
            self.number,
            _("Figures as of %(day)s") % {"day": self.content["as_of"]},
            f"{_('Digest of the content')} {self.digest}",
            _("Charts are written as tables in this document; the PDF edition shows them drawn."),
        ]
        if not self.is_chinese:
            lines.append(_("What the society wrote is given in Chinese."))
        for text in lines:
            self.writer.paragraph(text, "Source").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._new_page()

    def _contents(self, shown: Sequence[Mapping[str, Any]]) -> None:
        """A table of contents that Word fills with pages; the chapters stand there until then."""
        self.writer.paragraph(_("Contents"), "TOC Heading")
        titles = "\n".join(self._chapter_title(each) for each in shown)
        add_field(self.writer.paragraph(""), 'TOC \\o "1-2" \\h \\z \\u', titles, is_dirty=True)
        self._new_page()

    def _chapter_title(self, chapter: Mapping[str, Any]) -> str:
        title = local_filter(chapter, "title")
        return f"{self.places[chapter['code']]}  {title}"

    def _new_page(self) -> None:
        self.writer.paragraph("").add_run().add_break(WD_BREAK.PAGE)

    def _glance(self) -> None:
        glance = self.content.get("glance") or {}
        parts = [each for each in (glance.get("figures"), *glance.get("trends", ())) if each]
        if not parts:
            return
        self.document.add_heading(_("The year at a glance"), 1)
        for part in parts:
            self._part(part, None)

    def _chapter(self, chapter: Mapping[str, Any]) -> None:
        place = self.places[chapter["code"]]
        self.document.add_heading(self._chapter_title(chapter), 1)
        self.writer.write(numbered_html(chapter["html"], place, zh=self.is_chinese))
        numbers = part_numbers(chapter, place)
        for part in chapter["parts"]:
            self._part(part, numbers.get(part["code"]))
        for finding in chapter.get("findings", ()):
            self._finding(finding)

    def _part(self, part: Mapping[str, Any], number: Words | None) -> None:
        """A caption, a table, and where it comes from."""
        caption = "  ".join(each for each in (said(number), part_caption(part)) if each)
        self.writer.paragraph(caption, "Caption")
        heads, rows = _table(part)
        add_table(self.writer.body, heads, rows, title=said(part["title"]))
        notes = [each for each in (left_out(part), source_text(part["source"])) if each]
        self.writer.paragraph("\n".join(notes), "Source")

    def _finding(self, finding: Mapping[str, Any]) -> None:
        text = said(finding["words"])
        if finding["explanation"]:
            text = _("%(finding)s Explanation of the society: %(text)s") % {
                "finding": text,
                "text": finding["explanation"],
            }
        self.writer.paragraph(text, "Source").paragraph_format.space_after = Pt(4)


def _table(part: Mapping[str, Any]) -> tuple[list[TableCell], list[list[TableCell]]]:
    if part["part"] == "figures":
        return _figures(part)
    if part["part"] == "chart":
        heads = [TableCell(""), *(TableCell(each, is_number=True) for each in chart_heads(part))]
        rows = [
            [TableCell(label), *(TableCell(each, is_number=True) for each in values)]
            for label, values in chart_rows(part)
        ]
        return heads, rows
    heads = [
        TableCell(cell.text, cell.is_number)
        for cell in (_head(column) for column in part["columns"])
    ]
    rows = [[TableCell(cell.text, cell.is_number) for cell in row] for row in table_rows(part)]
    total = [TableCell(cell.text, cell.is_number, is_bold=True) for cell in table_total(part)]
    return heads, [*rows, total] if total else rows


def _figures(part: Mapping[str, Any]) -> tuple[list[TableCell], list[list[TableCell]]]:
    heads = [
        TableCell(_("Figure")),
        TableCell(_("Value"), is_number=True),
        TableCell(_("A year before"), is_number=True),
        TableCell(_("How it is counted")),
    ]
    rows = [
        [
            TableCell(said(item["label"])),
            TableCell(figure_value(item, item["value"]), is_number=True),
            TableCell(figure_value(item, item["before"]), is_number=True),
            TableCell(said(item["formula"])),
        ]
        for item in part["items"]
    ]
    return heads, rows


def _head(column: Mapping[str, Any]) -> Cell:
    label = said(column["label"])
    return Cell(label, label, column["kind"] in ("number", "money", "percent"))
