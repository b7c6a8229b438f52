"""Files of the registers: workbooks out and back, and files that are none."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.utils import translation
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from societies.activity_kinds import activity_kinds
from societies.enums import Body
from societies.files import apply_plan, plan_file
from societies.models import (
    Seat,
    Society,
)
from societies.resources import errors_workbook, export_records, template_workbook
from tests.factories.records import a_record
from tests.societies.register_scene import (
    ACTIVITIES,
    MEETINGS,
    SEATS,
    counts,
    in_chinese,
    places,
    planned,
    records,
    saved,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_unreadable_files_are_refused_whole(society: Society) -> None:
    good = workbook(["society_code", "level", "held_on"], ["A-01", "council", "2017-01-01"])
    for data, name in (
        (good[: len(good) // 2], "a.xlsx"),
        (good, "a.xlsm"),
        (good, "a.csv"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"", "a.xlsx"),
        (b'society_code,level,held_on\nA-01,council,"2017', "a.csv"),
    ):
        plan = plan_file(MEETINGS, data, name, [society])
        assert plan.problems[0].message
        assert not plan.rows
        assert not plan.is_readable


def test_half_a_csv_file_is_refused(society: Society) -> None:
    text = "society_code,level,held_on,title\nA-01,council,2017-01-01,x\nA-01,council"
    assert places(planned(MEETINGS, text)) == [(3, "")]
    stray = "society_code,level,held_on\nA-01,council,2017-01-01,x\n"
    assert places(planned(MEETINGS, stray)) == [(2, "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_excel_in_china_saves_it(society: Society, encoding: str) -> None:
    text = "society_code,level,held_on,title\nA-01,council,2017-01-01,年会\n"
    plan = planned(MEETINGS, text.encode(encoding))
    assert plan.created[0].record.title == "年会"  # type: ignore[attr-defined]


def test_a_template_offers_choices_and_says_what_to_write(society: Society) -> None:
    a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1), has_notice=True)
    book = load_workbook(io.BytesIO(template_workbook(MEETINGS, society, "zh-hans")))
    sheet, guidance, lists = book.worksheets
    heads = [cell.value for cell in sheet[1]]
    machine = [cell.value for cell in sheet[2]]
    assert machine == list(MEETINGS.column_names)
    assert str(heads[machine.index("held_on")]).endswith(" *")
    values = dict(zip(machine, sheet[3], strict=True))
    assert values["level"].value == in_chinese(Body.COUNCIL)
    assert values["has_notice"].value == "是"
    assert values["held_on"].number_format == "yyyy-mm-dd"
    assert values["society_code"].number_format == "@"
    offered = {str(item.sqref): item.formula1 for item in sheet.data_validations.dataValidation}
    assert len(offered) == 5
    assert offered["B3:B1003"] == "choices!$A$1:$A$7"
    assert [row[0].value for row in lists["A1:A7"]][1] == in_chinese(Body.COUNCIL)
    assert lists.sheet_state == "hidden"
    told = {row[1].value for row in guidance.iter_rows(min_row=6)}
    assert set(MEETINGS.column_names) <= told


def test_flags_among_the_measures_are_yes_and_no_in_workbooks(society: Society) -> None:
    a_record(
        ACTIVITIES,
        society,
        kind="journal",
        measures={"issues": 4, "sci_indexed": 1, "ei_indexed": 0},
    )
    data = template_workbook(ACTIVITIES, society, "zh-hans")
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    cells = {head.value: cell for head, cell in zip(sheet[2], sheet[3], strict=True)}
    assert [cells[key].value for key in ("issues", "sci_indexed", "ei_indexed")] == [4, "是", "否"]
    assert cells["core_indexed"].value is None
    place = get_column_letter(list(cells).index("core_indexed") + 1)
    offered = [str(item.sqref) for item in sheet.data_validations.dataValidation]
    assert f"{place}3:{place}1003" in offered
    assert counts(plan_file(ACTIVITIES, data, "a.xlsx", [society])) == (0, 0, 1)
    cells["sci_indexed"].value, cells["core_indexed"].value = "否", "是"
    with translation.override("zh-hans"):
        plan = plan_file(ACTIVITIES, saved(book), "b.xlsx", [society])
    assert [(c.column, c.old, c.new) for c in plan.changed[0].changes] == [
        ("sci_indexed", "是", "否"),
        ("core_indexed", "", "是"),
    ]
    apply_plan(plan=plan, by=None)
    stored = records(ACTIVITIES).get()
    assert stored.measures == {"issues": 4, "sci_indexed": 0, "ei_indexed": 0, "core_indexed": 1}
    wrong = planned(ACTIVITIES, "kind,title,started_on,sci_indexed\njournal,刊,2017-01-01,2\n")
    assert places(wrong) == [(2, "sci_indexed")]


def test_the_guidance_says_of_each_kind_which_columns_count_for_it(society: Society) -> None:
    book = load_workbook(io.BytesIO(template_workbook(ACTIVITIES, society, "zh-hans")))
    lines = {str(row[1].value): row for row in book.worksheets[1].iter_rows(min_row=8)}
    kinds = activity_kinds()
    assert set(kinds.kinds) <= set(lines)
    assert lines["journal"][3].value == "；".join(
        m.title_zh for m in kinds.kinds["journal"].measures
    )
    assert lines["journal"][4].value == kinds.kinds["journal"].what_zh
    assert lines["award"][2].value
    assert not lines["journal"][2].value


def test_the_workbook_of_corrections_is_the_persons_own_and_is_read_again(
    society: Society,
) -> None:
    data = workbook(
        ["level", "society_code", "held_on"],
        ["club", "A-01", date(2017, 1, 1)],
        [],
        ["council", "A-01", date(2017, 1, 2)],
    )
    plan = plan_file(MEETINGS, data, "a.xlsx", [society])
    corrections = errors_workbook(MEETINGS, data, "a.xlsx", plan)
    book = load_workbook(io.BytesIO(corrections))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][1:] == ["level", "society_code", "held_on"]
    assert plan.problems[0].message in str(sheet["A2"].value)
    assert sheet["B2"].value == "club"
    assert sheet["B2"].fill.fgColor.rgb == sheet["A2"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["A4"].value in (None, "")
    assert sheet["D4"].number_format == "yyyy-mm-dd"
    again = plan_file(MEETINGS, corrections, "b.xlsx", [society])
    assert places(again) == [(2, "level")]
    twice = load_workbook(io.BytesIO(errors_workbook(MEETINGS, corrections, "b.xlsx", again)))
    assert [cell.value for cell in twice.worksheets[0][1]][1:] == [
        "level",
        "society_code",
        "held_on",
    ]
    assert twice.worksheets[0]["B2"].fill.fgColor.rgb == "00FFC7CE"
    sheet["B2"] = "council"
    assert counts(plan_file(MEETINGS, saved(book), "c.xlsx", [society])) == (2, 0, 0)


def test_corrections_of_csv_come_as_a_workbook_and_keep_problems_of_heads(
    society: Society,
) -> None:
    data = "level,held_on,colour\ncouncil,2017-01-01,red\n".encode("gb18030")
    plan = plan_file(MEETINGS, data, "a.csv", [society])
    corrections = errors_workbook(MEETINGS, data, "a.csv", plan)
    sheet = load_workbook(io.BytesIO(corrections)).worksheets[0]
    assert "colour" in str(sheet["A1"].value)
    assert places(plan_file(MEETINGS, corrections, "b.xlsx", [society])) == [(1, "colour")]


def test_an_export_states_filters_time_and_number_of_rows(society: Society) -> None:
    a_record(SEATS, society, is_party_member=True, birth_year=1960)
    data, _type = export_records(SEATS, Seat.objects.all(), "xlsx", "届次：1")
    book = load_workbook(io.BytesIO(data))
    notes = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert "届次：1" in notes.values()
    assert "1" in notes.values()
    values = [cell.value for cell in book.worksheets[0][2]]
    assert society.name_zh in values
    assert 1960 in values
    data, _type = export_records(SEATS, Seat.objects.all(), "csv", "")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert row["party_member"] == "1"
    assert row["society_code"] == "A-01"
