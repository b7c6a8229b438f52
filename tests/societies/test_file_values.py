"""Files of the registers: what their heads and cells mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from societies.enums import Body
from societies.files.columns import file_columns
from societies.models import (
    Meeting,
    Society,
)
from societies.registers import REGISTERS
from societies.resources import export_records
from tests.factories.records import a_record
from tests.factories.societies import SocietyFactory
from tests.societies.register_scene import (
    MEETINGS,
    SEATS,
    STAFF,
    counts,
    in_chinese,
    places,
    planned,
    records,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_heads_stand_in_any_order_in_either_language_or_by_machine_name(society: Society) -> None:
    with translation.override("en"):
        english = {column.name: column.label for column in file_columns(STAFF)}
    with translation.override("zh-hans"):
        chinese = {column.name: column.label for column in file_columns(STAFF)}
    text = f"{chinese['from_on']},employment,{english['name'].upper()} *,society_code\n"
    plan = planned(STAFF, text + "2017-01-05,full_time,甲,A-01\n")
    assert counts(plan) == (1, 0, 0)
    assert plan.created[0].record.from_on == date(2017, 1, 5)  # type: ignore[attr-defined]


def test_unknown_double_and_missing_heads_are_named(society: Society) -> None:
    plan = planned(MEETINGS, "society_code,level,level,colour\nA-01,council,council,red\n")
    assert places(plan) == [(1, "level"), (1, "colour"), (1, "held_on")]


def test_the_society_need_not_be_named_where_there_is_only_one(society: Society) -> None:
    text = "level,held_on\ncouncil,2017-01-01\n"
    assert counts(planned(MEETINGS, text, society)) == (1, 0, 0)
    other = SocietyFactory(code="A-02")
    assert places(planned(MEETINGS, text, society, other)) == [(1, "society_code")]


def test_an_empty_file_is_refused_and_one_with_heads_alone_does_nothing(society: Society) -> None:
    assert places(planned(MEETINGS, "\n \n")) == [(1, "")]
    assert places(planned(MEETINGS, "")) == [(1, "")]
    assert counts(planned(MEETINGS, "society_code,level,held_on\n")) == (0, 0, 0)


def test_missing_columns_leave_stored_values_and_are_missed_by_new_records(
    society: Society,
) -> None:
    a_record(STAFF, society, name="甲", from_on=None, employment="part_time", grade="senior")
    header = "society_code,name,note\n"
    plan = planned(STAFF, header + "A-01,甲,x\n")
    assert counts(plan) == (0, 1, 0)
    assert [change.column for change in plan.changed[0].changes] == ["note"]
    assert places(planned(STAFF, header + "A-01,甲,x\nA-01,乙,x\n")) == [(1, "employment")]


@pytest.mark.parametrize(
    "spelt",
    [
        "2017-03-05",
        "2017/3/5",
        "2017.3.5",
        "2017年3月5日",
        "20170305",
        " 2017-3-5 ",
        "２０１７/3/5",
    ],
)
def test_dates_are_read_as_people_write_them(society: Society, spelt: str) -> None:
    plan = planned(MEETINGS, f"society_code,level,held_on\nA-01,council,{spelt}\n")
    assert plan.created[0].record.held_on == date(2017, 3, 5)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "spelt", ["2017-02-29", "2017", "5.3.2017", "3/5/17", "42799", "0017-03-05", "soon", "2017-3/5"]
)
def test_wrong_dates_are_refused_at_their_cell(society: Society, spelt: str) -> None:
    plan = planned(MEETINGS, f"society_code,level,held_on\nA-01,council,{spelt}\n")
    assert places(plan) == [(2, "held_on")]


@pytest.mark.parametrize(
    ("spelt", "value"),
    [
        *(("1", True), ("是", True), ("Yes", True), ("TRUE", True), ("１", True)),
        *(("0", False), ("否", False), ("no", False), ("false", False), ("", None)),
    ],
)
def test_flags_are_read_and_empty_is_unknown(
    society: Society, spelt: str, value: bool | None
) -> None:
    text = f"society_code,level,held_on,has_notice\nA-01,council,2017-03-05,{spelt}\n"
    assert planned(MEETINGS, text).created[0].record.has_notice is value  # type: ignore[attr-defined]
    assert places(planned(MEETINGS, text[:-1] + "x\n")) == [(2, "has_notice")]


def test_choices_are_read_by_value_word_and_alias(society: Society) -> None:
    head = "society_code,level,held_on\n"
    chinese = in_chinese(Body.STANDING)
    for spelt in ("standing", "Standing council", chinese, "standing_council"):
        plan = planned(MEETINGS, f"{head}A-01,{spelt},2017-03-05\n")
        assert plan.created[0].record.level == "standing"  # type: ignore[attr-defined]
    assert places(planned(MEETINGS, f"{head}A-01,club,2017-03-05\n")) == [(2, "level")]
    assert places(planned(MEETINGS, f"{head}A-01,,2017-03-05\n")) == [(2, "level")]


@pytest.mark.parametrize(
    ("kind", "row", "field", "value"),
    [
        ("seats", "term,body,name,role\n1,council,甲,理事", "role", "member"),
        ("seats", "term,body,name,role\n1,council,甲,副会长", "role", "vice_president"),
        ("seats", "term,body,name,sector\n1,council,甲,高校", "sector", "university"),
        ("meetings", "level,held_on\n秘书长办公会,2017-03-05", "level", "secretary_general"),
        ("branches", "name,kind\n代数专业委员会,专委会", "kind", "professional"),
    ],
)
def test_words_of_daily_use_are_read_as_the_choices_they_mean(
    society: Society, kind: str, row: str, field: str, value: str
) -> None:
    plan = planned(REGISTERS[kind], f"{row}\n")
    assert getattr(plan.created[0].record, field) == value


def test_a_refused_choice_is_answered_with_the_words_of_the_template(society: Society) -> None:
    with translation.override("zh-hans"):
        plan = planned(MEETINGS, "level,held_on\nclub,2017-03-05\n")
    (problem,) = plan.problems
    assert in_chinese(Body.STANDING) in problem.message
    assert "standing" not in problem.message


def test_an_empty_cell_takes_the_default_of_a_field_that_needs_a_value(society: Society) -> None:
    plan = planned(SEATS, "society_code,term,body,name,role\nA-01,1,council,甲,\n")
    assert plan.created[0].record.role == "member"  # type: ignore[attr-defined]


@pytest.mark.parametrize("spelt", ["12", "12.0", " 12 ", "１２"])
def test_whole_numbers_are_exact(society: Society, spelt: str) -> None:
    head = "society_code,term,previous_council_size\n"
    plan = planned(REGISTERS["council_terms"], f"{head}A-01,1,{spelt}\n")
    assert plan.created[0].record.previous_council_size == 12  # type: ignore[attr-defined]


@pytest.mark.parametrize("spelt", ["12.5", "-1", "1e3", "twelve", "99999999999", "1,2"])
def test_other_numbers_are_refused(society: Society, spelt: str) -> None:
    text = f'society_code,term,previous_council_size\nA-01,1,"{spelt}"\n'
    assert places(planned(REGISTERS["council_terms"], text)) == [(2, "previous_council_size")]


def test_cells_of_workbooks_keep_their_kind(society: Society) -> None:
    data = workbook(
        ["society_code", "term", "body", "name", "grassroots", "birth_year", "from_on"],
        ["A-01", 9, "council", 7, True, 1960.0, date(2017, 3, 5)],
        ["A-01", 9.5, "council", "乙", False, 1960, "2017-03-05"],
    )
    plan = planned(SEATS, data)
    assert places(plan) == [(3, "term")]
    seat: Any = plan.created[0].record
    assert (seat.term, seat.name, seat.is_grassroots) == (9, "7", True)
    assert (seat.birth_year, seat.from_on) == (1960, date(2017, 3, 5))


def test_text_that_looks_like_a_formula_stays_text(society: Society) -> None:
    for title in ("=1+1", "+86", "-", "@x", "'quoted"):
        a_record(MEETINGS, society, title=title)
        for suffix in ("csv", "xlsx"):
            data, _type = export_records(MEETINGS, records(MEETINGS).all(), suffix, "")
            assert counts(planned(MEETINGS, data)) == (0, 0, 1)
        Meeting.objects.all().delete()


def test_values_too_long_or_out_of_range_are_refused(society: Society) -> None:
    head = "society_code,term,body,name,birth_year\n"
    long = "甲" * 81
    assert places(planned(SEATS, f"{head}A-01,0,council,{long},1850\n")) == [
        (2, "term"),
        (2, "name"),
        (2, "birth_year"),
    ]


def test_decimals_are_exact(society: Society) -> None:
    head = "society_code,grade,amount,resolved_on,effective_on\n"
    register = REGISTERS["dues_standards"]
    good = planned(register, f'{head}A-01,ordinary,"1,200.50",2017-01-01,2017-01-01\n')
    assert good.created[0].record.amount == Decimal("1200.50")  # type: ignore[attr-defined]
    for wrong in ("1.005", "-1", "NaN", "much"):
        plan = planned(register, f"{head}A-01,ordinary,{wrong},2017-01-01,2017-01-01\n")
        assert places(plan) == [(2, "amount")]
