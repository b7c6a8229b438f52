"""A chapter's text out of a Word document: its words, its pictures, and what was left out. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import mammoth
from django.utils.translation import gettext as _

from reports.annual.pictures import pixels_to_unpack
from reports.word.archive import check_word, too_long
from reports.word.shaping import Shaped, shape
from societies.uploads import UploadProblem

#: Pictures read from one document.
MAX_PICTURES = 30
#: Tags of the text; what makes its shape looks at each of them and those around it.
MAX_TAGS = 40_000
MAX_PICTURE_BYTES = 20 * 1024 * 1024
#: Of all pictures of one document: half a minute of drawing at most.
MAX_PICTURE_PIXELS = 400_000_000

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='标题 4'] => h4:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='题注'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='引用'] => blockquote > p:fresh
p[style-name='toc 1'] => !
p[style-name='toc 2'] => !
p[style-name='toc 3'] => !
p[style-name='TOC Heading'] => !
"""
#: What Word itself writes where nobody described a picture.
_NO_ALT = re.compile(
    r"(?:图片|图像|图形|图表|图示|形状|Picture|Image|Graphic|Diagram|Chart|Shape)?\s*\d*"
    r"|.*[\\/][^\\/]*\.\w{3,4}|[\w\-. ]+\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(r"(?:描述已自动生成|Description automatically generated.*)$", re.DOTALL)
#: What mammoth passes over, by the mark in the text's XML.
_MARKS = {
    "equations": re.compile(rb"<m:oMath[ >]"),
    "charts": re.compile(rb"<(?:c:chart|dgm:relIds|cx:chart)[ />]"),
    "objects": re.compile(rb"<w:object[ >]"),
    "comments": re.compile(rb"<w:commentReference[ />]"),
    "changes": re.compile(rb"<w:(?:ins|del|moveFrom)[ >]"),
}


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture as the document holds it; `alt` is empty when nobody described it."""

    key: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class WordText:
    """The text with its pictures by key, and how often something was left out, by kind."""

    html: str
    pictures: tuple[WordPicture, ...]
    left_out: dict[str, int] = field(default_factory=dict)


def read_word(name: str, data: bytes, titles: Collection[str] = ()) -> WordText:
    """Read a document for a chapter of these titles; UploadProblem says why it cannot be read."""
    check_word(name, data)
    pictures = _Pictures()
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=pictures.keep,
            include_embedded_style_map=False,
            external_file_access=False,
        )
        shaped = _shaped(result.value, titles)
        found = _marks(data)
    except UploadProblem:
        raise
    except Exception as error:  # a broken document makes the converter raise anything
        raise UploadProblem(
            _("The document cannot be read; it may be damaged. Save it again as docx.")
        ) from error
    left_out = {**found, **shaped.left_out, **pictures.left_out}
    return WordText(shaped.html, tuple(pictures.kept), left_out)


def _shaped(html: str, titles: Collection[str]) -> Shaped:
    if html.count("<") > MAX_TAGS:
        raise too_long()
    return shape(html, titles)


def _marks(data: bytes) -> dict[str, int]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("word/document.xml")
    counts = {kind: len(mark.findall(text)) for kind, mark in _MARKS.items()}
    return {kind: count for kind, count in counts.items() if count}


class _Pictures:
    """What is asked for each picture of a document, in their order."""

    def __init__(self) -> None:
        self.kept: list[WordPicture] = []
        self.left_out: dict[str, int] = {}
        self._pixels = 0

    def keep(self, image: Any) -> list[Any]:
        """Remember the picture and leave its key in the text."""
        if len(self.kept) == MAX_PICTURES:
            raise UploadProblem(
                _("The document has more than %(most)s pictures. Split it into several files.")
                % {"most": MAX_PICTURES}
            )
        data = self._bytes(image.open)
        if data is None:
            return []
        key = f"picture:{len(self.kept)}"
        self.kept.append(WordPicture(key, data, _alt(image.alt_text or "")))
        elements: list[Any] = mammoth.images.img_element(lambda _image: {"src": key})(image)
        return elements

    def _bytes(self, open_picture: Callable[[], Any]) -> bytes | None:
        """The picture's bytes; None for one that only lies elsewhere."""
        try:
            with open_picture() as source:
                data: bytes = source.read(MAX_PICTURE_BYTES + 1)
        except (KeyError, ValueError):
            self.left_out["linked"] = self.left_out.get("linked", 0) + 1
            return None
        self._pixels += pixels_to_unpack(data)
        if self._pixels > MAX_PICTURE_PIXELS:
            raise UploadProblem(
                _("The pictures of the document are too large altogether. Compress them in Word.")
            )
        if len(data) > MAX_PICTURE_BYTES:
            raise UploadProblem(_("A picture in the document is too large. Make it smaller."))
        return data


def _alt(text: str) -> str:
    """What somebody wrote as description, without what Word writes by itself."""
    said = " ".join(_AUTOMATIC.sub("", text).split())
    return "" if _NO_ALT.fullmatch(said) else said[:300]
