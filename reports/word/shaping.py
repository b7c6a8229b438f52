"""The shape a chapter's text has, made of the HTML of a Word document. Pure.

Headings become two levels, pictures stand by themselves with the caption that follows them, notes
come to the end as paragraphs, and what only means something in Word goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree as ET

from reports.word.trees import tree_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_NUMBER = re.compile(
    r"^\s*(?:图|表|图表|Figure|Fig\.?|Table)\s*[\d一二三四五六七八九十]+"
    r"(?:\s*[-–—.．]\s*\d+)*\s*[:：.、．]?\s*",
    re.IGNORECASE,
)
_ARROW = "↑"
#: What stands before the title of a chapter: 第八章, 八、, 8.
_PLACE = re.compile(r"^\s*(?:第?[\d一二三四五六七八九十]+\s*(?:章|节)?\s*[、.．:：]?\s*)")


@dataclass
class Shaped:
    """The text, and how often something was left out of it."""

    html: str
    left_out: dict[str, int] = field(default_factory=dict)


def shape(html: str, titles: Collection[str] = ()) -> Shaped:
    """Give the converter's well-formed HTML the shape of a chapter; pictures keep their `src`.

    A first heading that is one of the chapter's own titles goes: the report prints it anyway.
    """
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our converter's own output
    _own_title(root, titles)
    struck = _remove(root, "s")
    _links(root)
    _checkboxes(root)
    _headings(root)
    _header_rows(root)
    _pictures(root)
    _captions(root)
    _notes(root)
    _drop_empty(root)
    return Shaped(_inner(root, "xml"), {"struck": struck} if struck else {})


def with_pictures(html: str, pictures: Mapping[str, tuple[str, str]]) -> str:
    """Name each picture by (digest, alternative text); one not given goes, figure and all."""
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - written by `shape`
    for parent, image in _with_parents(root, "img"):
        known = pictures.get(image.attrib.pop("src", ""))
        image.attrib.clear()
        if known is None:
            _take_out(parent, image)
        else:
            image.attrib.update({"data-image": known[0], "alt": known[1]})
    for parent, figure in _with_parents(root, "figure"):
        if figure.find("img") is None:
            _take_out(parent, figure)
    return _inner(root, "html")


def alternatives(html: str) -> list[tuple[str, str]]:
    """Digest and description of each picture in clean text."""
    images = (each for each in tree_of(html).iter("img"))
    return [(each.get("data-image", ""), each.get("alt", "")) for each in images]


def _inner(root: ET.Element, method: Literal["xml", "html"]) -> str:
    """What is in the root; `html` writes empty elements as browsers read them."""
    whole = ET.tostring(root, encoding="unicode", method=method, short_empty_elements=False)
    return whole[len("<div>") : -len("</div>")]


def _take_out(parent: ET.Element, child: ET.Element, *, keep: bool = False) -> None:
    """Remove an element; its tail stays, and with `keep` what is in it."""
    at = list(parent).index(child)
    inner = list(child) if keep else []
    text = (child.text or "") if keep else ""
    tail = child.tail or ""
    parent.remove(child)
    for offset, each in enumerate(inner):
        parent.insert(at + offset, each)
    _add_text(parent, at, text)
    _add_text(parent, at + len(inner), tail)


def _add_text(parent: ET.Element, at: int, text: str) -> None:
    """Put text before the child at a place."""
    if not text:
        return
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text


def _with_parents(root: ET.Element, *tags: str) -> Iterator[tuple[ET.Element, ET.Element]]:
    pairs = [(parent, child) for parent in root.iter() for child in parent if child.tag in tags]
    yield from reversed(pairs)


def _remove(root: ET.Element, tag: str) -> int:
    """Take elements out with what is in them; say how many had words."""
    count = 0
    for parent, child in _with_parents(root, tag):
        count += bool("".join(child.itertext()).strip())
        _take_out(parent, child)
    return count


def _own_title(root: ET.Element, titles: Collection[str]) -> None:
    first = next(iter(root), None)
    if first is None or first.tag not in _HEADINGS:
        return
    text = " ".join("".join(first.itertext()).split())
    if {text.casefold(), _PLACE.sub("", text).casefold()} & {each.casefold() for each in titles}:
        root.remove(first)


def _links(root: ET.Element) -> None:
    """Links inside the document lead nowhere in a chapter: their words stay, arrows go."""
    for parent, child in _with_parents(root, "a"):
        if _LINK.match(child.get("href", "")) and "".join(child.itertext()).strip():
            continue
        if child.text == _ARROW:
            child.text = ""
        _take_out(parent, child, keep=True)


def _checkboxes(root: ET.Element) -> None:
    for parent, child in _with_parents(root, "input"):
        child.tail = ("☑" if child.get("checked") else "☐") + (child.tail or "")
        _take_out(parent, child)


def _headings(root: ET.Element) -> None:
    """The highest level used becomes h3, all below it h4; bold in a heading says nothing."""
    used = sorted({each.tag for each in root.iter() if each.tag in _HEADINGS})
    for element in root.iter():
        if element.tag in used:
            element.tag = "h3" if element.tag == used[0] else "h4"
            for parent, child in _with_parents(element, "strong"):
                _take_out(parent, child, keep=True)


def _header_rows(root: ET.Element) -> None:
    """A first row that is bold throughout is the header of its table."""
    for table in root.iter("table"):
        rows = table.findall("tr")
        if table.find("thead") is None and len(rows) > 1 and all(map(_is_bold, rows[0])):
            for cell in rows[0]:
                cell.tag = "th"
        for cell in table.iter("th"):
            for parent, child in _with_parents(cell, "strong"):
                _take_out(parent, child, keep=True)


def _is_bold(cell: ET.Element) -> bool:
    words = "".join(cell.itertext()).strip()
    bold = "".join(text for each in cell.iter("strong") for text in each.itertext())
    return bool(words) and bold.strip() == words


def _pictures(root: ET.Element) -> None:
    """Pictures leave their paragraphs and stand behind them."""
    for parent, paragraph in _with_parents(root, "p", "h3", "h4"):
        at = list(parent).index(paragraph) + 1
        for holder, image in reversed(list(_with_parents(paragraph, "img"))):
            _take_out(holder, image)
            image.tail = None
            figure = ET.Element("figure")
            figure.append(image)
            parent.insert(at, figure)
            at += 1


def _captions(root: ET.Element) -> None:
    """A paragraph styled as caption belongs to the picture before it, or the table around it."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag != "p" or child.get("class") != "caption":
                continue
            children = list(parent)
            at = children.index(child)
            before = _before(children, at)
            after = children[at + 1] if at + 1 < len(children) else None
            del child.attrib["class"]
            if before is not None and before.tag == "figure" and before.find("figcaption") is None:
                _move(parent, child, before, "figcaption", at=len(before))
            elif after is not None and after.tag == "table" and after.find("caption") is None:
                _move(parent, child, after, "caption", at=0)
            elif before is not None and before.tag == "table" and before.find("caption") is None:
                _move(parent, child, before, "caption", at=0)


def _before(children: list[ET.Element], at: int) -> ET.Element | None:
    """What stands before, empty paragraphs apart."""
    for each in reversed(children[:at]):
        if each.tag != "p" or "".join(each.itertext()).strip():
            return each
    return None


def _move(parent: ET.Element, child: ET.Element, into: ET.Element, tag: str, *, at: int) -> None:
    parent.remove(child)
    child.tag, child.tail = tag, None
    child.text = _NUMBER.sub("", child.text or "")
    into.insert(at, child)


def _notes(root: ET.Element) -> None:
    """The list of notes at the end becomes paragraphs with the numbers that the text has."""
    if len(root) == 0 or root[-1].tag != "ol" or not _is_notes(root[-1]):
        return
    notes = root[-1]
    root.remove(notes)
    for number, note in enumerate(notes, start=1):
        paragraphs = [each for each in note if each.tag == "p"] or [note]
        for at, paragraph in enumerate(paragraphs):
            paragraph.tag, paragraph.tail = "p", None
            paragraph.attrib.clear()
            if at == 0:
                mark = ET.Element("sup")
                mark.text, mark.tail = f"[{number}]", f" {(paragraph.text or '').lstrip()}"
                paragraph.text = None
                paragraph.insert(0, mark)
            root.append(paragraph)


def _is_notes(element: ET.Element) -> bool:
    return all(re.match(r"(?:foot|end)note-", each.get("id", "")) for each in element)


def _drop_empty(root: ET.Element) -> None:
    for parent, child in _with_parents(root, "p", "h3", "h4", "strong", "em", "figcaption"):
        if not "".join(child.itertext()).strip() and child.find(".//img") is None:
            has_break = child.find("br") is not None
            if not has_break or child.tag == "p":
                _take_out(parent, child)
