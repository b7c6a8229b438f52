"""Text with headings, lists, tables and pictures: the few elements a chapter may hold.

Everything else goes: scripts, styles, classes, frames, addresses of pictures. A picture is named
by the digest of its bytes (`data-image`), never by an address: nothing is fetched from elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import nh3

#: Elements that start a new line of plain text.
BLOCKS = frozenset(
    ("p", "h3", "h4", "li", "tr", "caption", "figcaption", "blockquote", "br", "table", "figure")
)
TAGS = BLOCKS | {
    *("ul", "ol", "thead", "tbody", "th", "td", "img", "strong", "em", "a", "sup", "sub"),
}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"data-image", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPAN = re.compile(r"[1-9][0-9]?")
#: A link leads to another site or to a letter, never to a file or to somewhere in the portal.
_ADDRESS = re.compile(r"https?://[^\s/?#]|mailto:[^\s@]+@[^\s@]", re.IGNORECASE)
#: As people type or copy an address: without its scheme.
_NO_SCHEME = re.compile(r"^(?://|(?=www\.))", re.IGNORECASE)
_HIDDEN = ("Cc", "Cf", "Cs")
#: The beginning or end of an element that can hold others.
_ELEMENT = re.compile(r"<(/?)(?!img\b|br\b)[a-z]")
_IMAGE = re.compile(r'<img\b[^>]*\bdata-image="([0-9a-f]{64})"[^>]*>')


def _allowed(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "data-image":
        return value if _DIGEST.fullmatch(value) else None
    if attribute in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    return _address(value) if attribute == "href" else value


def _address(value: str) -> str | None:
    """Where a link leads; its signs that nobody sees go first, for they may hide a scheme."""
    seen = "".join(sign for sign in value if unicodedata.category(sign) not in _HIDDEN)
    address = _NO_SCHEME.sub("https://", seen.strip())
    return address if _ADDRESS.match(address) else None


def clean_html(html: str) -> str:
    """Return what of the text may stay; a picture that names none of ours goes with its element."""
    kept: str = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"*": set(), **{name: set(names) for name, names in ATTRIBUTES.items()}},
        clean_content_tags={"script", "style", "template", "noscript", "title", "svg", "math"},
        attribute_filter=_allowed,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return re.sub(r'<img\b(?![^>]*\bdata-image="[0-9a-f]{64}")[^>]*>', "", kept).strip()


def image_digests(html: str) -> list[str]:
    """Digests of the pictures in clean text, in their order, each once."""
    return list(dict.fromkeys(_IMAGE.findall(html)))


def depth(html: str) -> int:
    """How many elements of clean text stand in one another at most."""
    level = deepest = 0
    for closing in _ELEMENT.findall(html):
        level += -1 if closing else 1
        deepest = max(deepest, level)
    return deepest


def with_addresses(html: str, address: Callable[[str], str]) -> str:
    """Clean text whose pictures carry the addresses that `address` gives for their digests."""

    def addressed(match: re.Match[str]) -> str:
        return f'{match[0].rstrip("/>").rstrip()} src="{address(match[1])}">'

    return _IMAGE.sub(addressed, html)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of clean text, one line for each block."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def from_plain(text: str) -> str:
    """Clean text of plain lines: a paragraph for each."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def is_plain(html: str) -> bool:
    """Whether clean text is paragraphs only, so that nothing is lost in its plain lines."""
    return from_plain(plain_text(html)) == html
