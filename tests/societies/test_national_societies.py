"""The list of national societies that ships as data."""

import csv
import re
from collections import Counter
from pathlib import Path

import societies
from societies.enums import Discipline

SHIPPED = Path(societies.__file__).parent / "data" / "national_societies.csv"


def shipped_rows() -> list[dict[str, str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_national_societies_are_whole() -> None:
    rows = shipped_rows()
    assert list(rows[0]) == ["code", "name_zh", "name_en", "discipline"]
    assert len({row["code"] for row in rows}) == 210
    assert len({row["name_zh"] for row in rows}) == 210
    assert all(re.fullmatch(r"[A-E]-[0-9]{2}[WG]?", row["code"]) for row in rows)
    assert all(value == value.strip() for row in rows for value in row.values())


def test_national_societies_stand_in_their_disciplines() -> None:
    counts = Counter(Discipline(row["discipline"]) for row in shipped_rows())
    assert counts == {
        Discipline.SCIENCE: 46,
        Discipline.ENGINEERING: 78,
        Discipline.AGRICULTURE: 16,
        Discipline.MEDICINE: 28,
        Discipline.INTERDISCIPLINARY: 42,
    }
