"""Style sheets as the renderer reads them: settled before the first document, not for each box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import weasyprint

_DEFINITION = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+);")
_USE = re.compile(r"var\((--[\w-]+)\)")
#: What the library's own sheet says of every element's marks, of which only lists have any.
_MARKS_OF_ALL = re.compile(r"^::(?:marker|footnote-|note-)[^}]*}$", re.MULTILINE)
_MARGIN_BOX = re.compile(r"^ +(@[a-z-]+) +\{.*\}$", re.MULTILINE)
_MARKS_OF_LISTS = """
li::marker { font-variant-numeric: tabular-nums; white-space: pre; text-transform: none }
"""


class UnknownTokenError(ValueError):
    """A style sheet uses a custom property that none defines."""


def settled(sheets: Sequence[str]) -> str:
    """Return the sheets as one, with each `var(--name)` replaced by what one of them says of it.

    A name has one meaning in the whole document: no element of a printed one has its own.
    UnknownTokenError for a name that none defines, or that is defined by itself.
    """
    text = "\n".join(sheets)
    values = dict(_DEFINITION.findall(text))
    text = _DEFINITION.sub("", text)
    for _depth in values:
        if not _USE.search(text):
            break
        text = _USE.sub(lambda use: _value(use[1], values), text)
    if (use := _USE.search(text)) is not None:
        raise UnknownTokenError(use[1])
    return text


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise UnknownTokenError(name)
    return values[name].strip()


def elements_sheet(sheets: str) -> str:
    """Return what the library says of HTML's elements, without what no document of ours has.

    It declares five marks of notes and one of lists on each element, and sixteen boxes in the
    margins of each page, and computes a style for every one of them: two thirds of all styles of a
    document of tables. Margin boxes that the sheets name stay.
    """
    path = Path(weasyprint.__file__).parent / "css" / "html5_ua.css"
    text = _MARKS_OF_ALL.sub("", path.read_text(encoding="utf-8"))
    named = set(re.findall(r"@[a-z-]+", sheets))
    return _MARGIN_BOX.sub(lambda box: box[0] if box[1] in named else "", text) + _MARKS_OF_LISTS
