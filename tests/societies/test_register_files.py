"""Files of the registers: what every one of them promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from societies.files import apply_plan
from societies.files.checking import holds
from societies.files.columns import file_columns
from societies.files.kept import packed, unpacked
from societies.files.stored import key_fields
from societies.models import (
    Society,
)
from societies.registers import REGISTERS
from societies.resources import export_records, template_workbook
from tests.factories.records import a_record
from tests.societies.register_scene import (
    ATTENDANCE,
    KINDS,
    counts,
    planned,
    records,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


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
def test_a_plan_is_kept_with_all_its_values(society: Society, kind: str) -> None:
    register = REGISTERS[kind]
    for number in range(3):
        a_record(register, society, number)
    data, _type = export_records(register, records(register).order_by("pk"), "csv", "")
    last = records(register).order_by("-pk")
    records(register).filter(pk=last[0].pk).delete()
    records(register).filter(pk=last[0].pk).update(note="…")
    plan, columns = planned(register, data), file_columns(register)
    kept = unpacked(packed(plan, columns))
    (new,), (changed,) = kept.rows(kept.created, columns), kept.rows(kept.changed, columns)
    assert [new, changed] == [plan.created[0].facts, plan.changed[0].facts]
    assert (kept.unchanged, kept.places) == (1, plan.places)


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
    assert len(for_one) == len(for_three) == 6
