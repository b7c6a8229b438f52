"""Workplan files: the shipped one, and every way in which one can be wrong."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import reforms
from reforms.enums import GroupKind
from reforms.strict_yaml import Problem
from reforms.workplan_file import WorkplanFileError, parse_workplan

SHIPPED = (Path(reforms.__file__).parent / "data" / "workplan-2017.yaml").read_text("utf-8")

SMALL = """\
year: 2018
title_zh: 要点
issuer_zh: 办公厅
issued_on: 2018-03-01
plan_due_on: 2018-03-01
first_month: "2018-03"
last_month: "2018-12"
report_due_day: 5
optional_minimum: 1
behind_margin: 0
ahead_margin: 100
stalled_months: 2
due_soon_days: 3
return_days: 5
groups:
  - kind: basic
    title_zh: 基本任务
    tasks:
      - number: 1
        title_zh: 甲
        short_zh: 甲
        requirements_zh: [做到]
        citation_zh: 第1条
  - kind: optional
    title_zh: 自选任务
    tasks:
      - number: 2
        title_zh: 乙
        short_zh: 乙
        requirements_zh: [做好]
        citation_zh: 第2条
        weight: 1.5
        due_month: 2018-03
"""


DAYS = "due_soon_days: 3"


def problems_of(text: str) -> dict[str, str]:
    """Every problem's message by its place."""
    with translation.override("en"), pytest.raises(WorkplanFileError) as caught:
        parse_workplan(text)
    return {problem.path: problem.message for problem in caught.value.problems}


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


class TestShippedWorkplan:
    def test_shipped_workplan_has_the_three_groups(self) -> None:
        workplan = parse_workplan(SHIPPED)
        assert [(group.kind, len(group.tasks)) for group in workplan.groups] == [
            (GroupKind.BASIC, 7),
            (GroupKind.REELECTION, 4),
            (GroupKind.OPTIONAL, 13),
        ]
        assert [task.number for task in workplan.tasks] == list(range(1, 25))

    def test_shipped_workplan_keeps_the_dates_of_the_notice(self) -> None:
        workplan = parse_workplan(SHIPPED)
        assert (workplan.year, workplan.optional_minimum) == (2017, 5)
        assert workplan.issued_on == dt.date(2017, 4, 21)
        assert workplan.plan_due_on == dt.date(2017, 5, 22)
        assert workplan.first_month == dt.date(2017, 4, 1)
        assert workplan.last_month == dt.date(2017, 12, 1)
        assert workplan.report_due_day == 5

    def test_shipped_tasks_are_whole_in_both_languages(self) -> None:
        for task in parse_workplan(SHIPPED).tasks:
            assert task.title_en, task.number
            assert task.citation_en.endswith(f"item {task.number}")
            assert task.citation_zh.endswith(f"第{task.number}条")
            assert 2 <= len(task.short_zh) <= 8, task.number
            assert 0 < len(task.short_en) <= 24, task.number
            assert 2 <= len(task.requirements_zh) <= 5, task.number
            assert len(task.requirements_en) == len(task.requirements_zh), task.number
            assert 3 <= len(task.evidence_kinds) <= 6, task.number
            assert all(kind.zh and kind.en for kind in task.evidence_kinds), task.number
            assert bool(task.note_zh) == bool(task.note_en), task.number

    def test_shipped_optional_tasks_suggest_an_indicator(self) -> None:
        workplan = parse_workplan(SHIPPED)
        for task in workplan.tasks:
            assert (task.indicator is not None) is (task.number >= 12), task.number
            if task.indicator:
                assert task.indicator.unit_zh
                assert task.indicator.unit_en


class TestReading:
    def test_small_workplan_takes_defaults(self) -> None:
        first, second = parse_workplan(SMALL).tasks
        assert first.weight == 1
        assert first.due_month is None
        assert first.indicator is None
        assert second.weight == Decimal("1.5")
        assert second.due_month == dt.date(2018, 3, 1)

    def test_plans_may_be_due_on_the_day_of_issue(self) -> None:
        workplan = parse_workplan(SMALL)
        assert workplan.plan_due_on == workplan.issued_on

    def test_text_that_looks_like_something_else_stays_text(self) -> None:
        workplan = parse_workplan(changed("title_zh: 要点", "title_zh: no"))
        assert workplan.title_zh == "no"

    def test_as_many_optional_tasks_as_the_minimum_pass(self) -> None:
        assert parse_workplan(SMALL).optional_minimum == 1


class TestProblems:
    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ("year: 2018", "year: 1999", "year"),
            ("year: 2018", "year: 2018.0", "year"),
            ("year: 2018", "year: [2018]", "year"),
            ("year: 2018", "year: ２０１８", "year"),
            ("title_zh: 要点", "title_zh:", "title_zh"),
            ("title_zh: 要点", "title_zh: '  '", "title_zh"),
            ("title_zh: 要点", f"title_zh: {'要' * 121}", "title_zh"),
            ("title_zh: 要点", "title_zh: {zh: 要点}", "title_zh"),
            ("issued_on: 2018-03-01", "issued_on: 2018-02-30", "issued_on"),
            ("issued_on: 2018-03-01", "issued_on: 1 March", "issued_on"),
            ("issued_on: 2018-03-01", "issued_on: 2018-03-02", "plan_due_on"),
            ('first_month: "2018-03"', 'first_month: "2018-13"', "first_month"),
            ('first_month: "2018-03"', 'first_month: "2017-12"', "first_month"),
            ('first_month: "2018-03"', "first_month: 2018-03-01", "first_month"),
            ('last_month: "2018-12"', 'last_month: "2018-02"', "last_month"),
            ("report_due_day: 5", "report_due_day: 0", "report_due_day"),
            ("report_due_day: 5", "report_due_day: 32", "report_due_day"),
            ("report_due_day: 5\n", "", "report_due_day"),
            (
                "report_due_day: 5",
                "report_due_day: 5\nannual_report_due_on: 2018-02-28",
                "annual_report_due_on",
            ),
            ("optional_minimum: 1", "optional_minimum: 2", "optional_minimum"),
            ("optional_minimum: 1", "optional_minimum: -1", "optional_minimum"),
            ("behind_margin: 0", "behind_margin: 101", "behind_margin"),
            ("ahead_margin: 100", "ahead_margin: 10%", "ahead_margin"),
            ("stalled_months: 2", "stalled_months: 1", "stalled_months"),
            ("due_soon_days: 3", "due_soon_days: 3\ncolour: red", "colour"),
            (DAYS, f"{DAYS}\nannual_seal_is_required: yes", "annual_seal_is_required"),
            (DAYS, f"{DAYS}\nreminder_days: {{before: [61]}}", "reminder_days.before"),
            (DAYS, f"{DAYS}\nreminder_days: {{after: [0]}}", "reminder_days.after"),
            (DAYS, f"{DAYS}\nreminder_days: {{after: [1, x]}}", "reminder_days.after[1]"),
            (DAYS, f"{DAYS}\nreminder_days: {{after: 3}}", "reminder_days.after"),
            (DAYS, f"{DAYS}\nreminder_days: {{afterwards: [3]}}", "reminder_days.afterwards"),
            ("kind: optional", "kind: spare", "groups[1].kind"),
            ("kind: optional", "kind: basic", "groups[1].kind"),
            ("number: 2", "number: 1", "groups[1].tasks[0].number"),
            ("number: 2", "number: 0", "groups[1].tasks[0].number"),
            ("weight: 1.5", "weight: 0", "groups[1].tasks[0].weight"),
            ("weight: 1.5", "weight: 0.00", "groups[1].tasks[0].weight"),
            ("weight: 1.5", "weight: -1", "groups[1].tasks[0].weight"),
            ("weight: 1.5", "weight: 1.505", "groups[1].tasks[0].weight"),
            ("weight: 1.5", "weight: NaN", "groups[1].tasks[0].weight"),
            ("weight: 1.5", "weight: 1e2", "groups[1].tasks[0].weight"),
            ("due_month: 2018-03", "due_month: 2018-02", "groups[1].tasks[0].due_month"),
            ("due_month: 2018-03", "due_month: 2019-01", "groups[1].tasks[0].due_month"),
            ("due_month: 2018-03", "deadline: 2018-03", "groups[1].tasks[0].deadline"),
            ("[做好]", "做好", "groups[1].tasks[0].requirements_zh"),
            ("[做好]", "[]", "groups[1].tasks[0].requirements_zh"),
            ("[做好]", "[做好, '']", "groups[1].tasks[0].requirements_zh[1]"),
            (
                "[做好]",
                "[做好]\n        requirements_en: [One, Two]",
                "groups[1].tasks[0].requirements_en",
            ),
            (
                "[做好]",
                "[做好]\n        evidence_kinds: [会议记录]",
                "groups[1].tasks[0].evidence_kinds[0]",
            ),
            (
                "[做好]",
                "[做好]\n        indicator: {zh: 次数, unit: 次, unit_zh: 次}",
                "groups[1].tasks[0].indicator.unit",
            ),
        ],
    )
    def test_problem_names_its_place(self, old: str, new: str, path: str) -> None:
        assert list(problems_of(changed(old, new))) == [path]

    def test_problems_are_told_all_at_once(self) -> None:
        text = changed("year: 2018", "year: x").replace("weight: 1.5", "weight: 0")
        text = text.replace("title_zh: 甲", "title_zh:")
        assert problems_of(text) == {
            "year": "Write a whole number from 2000 to 2100.",
            "groups[0].tasks[0].title_zh": "This is missing.",
            "groups[1].tasks[0].weight": "Write a number above 0 with at most two decimals.",
        }

    def test_problem_of_a_minimum_names_the_number_of_optional_tasks(self) -> None:
        problems = problems_of(changed("optional_minimum: 1", "optional_minimum: 2"))
        assert problems == {"optional_minimum": "More than the 1 optional tasks there are."}

    def test_error_reads_as_one_problem_a_line(self) -> None:
        error = WorkplanFileError([Problem("year", "Wrong."), Problem("", "Bad.")])
        assert str(error) == "year: Wrong.\nBad."

    @pytest.mark.parametrize("text", ["", "- 1", "hello", "[]"])
    def test_anything_but_keys_with_values_is_refused(self, text: str) -> None:
        assert problems_of(text) == {"": "Write keys with values here."}

    def test_a_group_that_is_a_word_is_refused(self) -> None:
        text = SMALL[: SMALL.index("groups:")].replace("optional_minimum: 1", "optional_minimum: 0")
        assert list(problems_of(text + "groups: [basic]\n")) == ["groups[0]"]

    def test_double_key_is_refused_with_its_line(self) -> None:
        problems = problems_of(changed("year: 2018", "year: 2018\nyear: 2019"))
        assert problems == {"line 2, column 1": "The key year stands twice."}

    def test_double_key_in_a_task_is_refused_with_its_line(self) -> None:
        problems = problems_of(changed("number: 2", "number: 2\n        number: 3"))
        assert problems == {"line 28, column 9": "The key number stands twice."}

    def test_alias_is_refused_with_its_line(self) -> None:
        problems = problems_of("year: &a 2018\nissued_on: *a\n")
        assert problems == {"line 2, column 12": "Anchors and aliases are not allowed."}

    def test_broken_yaml_is_refused_with_its_line(self) -> None:
        [path] = problems_of("year: 2018\n  title: [1\n")
        assert path.startswith("line ")

    def test_a_file_of_endless_nesting_is_refused(self) -> None:
        assert "valid YAML" in problems_of("[" * 100_000)[""]

    def test_a_file_beyond_a_million_characters_is_refused(self) -> None:
        assert "too long" in problems_of("#" * 1_000_001)[""]

    def test_control_characters_are_refused(self) -> None:
        assert "valid YAML" in problems_of("year: \x00")[""]

    @given(st.text(max_size=200))
    def test_any_text_gives_a_workplan_or_its_problems(self, text: str) -> None:
        with pytest.raises(WorkplanFileError):
            parse_workplan(text)

    @given(
        st.integers(0, len(SMALL) - 1),
        st.integers(1, 12),
        st.sampled_from(["", " ", "\n", "- ", ": ", "[", "}", "&a ", "*a", "!!x ", "? ", "'", "0"]),
    )
    def test_a_damaged_file_never_fails_in_another_way(
        self, at: int, length: int, patch: str
    ) -> None:
        try:
            parse_workplan(SMALL[:at] + patch + SMALL[at + length :])
        except WorkplanFileError as error:
            problems = error.problems
        else:
            return
        assert problems


def test_days_of_reminders_may_be_left_out_one_by_one() -> None:
    text = SMALL.replace(DAYS, f"{DAYS}\nreminder_days: {{before: [3, 0], after: []}}")
    found = parse_workplan(text).reminder_days
    assert found == {"before": [3, 0], "after": [], "reelection_months": []}
    assert parse_workplan(SMALL).reminder_days == {}


@pytest.mark.parametrize(("text", "is_required"), [("true", True), ("false", False)])
def test_the_file_says_whether_a_seal_is_required(text: str, is_required: bool) -> None:
    found = parse_workplan(SMALL.replace(DAYS, f"{DAYS}\nannual_seal_is_required: {text}"))
    assert found.annual_seal_is_required is is_required
    assert parse_workplan(SMALL).annual_seal_is_required is False
