"""Rules of slips in a workplan's file: the shipped ones, and every way of being wrong."""

from __future__ import annotations

import pytest

from reforms.enums import SlipRuleCode
from reforms.slips.rules import problems_of as contradictions
from reforms.slips.rules import rules_of
from reforms.slips.words import ending, levels_line
from reforms.workplan_file import parse_workplan
from tests.reforms.test_workplan_file import SHIPPED, SMALL, problems_of

RULES = """
slip_rules:
  - code: report_late
    levels: {blue: 1, red: 8}
    acknowledge_days: 2
    answer_days: 5
    approver_days: 2
    reviewer_days: 5
    manager_days: 8
    closes_itself: true
    set_by: cast
    citation_zh: 自行设定
  - code: unanswered
    levels: {red: 10}
    set_by: cast
    citation_zh: 自行设定
"""


def test_shipped_rules_are_all_there_and_consistent() -> None:
    raw = parse_workplan(SHIPPED).slip_rules
    assert set(rules_of(raw)) == set(SlipRuleCode)
    assert not any(contradictions(rule) for rule in raw)
    assert all(rule["set_by"] == "cast" and rule["citation_en"] for rule in raw)
    assert all(ending(rule["code"]) for rule in raw if rule["closes_itself"])
    assert [rule["code"] for rule in raw if not levels_line(rule)] == ["by_hand"]


def test_rules_may_be_left_out() -> None:
    assert parse_workplan(SMALL).slip_rules == ()


def test_rules_are_read_as_plain_values() -> None:
    first, second = parse_workplan(SMALL + RULES).slip_rules
    assert (first["levels"], first["closes_itself"], first["answer_days"]) == (
        {"blue": 1, "red": 8},
        True,
        5,
    )
    assert "answer_days" not in second


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("code: unanswered", "code: weather", "slip_rules[1].code"),
        ("code: unanswered", "code: report_late", "slip_rules[1].code"),
        ("{blue: 1, red: 8}", "{blue: 8, red: 8}", "slip_rules[0].levels.red"),
        ("{blue: 1, red: 8}", "{blue: 0}", "slip_rules[0].levels.blue"),
        ("{blue: 1, red: 8}", "{green: 1}", "slip_rules[0].levels.green"),
        ("    levels: {red: 10}\n", "", "slip_rules[1].levels"),
        ("answer_days: 5", "answer_days: 1", "slip_rules[0].answer_days"),
        ("reviewer_days: 5", "reviewer_days: 1", "slip_rules[0].reviewer_days"),
        ("manager_days: 8", "manager_days: 999", "slip_rules[0].manager_days"),
        ("closes_itself: true", "closes_itself: yes", "slip_rules[0].closes_itself"),
        ("closes_itself: true", "colour: red", "slip_rules[0].closes_itself"),
        ("set_by: cast", "set_by: me", "slip_rules[0].set_by"),
        ("    citation_zh: 自行设定\n  - code: unanswered", "  - code: unanswered", "citation_zh"),
    ],
)
def test_rule_that_is_wrong_is_named_by_its_place(old: str, new: str, place: str) -> None:
    assert old in RULES
    found = problems_of(SMALL + RULES.replace(old, new, 1))
    assert any(place in where for where in found), found
