"""Whether an uploaded file is a Word document that may be opened. Pure.

What opens it builds a tree of the whole text in memory, and resolves what its XML declares: so the
text is measured, and a document that declares anything of its own is refused.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from societies.uploads import UploadProblem, check_upload, clean_name

#: XML of the text, unpacked; a chapter of forty pages has about one megabyte.
MAX_TEXT = 3 * 1024 * 1024
#: All XML that is opened: text, notes, comments, numbering, styles.
MAX_XML = 8 * 1024 * 1024
_MACROS = {".docm", ".dotm"}
_OLD = {".doc", ".wps", ".wpt", ".rtf", ".dot", ".odt"}
_TEXT = "word/document.xml"


def check_word(name: str, data: bytes) -> None:
    """Refuse, by UploadProblem, what is no plain Word document of a sensible size."""
    suffix = PurePosixPath(clean_name(name)).suffix.lower()
    if suffix in _MACROS:
        raise UploadProblem(_("Documents with macros are not read. Save it as docx and try again."))
    if suffix in _OLD:
        raise UploadProblem(
            _("This format is not read. Open it in Word or WPS, save it as docx and try again.")
        )
    if suffix != ".docx":
        raise UploadProblem(_("Only Word documents (docx) are read here."))
    check_upload(name, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_xml(archive)


def _check_xml(archive: zipfile.ZipFile) -> None:
    sizes = {
        member.filename: member.file_size
        for member in archive.infolist()
        if member.filename.endswith((".xml", ".rels"))
    }
    if _TEXT not in sizes:
        raise UploadProblem(_("The file has no text of a Word document. Save it again as docx."))
    if sizes[_TEXT] > MAX_TEXT or sum(sizes.values()) > MAX_XML:
        raise too_long()
    if any(_declares(archive.read(each)) for each in sizes):
        raise UploadProblem(
            _("The document holds declarations that are not read. Save it anew in Word or WPS.")
        )


def too_long() -> UploadProblem:
    """A document beyond what a chapter may be."""
    return UploadProblem(
        _("The document is too long for one chapter. Save each chapter as a file of its own.")
    )


def _declares(xml: bytes) -> bool:
    """Whether XML in any encoding declares types or entities; no office program writes any."""
    plain = xml.replace(b"\0", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
