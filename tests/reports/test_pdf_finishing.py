"""What an archival document declares and carries: PDF/A-3a, PDF/UA-1, tags, attached data."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from reports.pdf.messages import (
    Attachment,
    RenderedPdf,
    RenderRequest,
    read_message,
    read_request,
    write_request,
)
from reports.pdf.process import RenderProcess

HTML = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>年度报告</title>
<meta name="dcterms.created" content="2017-12-31"><style>
@page { @top-left { content: string(head) } @bottom-center { content: counter(page) } }
h1 { string-set: head content() }</style>
<link rel="attachment" href="data:text/plain,not-ours"></head><body>
<h1>会员</h1><p>正文 <a href="https://example.org/">链接</a></p>
<table><thead><tr><th>年</th><th>人</th></tr></thead>
<tbody><tr><th>2017</th><td>12</td></tr></tbody></table>
<img alt="合影" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQ\
VR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>会员数</title>
<rect width="9" height="9"/></svg></body></html>"""
TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"
ATTACHMENTS = (
    Attachment("report.json", "application/json", "数据 data", b'{"a": 1}'),
    Attachment("report.csv", "text/csv", "Table", b"a,b\r\n1,2\r\n"),
)


def render() -> RenderedPdf:
    with RenderProcess(fonts=settings.FONTS_DIR, stylesheets=(TOKENS,)) as process:
        return process.render(HTML, identifier="e1", attachments=ATTACHMENTS, is_archival=True)


@pytest.fixture(scope="module")
def data() -> bytes:
    return render().data


@pytest.fixture
def pdf(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(data)) as document:
        yield document


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All elements of the structure, in their order."""

    def below(element: Any) -> Iterator[Any]:
        for child in element.get("/K", []):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield child
                yield from below(child)

    yield from below(pdf.Root.StructTreeRoot)


def test_metadata_declares_both_standards(pdf: pikepdf.Pdf) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_raw_bytes()
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == "年度报告"


def test_a_reader_shows_title_and_knows_language_and_tags(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert str(pdf.Root.Lang) == "zh-Hans"
    assert {str(page.Tabs) for page in pdf.pages} == {"/S"}
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert [str(item.title) for item in pdf.open_outline().root] == ["会员"]


def test_every_figure_has_a_text(pdf: pikepdf.Pdf) -> None:
    texts = [str(each.Alt) for each in elements(pdf) if each.S == "/Figure"]
    assert texts == ["合影", "会员数"]


def test_header_cells_say_what_they_head(pdf: pikepdf.Pdf) -> None:
    cells = [each for each in elements(pdf) if each.S == "/TH"]
    assert [str(each.A.Scope) for each in cells] == ["/Column", "/Column", "/Row"]
    names = list(pdf.Root.StructTreeRoot.IDTree.Names)
    assert [bytes(name) for name in names[::2]] == sorted(bytes(cell.ID) for cell in cells)


def test_running_heads_are_artifacts(pdf: pikepdf.Pdf) -> None:
    operations = pikepdf.parse_content_stream(pdf.pages[0])
    marks = [list(each.operands) for each in operations if str(each.operator) == "BDC"]
    apart = [mark for mark in marks if mark[0] == "/Artifact"]
    assert [str(mark[1].Type) for mark in apart] == ["/Pagination", "/Pagination"]
    numbers = {int(mark[1].MCID) for mark in marks if "/MCID" in mark[1]}
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    known = {place for place in range(len(parents)) if parents[place] is not None}
    assert numbers == known


def test_attachments_are_data_of_the_document(pdf: pikepdf.Pdf) -> None:
    assert {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()} == {
        each.name: each.data for each in ATTACHMENTS
    }
    listed = [(str(file.UF), str(file.AFRelationship)) for file in pdf.Root.AF]
    assert listed == [("report.csv", "/Data"), ("report.json", "/Data")]
    (csv, json) = pdf.Root.AF
    assert (str(json.Desc), str(csv.EF.F.Subtype)) == ("数据 data", "/text/csv")
    assert str(csv.EF.F.Params.ModDate) == "D:20171231"


def test_equal_requests_give_equal_bytes_in_two_processes(data: bytes) -> None:
    assert render().data == data


def test_requests_survive_the_way() -> None:
    request = RenderRequest("正文", "e1", ATTACHMENTS, True)
    stream = io.BytesIO()
    write_request(stream, request)
    stream.seek(0)
    message = read_message(stream)
    assert message is not None
    assert read_request(*message) == request


def test_plain_documents_carry_nothing() -> None:
    with pytest.raises(ValueError, match="archival"):
        RenderRequest("正文", "", ATTACHMENTS)
