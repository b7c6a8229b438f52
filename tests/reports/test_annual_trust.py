"""A finished annual report as a stranger's tools see it: tags, data, signature, equal bytes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports.annual.renditions import MAIN
from reports.selectors.annual_content import content_digest
from reports.services.annual_rendering import FinishedPdf, Paper, compose_paper, finish
from reports.services.rendering import render_process
from reports.services.signing import signing_certificate
from tests.reports.annual_sample import PICTURE
from tests.reports.test_annual_document import content, picture

PARENTS = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/Lbl": {"/LI"},
}
STANDARD_ROLE = re.compile(
    "/(Document|Part|Sect|Div|BlockQuote|Caption|TOC|TOCI|NonStruct|P|H[1-6]|L|LI|Lbl|LBody|Table"
    "|TR|TH|TD|THead|TBody|TFoot|Span|Quote|Note|Reference|Link|Annot|Figure)"
)
#: A glyph that stands for no character.
NO_CHARACTER = re.compile(rb"<(?:0000|FEFF|FFFE|)>\s*$", re.IGNORECASE | re.MULTILINE)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return compose_paper(content(), MAIN, images={PICTURE: picture()}, version=3)


@pytest.fixture(scope="module")
def finished(paper: Paper) -> FinishedPdf:
    with render_process() as process:
        return finish(paper, process)


@pytest.fixture
def pdf(finished: FinishedPdf) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(finished.data)) as document:
        yield document


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """All elements of the structure in their order, each with its parent's name."""

    def below(element: Any) -> Iterator[tuple[str, Any]]:
        for child in element.get("/K", []):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield str(element.get("/S", "")), child
                yield from below(child)

    yield from below(pdf.Root.StructTreeRoot)


def test_the_signature_covers_the_whole_file_and_is_ours(finished: FinishedPdf) -> None:
    der = signing_certificate().public_bytes(serialization.Encoding.DER)
    trusted = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(finished.data)).embedded_signatures
    status = validate_pdf_signature(signature, trusted)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_equal_content_gives_equal_bytes_before_signing(
    paper: Paper, finished: FinishedPdf
) -> None:
    with render_process() as process:
        again = process.render(
            paper.html,
            identifier=paper.identifier,
            attachments=paper.attachments,
            is_archival=True,
        )
    assert hashlib.sha256(again.data).hexdigest() == finished.unsigned_sha256
    assert finished.data.startswith(again.data)


def test_the_data_travel_with_the_report(pdf: pikepdf.Pdf, paper: Paper) -> None:
    carried = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    assert carried == {each.name: each.data for each in paper.attachments}
    assert hashlib.sha256(carried["report.json"]).hexdigest() == content_digest(content())
    assert [str(file.AFRelationship) for file in pdf.Root.AF] == ["/Data", "/Data"]


def test_it_declares_what_it_is(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        assert metadata["xmp:CreateDate"].replace("-", "") == str(pdf.docinfo["/CreationDate"])[2:]
    assert str(pdf.Root.Lang).startswith("zh")
    assert {str(page.obj.Tabs) for page in pdf.pages} == {"/S"}


def test_its_structure_is_sound(pdf: pikepdf.Pdf) -> None:
    found = list(elements(pdf))
    for parent, element in found:
        name = str(element.S)
        if name in PARENTS:
            assert parent in PARENTS[name], (parent, name)
        if name == "/Figure":
            assert str(element.Alt).strip()
    levels = [
        int(str(e.S)[2:]) for _p, e in found if str(e.S)[1:2] == "H" and str(e.S)[2:].isdigit()
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_element_has_a_role_that_readers_know(pdf: pikepdf.Pdf) -> None:
    assert "/RoleMap" not in pdf.Root.StructTreeRoot
    for _parent, element in elements(pdf):
        name = str(element.S)
        assert STANDARD_ROLE.fullmatch(name)
        if name == "/Figure":
            assert len(element.A.BBox) == 4
        if name == "/TH":
            assert str(element.A.Scope) in ("/Column", "/Row")
        if name == "/Link":
            assert any(each.get("/Type") == "/OBJR" for each in below(element)), element
        if name == "/Note":
            assert "/ID" in element


def below(element: Any) -> Iterator[Any]:
    """What an element holds, at any depth."""
    for child in element.get("/K", []):
        if isinstance(child, pikepdf.Dictionary):
            yield child
            yield from below(child)


def test_every_row_of_a_table_is_as_wide_as_the_others(pdf: pikepdf.Pdf) -> None:
    tables = [element for _parent, element in elements(pdf) if element.S == "/Table"]
    assert tables
    for table in tables:
        widths: set[int] = set()
        hanging: list[int] = []
        for row in (each for each in below(table) if each.get("/S") == "/TR"):
            cells = [each.get("/A", {}) for each in row.K if each.S in ("/TH", "/TD")]
            wide = [int(each.get("/ColSpan", 1)) for each in cells]
            high = [int(each.get("/RowSpan", 1)) for each in cells]
            widths.add(sum(wide) + len(hanging))
            hanging = [left - 1 for left in hanging if left > 1]
            hanging += [
                h - 1 for h, w in zip(high, wide, strict=True) if h > 1 for _each in range(w)
            ]
        assert len(widths) == 1, widths


def test_every_font_is_embedded_and_says_which_characters_it_draws(pdf: pikepdf.Pdf) -> None:
    fonts = [each for each in dictionaries(pdf) if each.get("/Subtype") == "/Type0"]
    assert fonts
    for font in fonts:
        (drawn,) = font.DescendantFonts
        assert "/FontFile2" in drawn.FontDescriptor or "/FontFile3" in drawn.FontDescriptor
        assert not NO_CHARACTER.search(font.ToUnicode.read_bytes())
    simple = {"/Type1", "/TrueType", "/Type3", "/MMType1"}
    assert not [each for each in dictionaries(pdf) if each.get("/Subtype") in simple]


def dictionaries(pdf: pikepdf.Pdf) -> list[Any]:
    """All dictionaries of a file, those of its streams too."""
    kinds = (pikepdf.Dictionary, pikepdf.Stream)
    return [each for each in pdf.objects if isinstance(each, kinds)]


def test_nothing_in_it_is_forbidden_in_an_archive(pdf: pikepdf.Pdf) -> None:
    assert not pdf.is_encrypted
    assert "/ID" in pdf.trailer
    (intent,) = pdf.Root.OutputIntents
    assert int(intent.DestOutputProfile.N) == 3
    assert not {"/OpenAction", "/AA", "/JavaScript"} & {*pdf.Root, *pdf.Root.Names}
    streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    assert not [each for each in streams if "/F" in each or each.get("/Filter") == "/LZWDecode"]
    assert any(each.get("/Subtype") == "/Image" for each in streams)
    assert not [each for each in streams if each.get("/Interpolate", False)]
    assert {str(each.ColorSpace) for each in streams if each.get("/Subtype") == "/Image"} <= {
        "/DeviceRGB",
        "/DeviceGray",
    }
    notes = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
    assert {str(note.Subtype) for note in notes} == {"/Link", "/Widget"}
    assert all(int(note.F) & 0b111 == 4 for note in notes)  # printed, not hidden
    actions = {str(note.A.S) for note in notes if "/A" in note}
    assert actions <= {"/URI"}


def test_all_that_is_painted_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        depth = 0
        for operation in pikepdf.parse_content_stream(page):
            operator = str(operation.operator)
            depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
            if operator in ("Tj", "TJ", "Do", "f", "f*", "S", "s", "B", "B*", "sh"):
                assert depth, operator


def test_every_link_is_in_the_structure_and_says_where_it_leads(pdf: pikepdf.Pdf) -> None:
    links = [
        note
        for page in pdf.pages
        for note in page.obj.get("/Annots", [])
        if note.Subtype == "/Link"
    ]
    assert links
    assert all("/StructParent" in link and str(link.Contents) for link in links)
