"""Numbered and bulleted lists of a Word document, three levels deep. Pure."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word.sheet import element

LEVELS = 3
_BULLETS, _NUMBERS = 900, 901
_SIGNS = ("•", "–", "·")
#: Twips by which a level stands further in.
_STEP = 420


class Lists:
    """The lists of a document: bullets share one numbering, each numbered list has its own."""

    def __init__(self, document: Doc) -> None:
        self._numbering = document.part.numbering_part.element
        for place, kind in enumerate((_BULLETS, _NUMBERS)):
            self._numbering.insert(place, _abstract(kind))
        self._bullets: int = self._numbering.add_num(_BULLETS).numId

    def begun(self, *, is_numbered: bool, level: int) -> int:
        """The numbering of a list that begins here, from 0; a numbered one begins at one."""
        if not is_numbered:
            return self._bullets
        number = self._numbering.add_num(_NUMBERS)
        number.add_lvlOverride(ilvl=min(level, LEVELS - 1)).add_startOverride(1)
        made: int = number.numId
        return made


def put_in_list(paragraph: BaseOxmlElement, number: int, level: int) -> None:
    """Make a paragraph an item of a list."""
    properties = paragraph.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = min(level, LEVELS - 1)
    properties.get_or_add_numId().val = number


def _abstract(kind: int) -> BaseOxmlElement:
    made = element("abstractNum", abstractNumId=str(kind))
    made.append(element("multiLevelType", val="multilevel"))
    for level in range(LEVELS):
        is_bullet = kind == _BULLETS
        each = element("lvl", ilvl=str(level))
        each.append(element("start", val="1"))
        each.append(element("numFmt", val="bullet" if is_bullet else "decimal"))
        each.append(element("lvlText", val=_SIGNS[level] if is_bullet else f"%{level + 1}."))
        each.append(element("lvlJc", val="left"))
        layout = element("pPr")
        layout.append(element("ind", left=str(_STEP * (level + 1)), hanging=str(_STEP)))
        each.append(layout)
        made.append(each)
    return made
