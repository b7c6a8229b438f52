"""What changed between two contents of an annual report: texts, pictures and figures, by chapter.

Pure; takes chapters as they stand in a content (`code`, `html`, `parts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Final

from reports.annual.parts import Kind
from reports.annual.rich_text import image_digests, plain_text
from reports.annual.text_diff import TextDiff, compare_texts

Chapter = Mapping[str, Any]
Said = Mapping[str, str]

_NUMBERS: Final = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)
#: So many names of rows are told that only one side has.
MOST_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number of both sides: what it is called, and its two values as plain digits."""

    names: tuple[Said | str, ...]
    kind: str
    before: str | None
    after: str | None

    @property
    def difference(self) -> str | None:
        """The second less the first; None unless both are known."""
        try:
            change = Decimal(self.after or "") - Decimal(self.before or "")
        except InvalidOperation:
            return None
        return f"{change:f}"

    @property
    def is_rise(self) -> bool:
        """Whether the second is above the first."""
        return self.difference is not None and Decimal(self.difference) > 0


@dataclass(frozen=True, slots=True)
class PartChange:
    """What changed in a part; rows that only one side has are named, at most a few."""

    title: Said
    figures: tuple[FigureChange, ...]
    same: int
    gone: tuple[Said | str, ...]
    new: tuple[Said | str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the part says the same on both sides."""
        return not (self.figures or self.gone or self.new)

    @property
    def gone_more(self) -> int:
        """How many rows that went are not named."""
        return max(0, len(self.gone) - MOST_NAMES)

    @property
    def new_more(self) -> int:
        """How many rows that came are not named."""
        return max(0, len(self.new) - MOST_NAMES)


@dataclass(frozen=True)
class ChapterDiff:
    """A chapter on both sides."""

    before: Chapter
    after: Chapter

    @cached_property
    def text(self) -> TextDiff:
        """What the secretariat wrote, compared."""
        return compare_texts(plain_text(self.before["html"]), plain_text(self.after["html"]))

    @cached_property
    def images(self) -> tuple[int, int]:
        """How many pictures went, and how many came."""
        old, new = (set(image_digests(side["html"])) for side in (self.before, self.after))
        return len(old - new), len(new - old)

    @cached_property
    def parts(self) -> tuple[PartChange, ...]:
        """The parts of which something changed."""
        found = compare_parts(self.before["parts"], self.after["parts"])
        return tuple(part for part in found if not part.is_same)

    @cached_property
    def is_other_form(self) -> bool:
        """Whether the words are the same and headings, marks or tables are not."""
        return self.text.is_same and self.before["html"] != self.after["html"]

    @property
    def is_same(self) -> bool:
        """Whether nothing in the chapter changed."""
        return self.before["html"] == self.after["html"] and not self.parts


def compare_parts(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[PartChange]:
    """Compare figures and tables by their codes; charts show the same numbers again."""
    old, new = ({part["code"]: part for part in side} for side in (before, after))
    codes = [
        code for code in dict.fromkeys((*new, *old)) if _is_told(old, code) or _is_told(new, code)
    ]
    return [_compared(old.get(code), new.get(code)) for code in codes]


def _is_told(parts: Mapping[str, Mapping[str, Any]], code: str) -> bool:
    return code in parts and parts[code]["part"] != "chart"


Numbers = dict[tuple[str, str], tuple[tuple[Said | str, ...], str, str | None]]
Rows = dict[str, Said | str]


def _compared(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> PartChange:
    (old_rows, old), (new_rows, new) = _read(before), _read(after)
    figures = []
    same = 0
    for place in dict.fromkeys((*new, *old)):
        if place[0] not in old_rows or place[0] not in new_rows:
            continue
        names, kind, _value = new.get(place) or old[place]
        values = [side[place][2] if place in side else None for side in (old, new)]
        if values[0] == values[1]:
            same += 1
        else:
            figures.append(FigureChange(names, kind, *values))
    part = after or before or {}
    return PartChange(
        part["title"],
        tuple(figures),
        same,
        tuple(name for row, name in old_rows.items() if row not in new_rows),
        tuple(name for row, name in new_rows.items() if row not in old_rows),
    )


def _read(part: Mapping[str, Any] | None) -> tuple[Rows, Numbers]:
    """The rows of a part by what they are called, and their numbers by row and column."""
    if part is None:
        return {}, {}
    if part["part"] == "figures":
        return _figures(part["items"])
    return _table(part)


def _figures(items: Sequence[Mapping[str, Any]]) -> tuple[Rows, Numbers]:
    rows: Rows = {item["code"]: item["label"] for item in items}
    numbers: Numbers = {
        (item["code"], ""): ((item["label"],), item["kind"], item["value"]) for item in items
    }
    return rows, numbers


def _table(part: Mapping[str, Any]) -> tuple[Rows, Numbers]:
    rows: Rows = {}
    numbers: Numbers = {}
    columns = part["columns"]
    listed = [*part["rows"], *([part["total"]] if part["total"] else [])]
    for row in listed:
        name = next((cell for cell in _names(columns, row) if cell), "")
        key = name if isinstance(name, str) else name["zh"]
        while key in rows:  # two rows of one name: the second is another one
            key += "\0"
        rows[key] = name
        for column, cell in zip(columns, row, strict=True):
            if column["kind"] in _NUMBERS and column["code"] not in ("number", "issue"):
                numbers[key, column["code"]] = ((name, column["label"]), column["kind"], cell)
    return rows, numbers


def _names(columns: Sequence[Mapping[str, Any]], row: Sequence[Any]) -> Iterable[Any]:
    """The cells by which a row is called: its first text, else its first cell."""
    texts = [c for column, c in zip(columns, row, strict=True) if column["kind"] not in _NUMBERS]
    return (*texts, *row)


def compare_chapters(before: Iterable[Chapter], after: Iterable[Chapter]) -> list[ChapterDiff]:
    """Chapters of both sides in the order of the second; one that a side lacks is empty there."""
    old, new = ({chapter["code"]: chapter for chapter in side} for side in (before, after))
    return [
        ChapterDiff(old.get(code) or _empty(new[code]), new.get(code) or _empty(old[code]))
        for code in dict.fromkeys((*new, *old))
    ]


def _empty(chapter: Chapter) -> Chapter:
    return {**chapter, "html": "", "summary": "", "parts": []}
