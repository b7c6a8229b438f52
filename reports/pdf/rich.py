"""A chapter's clean text made ready for print: headings, pictures, links, numbers of captions.

Pure. What comes in was cleaned (rich_text.clean_html): tags without classes and styles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from reports.annual.captions import numbered_html

_HEADING = re.compile(r"<(/?)h([34])>")
_IMAGE = re.compile(r'<img\b[^>]*\bdata-image="([0-9a-f]{64})"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
#: Where a link gets no note: a table repeats its head, a heading and a caption are listed.
_APART = re.compile(r"(<(table|figure|h[234])\b.*?</\2>)", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_PROSE = re.compile(r"<(?:p|li)>(.*?)(?=</?(?:p|li|ul|ol|blockquote)>|$)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def print_html(html: str, place: int, *, zh: bool, images: Mapping[str, str]) -> str:
    """Return the text with numbered captions, headings without gaps, pictures and notes.

    It is well-formed XML, as the whole document is, which is read in a tenth of the time.
    """
    text = _levelled(numbered_html(html, place, zh=zh))
    text = _IMAGE.sub(lambda match: _pictured(match, images), text)
    return "".join(_with_notes(text)).replace("<br>", "<br/>").replace("&nbsp;", "\u00a0")


def prose(html: str) -> list[str]:
    """The paragraphs and items of clean text, without headings, tables and pictures."""
    running = _APART.sub("", html)
    found = (unescape(_TAG.sub("", block[1])) for block in _PROSE.finditer(running))
    return [text for text in (" ".join(each.split()) for each in found) if text]


def has_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return bool(_CHINESE.search(text))


def _levelled(html: str) -> str:
    """Move headings up: the chapter's is the first level, no level is left out."""
    is_open = False

    def moved(match: re.Match[str]) -> str:
        nonlocal is_open
        slash, level = match[1], match[2]
        if level == "3" and not slash:
            is_open = True
        return f"<{slash}h{3 if level == '4' and is_open else 2}>"

    return _HEADING.sub(moved, html)


def _pictured(match: re.Match[str], images: Mapping[str, str]) -> str:
    alt = found[1] if (found := _ALT.search(match[0])) else ""
    address = images.get(match[1])
    if address is None:
        return f'<span class="no-picture">{alt}</span>'
    return f'<img src="{escape(address)}" alt="{alt or "–"}"/>'


def _with_notes(html: str) -> list[str]:
    """Print the address of a link in a note at the foot of its page."""
    pieces = []
    position = 0
    for apart in _APART.finditer(html):
        pieces += [_LINK.sub(_noted, html[position : apart.start()]), apart[0]]
        position = apart.end()
    return [*pieces, _LINK.sub(_noted, html[position:])]


def _noted(match: re.Match[str]) -> str:
    address, said = match[1], _TAG.sub("", match[2])
    shown = unescape(address).removeprefix("mailto:")
    if unescape(said).strip().rstrip("/") in (shown, shown.rstrip("/"), _without_scheme(shown)):
        return match[0]
    return f'{match[0]}<span class="note">{escape(shown)}</span>'


def _without_scheme(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/")
