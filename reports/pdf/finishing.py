"""What a document needs to declare PDF/A-3a and PDF/UA-1, added before its bytes are written.

WeasyPrint writes tags, fonts, colours and most metadata; missing are the declaration of PDF/UA-1
beside PDF/A-3a, attachments with `/AF`, the tree of the identifiers of header cells, the scope of
header cells, and running heads as artifacts. Nothing here is random or takes the time of day.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pydyf

from reports.pdf.messages import Attachment

VARIANT = "pdf/a-3a"

#: PDF/A asks that a property it does not know is described where it is used.
_DECLARATION = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


class Finisher:
    """Completes one document; WeasyPrint calls it before it writes the file."""

    def __init__(self, attachments: Sequence[Attachment] = ()) -> None:
        self._attachments = attachments

    def __call__(self, document: Any, pdf: pydyf.PDF) -> None:
        """Add what is missing to the objects of the file."""
        _declare(pdf)
        _leave_pictures_as_they_are(pdf)
        _complete_structure(pdf)
        created = pdf.info.get("CreationDate")
        if self._attachments:
            _attach(pdf, self._attachments, created)
        pdf.objects = [each if each.free == "f" else _Written(each) for each in pdf.objects]


class _Written(pydyf.Object):
    """An object in its final bytes: pydyf asks twice, for the file and for the file's digest."""

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.number, self.generation = of.number, of.generation
        self._data = _written(of)
        self._is_compressible: bool = of.compressible

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may stand in a stream of objects."""
        return self._is_compressible


def _written(of: Any) -> bytes:
    """The bytes of an object; streams at a level of half the highest's work."""
    if isinstance(of, pydyf.Stream) and of.compress:
        text = b"\n".join(
            each if isinstance(each, bytes) else pydyf._to_bytes(each)  # noqa: SLF001 - as it writes
            for each in of.stream
        )
        of = pydyf.Stream([zlib.compress(text, 6)], {**of.extra, "Filter": "/FlateDecode"})
    data: bytes = of.data
    return data


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _dictionaries(pdf: pydyf.PDF) -> Iterator[Any]:
    return (each for each in pdf.objects if isinstance(each, dict))


def _declare(pdf: pydyf.PDF) -> None:
    """Say PDF/UA-1 beside PDF/A-3a, in metadata that anybody can read without unpacking."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    text = b"\n".join(metadata.stream)
    metadata.stream = [text.replace(b"</rdf:RDF>", _DECLARATION.lstrip(), 1)]
    metadata.compress = False


def _leave_pictures_as_they_are(pdf: pydyf.PDF) -> None:
    """Ask no reader to smooth a picture: PDF/A forbids it, and WeasyPrint asks for it."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and "Interpolate" in each.extra:
            each.extra["Interpolate"] = "false"


def _complete_structure(pdf: pydyf.PDF) -> None:
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    identified = []
    for element in _dictionaries(pdf):
        if element.get("S") in ("/TH", "/TD"):
            if element.get("S") == "/TH" and "A" in element:
                element["A"]["Scope"] = _scope(pdf, element)
            if "ID" in element:
                identified.append((element["ID"], element.reference))
    if identified:
        identified.sort(key=lambda pair: pair[0].data)
        names = pydyf.Dictionary({"Names": pydyf.Array(x for pair in identified for x in pair)})
        pdf.add_object(names)
        root["IDTree"] = names.reference
    _set_running_heads_apart(pdf, root)


def _scope(pdf: pydyf.PDF, cell: Any) -> str:
    """A header cell in the head of a table heads a column, any other one a row."""
    row = _object(pdf, cell["P"])
    return "/Column" if _object(pdf, row["P"]).get("S") == "/THead" else "/Row"


def _set_running_heads_apart(pdf: pydyf.PDF, root: Any) -> None:
    """Mark what stands in margins as artifacts: no structure element leads there."""
    reached = set(_reached(pdf, root))
    nums = _object(pdf, root["ParentTree"])["Nums"]
    pages = len(pdf.page_references)
    for page, elements in zip(pdf.page_references, nums[1 : 2 * pages : 2], strict=True):
        outside = {mcid for mcid, each in enumerate(elements) if each not in reached}
        if not outside:
            continue
        _mark_artifacts(_object(pdf, _object(pdf, page)["Contents"]).stream, outside)
        for mcid in outside:
            elements[mcid] = b"null"


def _reached(pdf: pydyf.PDF, root: Any) -> Iterator[bytes]:
    """References of all elements of the structure."""
    waiting = list(root["K"])
    while waiting:
        reference = waiting.pop()
        if not isinstance(reference, bytes):
            continue
        yield reference
        waiting.extend(_object(pdf, reference).get("K", ()))


def _mark_artifacts(stream: list[Any], mcids: set[int]) -> None:
    for place, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") in mcids:
            stream[place - 1] = b"/Artifact"
            stream[place] = b"<</Type /Pagination>>"


def _attach(pdf: pydyf.PDF, attachments: Sequence[Attachment], created: Any) -> None:
    """Embed files as data of the whole document."""
    names, files = pydyf.Array(), pydyf.Array()
    for attachment in sorted(attachments, key=lambda each: each.name):
        file = _embed(pdf, attachment, created)
        names.extend((pydyf.String(attachment.name), file))
        files.append(file)
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = files


def _embed(pdf: pydyf.PDF, attachment: Attachment, created: Any) -> bytes:
    sum_ = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest()
    facts = pydyf.Dictionary({"CheckSum": f"<{sum_}>", "Size": len(attachment.data)})
    if created is not None:
        facts |= {"CreationDate": created, "ModDate": created}
    stream = pydyf.Stream(
        [attachment.data],
        pydyf.Dictionary(
            {
                "Type": "/EmbeddedFile",
                "Subtype": pydyf.name(attachment.media_type),
                "Params": facts,
            }
        ),
        compress=True,
    )
    pdf.add_object(stream)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(attachment.name),
            "UF": pydyf.String(attachment.name),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String(attachment.description),
            "AFRelationship": "/Data",
        }
    )
    pdf.add_object(file)
    reference: bytes = file.reference
    return reference
