"""What a report carries within itself: its content as JSON, its figures as CSV; its number."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import pytest

from reports.annual.numbers import ReportNumber, qr_code, read_number, report_number
from reports.annual.parts import (
    Chart,
    Column,
    Figure,
    Figures,
    Kind,
    Part,
    Series,
    Shape,
    Source,
    Table,
    Words,
    plain,
)
from reports.selectors.annual_content import content_digest
from reports.services.report_data import HEADER, attachments, data_csv

SOURCE = Source(Words("会员登记册", "Register of members"), "members", "2017-12-31")
PARTS: tuple[Part, ...] = (
    Figures(
        "members",
        Words("会员", "Members"),
        (
            Figure(
                "growth",
                Words("净增", "Growth"),
                "-12",
                Kind.NUMBER,
                Words("人", "people"),
                Words("", ""),
                "5",
            ),
        ),
        SOURCE,
    ),
    Table(
        "branches",
        Words("分支机构", "Branches"),
        (Column("name", Words("名称", "Name")), Column("count", Words("数", "No."), Kind.NUMBER)),
        ((Words("=委员会", "Committee"), "3"), ("甲", None)),
        SOURCE,
        total=("合计", "n/a"),
    ),
    Chart(
        "trend",
        Words("五年", "Five years"),
        Shape.LINE,
        (Words("2016年", "2016"), Words("2017年", "2017")),
        (Series("society", Words("本会", "Society"), ("46.2", None)),),
        Kind.PERCENT,
        Words("%", "%"),
        SOURCE,
    ),
)


def chapters(parts: tuple[Part, ...] = PARTS) -> list[dict[str, Any]]:
    return [{"code": "members", "parts": [plain(part) for part in parts]}]


def test_json_is_the_content_and_has_its_digest() -> None:
    content = {"year": 2017, "chapters": chapters()}
    data, _table = attachments(content)
    assert (data.name, data.media_type) == ("report.json", "application/json")
    assert json.loads(data.data) == json.loads(json.dumps(content))
    assert hashlib.sha256(data.data).hexdigest() == content_digest(content)


def test_csv_has_a_row_for_every_value() -> None:
    data = data_csv(chapters())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == HEADER
    found = [
        (row["part"], row["row"], row["column"], row["value"], row["value_en"]) for row in rows
    ]
    assert found == [
        ("members", "growth", "value", "-12", ""),
        ("members", "growth", "before", "5", ""),
        ("branches", "1", "name", "'=委员会", "Committee"),
        ("branches", "1", "count", "3", ""),
        ("branches", "2", "name", "甲", ""),
        ("branches", "2", "count", "", ""),
        ("branches", "total", "name", "合计", ""),
        ("branches", "total", "count", "n/a", ""),
        ("trend", "2016年", "society", "46.2", ""),
        ("trend", "2017年", "society", "", ""),
    ]
    assert rows[0]["unit_zh"] == "人"
    assert {(row["as_of"], row["source_zh"]) for row in rows} == {("2017-12-31", "会员登记册")}
    assert b"\r\n" in data


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CAST-AR-2017-A02-3", ReportNumber(2017, "A-02", 3)),
        (" cast–ar–2017–a02–3\n", ReportNumber(2017, "A-02", 3)),
        ("CAST AR 2017 E105W 12", ReportNumber(2017, "E-105W", 12)),
        ("CAST-AR-2017-A2-3", None),
        ("CAST-AR-17-A02-3", None),
        ("CAST-AR-2017-A02", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, number: ReportNumber | None) -> None:
    assert read_number(text) == number
    if number is not None:
        printed = report_number(number.year, number.code, number.version)
        assert read_number(printed) == number


def test_code_is_a_drawing_that_scales() -> None:
    code = qr_code("https://example.org/verify/x/", "核验码")
    assert code.startswith("<svg")
    assert "<title>核验码</title>" in code
