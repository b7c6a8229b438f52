"""Checks and counts in a workplan's file: the shipped ones, and every way to write them wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from reforms.checks.registry import ACTIVITY_COUNTS, RULES
from reforms.workplan_file import TaskFile, WorkplanFileError, parse_workplan
from tests.reforms.test_workplan_file import SHIPPED, SMALL

PLACE = "groups[0].tasks[0]"


def with_lines(lines: str) -> str:
    """The small file with these lines added to its first task."""
    anchor = "        citation_zh: 第1条\n"
    assert anchor in SMALL
    indented = "".join(f"        {line}\n" for line in lines.splitlines())
    return SMALL.replace(anchor, anchor + indented, 1)


def first_task(lines: str) -> TaskFile:
    return parse_workplan(with_lines(lines)).tasks[0]


def problems_of(lines: str) -> dict[str, str]:
    with translation.override("en"), pytest.raises(WorkplanFileError) as caught:
        parse_workplan(with_lines(lines))
    return {problem.path: problem.message for problem in caught.value.problems}


def test_shipped_workplan_uses_every_rule_but_counts() -> None:
    named = {check["check"] for task in parse_workplan(SHIPPED).tasks for check in task.checks}
    assert named == set(RULES) - {ACTIVITY_COUNTS}


def test_shipped_workplan_counts_something_for_each_optional_task() -> None:
    workplan = parse_workplan(SHIPPED)
    assert {task.number for task in workplan.tasks if task.counts} == set(range(12, 25))


@pytest.mark.parametrize(
    ("number", "check", "params"),
    [
        (2, "individual_growth", {"percent": 15}),
        (9, "standing_size", {"fraction": "1/3"}),
        (10, "council_grassroots", {"fraction": "3/4"}),
        (10, "standing_grassroots", {"fraction": "2/3"}),
        (3, "dormant_branches", {"months": 12, "longer_months": 24}),
    ],
)
def test_shipped_workplan_keeps_the_numbers_of_the_notice(
    number: int, check: str, params: dict[str, Any]
) -> None:
    task = next(task for task in parse_workplan(SHIPPED).tasks if task.number == number)
    assert next(one["params"] for one in task.checks if one["check"] == check) == params


def test_shipped_workplan_says_which_thresholds_cast_set() -> None:
    set_by_cast = {
        check["check"]
        for task in parse_workplan(SHIPPED).tasks
        for check in task.checks
        if check["set_by"] == "cast"
    }
    assert set_by_cast == {
        "dormant_branches",
        "absentees_adjusted",
        "annual_report_in_time",
        "vote_passed",
        "council_composition",
        "standing_composition",
        "supervisors_meetings",
        "supervisors_separate",
    }


def test_check_is_as_soft_as_its_text_unless_told() -> None:
    task = first_task(
        "checks:\n"
        "  - {check: premises, set_by: text}\n"
        "  - {check: staff_growth, set_by: cast, soft: true}\n"
        "  - {check: annual_report_in_time, set_by: cast, soft: false}\n"
        "  - {check: supervisors_separate, set_by: text}\n"
    )
    assert [check["soft"] for check in task.checks] == [False, True, False, True]


def test_counts_are_kept_as_written() -> None:
    task = first_task("counts:\n  - {kind: journal, measure: records}\n")
    assert task.counts == ({"kind": "journal", "measure": "records"},)


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        ("checks:\n  - {check: nonsense, set_by: text}", "checks[0].check", "no check"),
        ("checks:\n  - {check: activity_counts, set_by: text}", "checks[0].check", "no check"),
        ("checks:\n  - {set_by: text}", "checks[0].check", "missing"),
        ("checks:\n  - {check: premises}", "checks[0].set_by", "missing"),
        ("checks:\n  - {check: premises, set_by: me}", "checks[0].set_by", "text, cast"),
        ("checks:\n  - {check: premises, set_by: text, hard: 1}", "checks[0].hard", "Unknown"),
        ("checks:\n  - {check: premises, set_by: text, soft: no}", "checks[0].soft", "true or"),
        ("checks:\n  - {check: premises, set_by: text, soft: true}", "checks[0].soft", "not soft"),
        (
            "checks:\n  - {check: premises, set_by: text}\n  - {check: premises, set_by: text}",
            "checks[1].check",
            "twice",
        ),
        (
            "checks:\n  - {check: individual_growth, set_by: text}",
            "checks[0].params.percent",
            "missing",
        ),
        (
            "checks:\n  - {check: individual_growth, set_by: text, params: {percent: 15.5}}",
            "checks[0].params.percent",
            "whole number",
        ),
        (
            "checks:\n  - {check: individual_growth, set_by: text, params: {percent: 15, per: 1}}",
            "checks[0].params.per",
            "Unknown",
        ),
        (
            "checks:\n  - {check: individual_growth, set_by: text, params: 15}",
            "checks[0].params",
            "keys",
        ),
        (
            (
                "checks:\n"
                "  - check: dormant_branches\n"
                "    set_by: cast\n"
                "    params: {months: 25, longer_months: 24}"
            ),
            "checks[0].params.longer_months",
            "Not below",
        ),
        (
            "checks:\n  - {check: premises, set_by: text, open: [percent]}",
            "checks[0].open[0]",
            "Unknown",
        ),
        (
            (
                "checks:\n"
                "  - check: council_not_larger\n"
                "    set_by: text\n"
                "    params: {growth_percent: 30, growth_over: last_full_year}"
            ),
            "checks",
            "council_size",
        ),
        ("checks: premises", "checks", "list"),
        ("counts:\n  - {kind: journal, measure: visitors}", "counts[0].measure", "measures"),
        ("counts:\n  - {kind: nonsense, measure: records}", "counts[0].measure", "kind"),
        ("counts:\n  - {kind: journal}", "counts[0].measure", "missing"),
        (
            "counts:\n  - {kind: journal, measure: records}\n  - {kind: journal, measure: records}",
            "counts[1].measure",
            "twice",
        ),
    ],
)
def test_wrong_check_is_named_by_its_place(lines: str, place: str, message: str) -> None:
    problems = problems_of(lines)
    assert message in problems[f"{PLACE}.{place}"]
