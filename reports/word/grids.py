"""Where the cells of a table stand when some reach over several columns or rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

#: More columns than this no Word document may have.
MOST_COLUMNS = 63


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the grid; one that a cell to the left covers is not written.

    `merge` is `restart` where a cell begins that reaches down, `continue` where it goes on.
    """

    cell: ET.Element | None
    columns: int = 1
    merge: str = ""
    is_head: bool = False
    is_covered: bool = False


def grid_of(table: ET.Element) -> list[list[Place]]:
    """The rows of a table, all of them equally long; what goes beyond the last column is cut."""
    rows: list[dict[int, Place]] = []
    down: dict[int, tuple[int, Place]] = {}
    for source in table.iter("tr"):
        row: dict[int, Place] = {}
        for at, (left, place) in list(down.items()):
            row[at] = place
            down[at] = (left - 1, place)
            if left == 1:
                del down[at]
        _fill_row(source, row, down)
        rows.append(row)
    width = max((at + 1 for row in rows for at in row), default=0)
    return [[row.get(at, Place(None)) for at in range(width)] for row in rows]


def _fill_row(
    source: ET.Element, row: dict[int, Place], down: dict[int, tuple[int, Place]]
) -> None:
    at = 0
    for cell in source:
        if cell.tag not in ("td", "th"):
            continue
        while at in row:
            at += 1
        wide = _free(row, at, int(cell.get("colspan", "1")))
        if wide == 0:
            return
        high = int(cell.get("rowspan", "1"))
        is_head = cell.tag == "th"
        row[at] = Place(cell, wide, "restart" if high > 1 else "", is_head)
        for beside in range(at + 1, at + wide):
            row[beside] = Place(None, is_covered=True, is_head=is_head)
        if high > 1:
            down[at] = (high - 1, Place(None, wide, "continue", is_head))
            for beside in range(at + 1, at + wide):
                down[beside] = (high - 1, Place(None, is_covered=True, is_head=is_head))
        at += wide


def _free(row: dict[int, Place], at: int, wanted: int) -> int:
    """How many of the wanted columns are free from here on."""
    free = 0
    while free < wanted and at + free < MOST_COLUMNS and at + free not in row:
        free += 1
    return free
