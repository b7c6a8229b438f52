"""Files of the registers: what they would do, doing it, and what goes out comes in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scopes_disabled
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from accounts.models import AuditEvent
from members.models import Dues
from societies.activity_kinds import activity_kinds
from societies.csv_rows import RowProblems
from societies.enums import Body
from societies.models import (
    Activity,
    Attendance,
    Branch,
    Meeting,
    PartyBody,
    Seat,
    Society,
    StaffMember,
)
from societies.registers import REGISTERS, Register
from societies.resources import (
    FilePlan,
    apply_plan,
    errors_workbook,
    export_records,
    plan_file,
    template_workbook,
)
from societies.resources.checking import holds
from societies.resources.columns import file_columns
from societies.resources.stored import key_fields
from societies.workbooks import Raw
from tests.factories.accounts import UserFactory
from tests.factories.records import a_record
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db

KINDS = sorted(REGISTERS)
MEETINGS, SEATS, STAFF = REGISTERS["meetings"], REGISTERS["seats"], REGISTERS["staff"]
ATTENDANCE, ACTIVITIES = REGISTERS["attendance"], REGISTERS["activities"]


@pytest.fixture(autouse=True)
def every_society() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    return SocietyFactory(code="A-01")


def workbook(*rows: Sequence[Raw]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def planned(register: Register, text: str | bytes, *societies: Society) -> FilePlan:
    data = text.encode() if isinstance(text, str) else text
    name = "a.xlsx" if data[:2] == b"PK" else "a.csv"
    return plan_file(register, data, name, societies or Society.objects.all())


def places(plan: FilePlan) -> list[tuple[int, str]]:
    assert all(problem.message for problem in plan.problems)
    return [(problem.row, problem.column) for problem in plan.problems]


def counts(plan: FilePlan) -> tuple[int, int, int]:
    assert places(plan) == []
    return len(plan.created), len(plan.changed), plan.unchanged


def in_chinese(choice: Body) -> str:
    with translation.override("zh-hans"):
        return str(choice.label)


def records(register: Register) -> Any:
    model: Any = register.model
    return model.objects


def stored(register: Register) -> list[dict[str, Any]]:
    hidden = {"id", "updated_at", "version", "file", "file_name"}
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in records(register).order_by("pk").values()
    ]


# -- what every register promises


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_template_comes_back_unchanged(society: Society, kind: str, language: str) -> None:
    register = REGISTERS[kind]
    for number in range(3):
        a_record(register, society, number)
    before = records(register).count()
    data = template_workbook(register, society, language)
    for active in ("zh-hans", "en"):
        with translation.override(active):
            assert counts(planned(register, data, society)) == (0, 0, before)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged_and_makes_the_same_records_anew(
    society: Society, kind: str, suffix: str
) -> None:
    register = REGISTERS[kind]
    for number in range(3):
        a_record(register, society, number)
    data, _type = export_records(register, records(register).order_by("pk"), suffix, "")
    before = stored(register)
    assert counts(planned(register, data)) == (0, 0, len(before))
    records(register).all().delete()
    plan = planned(register, data)
    assert counts(plan) == (len(before), 0, 0)
    apply_plan(plan=plan, by=None)
    assert stored(register) == before
    assert counts(planned(register, data)) == (0, 0, len(before))


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_known_by_its_name_in_both_languages(kind: str) -> None:
    register = REGISTERS[kind]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            columns = file_columns(register)
        assert tuple(column.name for column in columns) == register.column_names
        labels = [column.label for column in columns]
        assert len(set(labels)) == len(labels)
        for column in columns:
            words = [word for _value, word in column.choices]
            assert len(set(words)) == len(words), column.name


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_is_what_the_table_holds_unique(kind: str) -> None:
    register = REGISTERS[kind]
    fields = {name.removesuffix("_id") for name in key_fields(register)}
    for constraint in register.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert set(constraint.fields) - {"society"} == fields


@pytest.mark.parametrize("kind", KINDS)
def test_rules_of_tables_are_judged_as_the_database_does(society: Society, kind: str) -> None:
    record = a_record(REGISTERS[kind], society)
    for constraint in record._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            assert holds(constraint.condition, record) is True


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_names_every_column(kind: str) -> None:
    page = Path("docs/registers.md").read_text(encoding="utf-8")
    (chapter,) = [part for part in page.split("\n## ") if part.startswith(f"`{kind}`")]
    register = REGISTERS[kind]
    for column in file_columns(register):
        if column.name != "society_code":
            assert f"`{column.name}`" in chapter
        for value, _word in column.choices:
            assert f"`{value}`" in page, (column.name, value)
    for spellings in register.aliases.values():
        for spelling in spellings:
            assert f"`{spelling}`" in page


def test_a_plan_asks_as_often_for_one_row_as_for_three(society: Society) -> None:
    for number in range(3):
        a_record(ATTENDANCE, society, number)
    everything = records(ATTENDANCE).order_by("pk")
    one, _type = export_records(ATTENDANCE, everything[:1], "csv", "")
    three, _type = export_records(ATTENDANCE, everything, "csv", "")
    with CaptureQueriesContext(connection) as for_one:
        planned(ATTENDANCE, one.replace(b"present", b"excused"))
    with CaptureQueriesContext(connection) as for_three:
        planned(ATTENDANCE, three.replace(b"present", b"excused"))
    assert len(for_one) == len(for_three) == 3


# -- heads


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


# -- values


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


# -- rows


def test_every_problem_is_told_at_once_and_nothing_is_written(society: Society) -> None:
    text = (
        "society_code,level,held_on,has_notice\n"
        "A-01,council,2017-13-01,1\n"  # row 2: no such month
        "X-99,council,2017-01-01,1\n"  # row 3: no such society
        "A-01,club,2017-01-01,maybe\n"  # row 4: two wrong cells
        "A-01,council,2017-01-01,1\n"
        "A-01,council,2017-01-01,0\n"  # row 6: row 5 again
        "A-01,council,2017-01-02,1\n"
    )
    plan = planned(MEETINGS, text)
    assert places(plan) == [
        (2, "held_on"),
        (3, "society_code"),
        (4, "level"),
        (4, "has_notice"),
        (6, "held_on"),
    ]
    assert plan.rejected == 4
    with pytest.raises(RowProblems):
        apply_plan(plan=plan, by=None)
    assert not Meeting.objects.exists()
    assert not AuditEvent.objects.exists()


def test_people_of_one_society_write_only_its_rows(society: Society) -> None:
    other = SocietyFactory(code="A-02")
    text = "society_code,level,held_on\nA-02,council,2017-01-01\n,council,2017-01-01\n"
    assert places(planned(MEETINGS, text, society)) == [(2, "society_code")]
    assert places(planned(MEETINGS, text)) == [(3, "society_code")]
    assert planned(MEETINGS, text, society).created[0].record.society == society
    assert planned(MEETINGS, text, society, other).created[0].record.society == other


def test_a_key_of_another_society_is_another_record(society: Society) -> None:
    a_record(MEETINGS, SocietyFactory(code="A-02"), level="council", held_on=date(2017, 1, 1))
    plan = planned(MEETINGS, "society_code,level,held_on\nA-01,council,2017-01-01\n")
    assert counts(plan) == (1, 0, 0)


def test_changes_are_told_cell_by_cell_and_written_with_history(society: Society) -> None:
    meeting = a_record(
        MEETINGS, society, level="council", held_on=date(2017, 1, 1), title="", has_notice=None
    )
    head = "society_code,level,held_on,title,has_notice,place\n"
    plan = planned(MEETINGS, f"{head}A-01,council,2017-01-01,年会,1,{meeting.place}\n")
    assert counts(plan) == (0, 1, 0)
    with translation.override("en"):
        changes = planned(MEETINGS, f"{head}A-01,council,2017-01-01,年会,1,\n").changed[0].changes
    assert [(change.column, change.old, change.new) for change in changes] == [
        ("title", "", "年会"),
        ("place", meeting.place, ""),
        ("has_notice", "", "yes"),
    ]
    by = UserFactory()
    apply_plan(plan=plan, by=by)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.has_notice, meeting.version) == ("年会", True, 1)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.reason) == ("register.changed", by, "a.csv")
    assert event.before == {"title": "", "has_notice": None}
    assert event.after == {"title": "年会", "has_notice": True}


def test_a_plan_made_before_somebody_else_saved_is_not_applied(society: Society) -> None:
    meeting = a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1))
    head = "society_code,level,held_on,title\n"
    plan = planned(MEETINGS, f"{head}A-01,council,2017-01-01,x\nA-01,party,2017-01-01,y\n")
    Meeting.objects.filter(pk=meeting.pk).update(title="theirs", version=1)
    with pytest.raises(RowProblems) as caught:
        apply_plan(plan=plan, by=None)
    assert [problem.row for problem in caught.value.problems] == [2]
    assert Meeting.objects.get().title == "theirs"


def test_a_plan_made_before_somebody_else_added_the_same_is_not_applied(society: Society) -> None:
    plan = planned(STAFF, "society_code,name,employment\nA-01,甲,full_time\n")
    StaffMember.objects.create(society=society, name="甲", employment="full_time")
    with pytest.raises(RowProblems):
        apply_plan(plan=plan, by=None)
    assert StaffMember.objects.count() == 1


def test_the_digest_of_a_plan_changes_with_what_is_stored(society: Society) -> None:
    text = "society_code,level,held_on,title\nA-01,council,2017-01-01,x\n"
    before = planned(MEETINGS, text).digest
    assert planned(MEETINGS, text).digest == before
    a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1))
    assert planned(MEETINGS, text).digest != before


def test_rules_between_fields_are_told_at_their_column(society: Society) -> None:
    head = "society_code,term,body,name,from_on,to_on\n"
    plan = planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-01\n")
    assert places(plan) == [(2, "to_on")]
    assert counts(planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-02\n")) == (1, 0, 0)
    a_record(SEATS, society, term=1, body="council", name="甲", from_on=None, to_on=None)
    plan = planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-01\n")
    assert places(plan) == [(2, "to_on")]


def test_rules_of_practice_hold_for_files_too(society: Society) -> None:
    head = "society_code,name,kind,parent,set_up_on\n"
    name = f"{society.name_zh}第一专业委员会"
    text = f"{head}A-01,{name},professional,{name[:-5]}第二专业委员会,2018-01-01\n"
    assert places(planned(REGISTERS["branches"], text)) == [(2, "parent")]
    assert not Branch.objects.exists()


def test_references_are_found_or_the_missing_record_is_named(society: Society) -> None:
    meeting = a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1))
    a_record(MEETINGS, SocietyFactory(code="A-02"), level="party", held_on=date(2017, 1, 1))
    head = "society_code,level,held_on,name,status\n"
    plan = planned(ATTENDANCE, f"{head}A-01,council,2017-01-01,甲,present\n")
    apply_plan(plan=plan, by=None)
    assert Attendance.objects.get().meeting == meeting
    plan = planned(
        ATTENDANCE,
        f"{head}A-01,council,2017-01-02,甲,present\nA-01,party,2017-01-01,甲,present\n",
    )
    assert places(plan) == [(2, "held_on"), (3, "held_on")]
    assert "2017-01-02" in plan.problems[0].message


def test_dues_find_their_member_by_number_within_the_society(society: Society) -> None:
    a_record(REGISTERS["dues"], SocietyFactory(code="A-02"), 1)
    text = "society_code,registration_no,year,owing\nA-01,A-02-1,2017,100\n"
    assert places(planned(REGISTERS["dues"], text)) == [(2, "registration_no")]
    plan = planned(REGISTERS["dues"], text.replace("A-01,", "A-02,"))
    apply_plan(plan=plan, by=None)
    assert Dues.objects.get(year=2017).paid == 0


def test_a_date_of_the_key_that_was_unknown_is_completed(society: Society) -> None:
    a_record(STAFF, society, name="甲", from_on=None)
    head = "society_code,name,from_on,employment\n"
    first = planned(STAFF, f"{head}A-01,甲,2017-01-01,full_time\n")
    assert counts(first) == (0, 1, 0)
    apply_plan(plan=first, by=None)
    assert StaffMember.objects.get().from_on == date(2017, 1, 1)
    again = planned(STAFF, f"{head}A-01,甲,2017-01-01,full_time\nA-01,甲,2017-06-01,full_time\n")
    assert counts(again) == (1, 0, 1)


def test_an_unknown_date_of_the_key_is_taken_by_one_row_only(society: Society) -> None:
    a_record(STAFF, society, name="甲", from_on=None, employment="full_time")
    head = "society_code,name,from_on,employment\n"
    two = f"{head}A-01,甲,2017-01-01,full_time\nA-01,甲,2017-06-01,full_time\n"
    assert counts(planned(STAFF, two)) == (1, 1, 0)
    with_itself = f"{head}A-01,甲,,full_time\nA-01,甲,2017-06-01,full_time\n"
    assert counts(planned(STAFF, with_itself)) == (1, 0, 1)


def test_party_bodies_of_one_kind_differ_by_their_approval(society: Society) -> None:
    text = (
        "society_code,layer,kind,approved_on,members,members_with_duty,has_procedure\n"
        "A-01,branch,branch,2017-01-01,5,5,1\nA-01,branch,branch,2017-02-01,3,,\n"
    )
    plan = planned(REGISTERS["party_bodies"], text)
    assert counts(plan) == (2, 0, 0)
    apply_plan(plan=plan, by=None)
    assert PartyBody.objects.count() == 2
    assert counts(planned(REGISTERS["party_bodies"], text)) == (0, 0, 2)


def test_several_records_of_one_key_are_left_alone(society: Society) -> None:
    for _number in range(2):
        a_record(STAFF, society, name="甲", from_on=None)
    plan = planned(STAFF, "society_code,name,employment\nA-01,甲,full_time\n")
    assert places(plan) == [(2, "")]


# -- activities


def test_measures_and_co_hosts_of_activities(society: Society) -> None:
    other = SocietyFactory(code="A-02")
    a_record(ACTIVITIES, society, 0, title="会", started_on=date(2017, 1, 1), co_hosts=[other])
    activity = Activity.objects.get()
    known = activity_kinds().kinds[activity.kind].measures
    first, second = (measure.key for measure in known if measure.key in activity.measures)
    head = f"society_code,kind,title,started_on,{first},{second},co_hosts\n"
    row = f"A-01,{activity.kind},会,2017-01-01"
    assert counts(planned(ACTIVITIES, f"{head}{row},1,1,A-02\n")) == (0, 0, 1)
    plan = planned(ACTIVITIES, f"{head}{row},5,,\n")
    assert [change.column for change in plan.changed[0].changes] == ["co_hosts", first, second]
    apply_plan(plan=plan, by=None)
    activity.refresh_from_db()
    assert activity.measures == {first: 5}
    assert list(activity.co_hosts.all()) == []
    event = AuditEvent.objects.get()
    assert event.before == {"measures": {first: 1, second: 1}, "co_hosts": ["A-02"]}
    assert event.after == {"measures": {first: 5}, "co_hosts": []}
    wrong = planned(ACTIVITIES, f"{head}{row},-1,1.5,A-01;Z-99\n")
    assert places(wrong) == [(2, first), (2, second)]
    assert places(planned(ACTIVITIES, f"{head}{row},1,1,A-01;Z-99\n")) == [
        (2, "co_hosts"),
        (2, "co_hosts"),
    ]


def test_a_measure_that_the_kind_does_not_have_is_told_at_its_column(society: Society) -> None:
    a_record(ACTIVITIES, society, 0)
    activity = Activity.objects.get()
    own = {column.name for column in file_columns(ACTIVITIES) if column.is_measure}
    from societies.activity_kinds import activity_kinds  # noqa: PLC0415

    kind = activity_kinds().kinds[activity.kind]
    (foreign, *_rest) = sorted(own - {measure.key for measure in kind.measures})
    text = f"society_code,kind,title,started_on,{foreign}\nA-01,{kind.key},新,2017-01-01,3\n"
    assert places(planned(ACTIVITIES, text)) == [(2, foreign)]


# -- the files themselves


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
        assert errors_workbook(data, name, plan)[:2] == b"PK"


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
    corrections = errors_workbook(data, "a.xlsx", plan)
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
    twice = load_workbook(io.BytesIO(errors_workbook(corrections, "b.xlsx", again)))
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
    corrections = errors_workbook(data, "a.csv", plan)
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
