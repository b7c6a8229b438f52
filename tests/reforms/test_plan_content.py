"""The content of plans: what keeps one from being submitted, and how two drafts merge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.plan_content import (
    REQUIRED,
    CommitmentContent,
    PlanContent,
    PlanRules,
    change_of,
    figure_text,
    flat,
    from_flat,
    merge,
    problems,
)

RULES = PlanRules(
    groups={1: "basic", 8: "reelection"} | dict.fromkeys(range(12, 18), "optional"),
    titles={number: f"任务{number}" for number in (1, 8, *range(12, 18))},
    optional_minimum=5,
    first_month=dt.date(2017, 4, 1),
    last_month=dt.date(2017, 12, 1),
)
WHOLE = CommitmentContent(
    indicator="会议数",
    unit="次",
    baseline=Decimal(3),
    target=Decimal(5),
    due_month=dt.date(2017, 11, 1),
    measure="逐项落实",
    person_in_charge="张三",
)


def plan(*numbers: int, **changes: object) -> PlanContent:
    values = {"commitments": dict.fromkeys(numbers, WHOLE)} | changes
    return PlanContent(**values)  # type: ignore[arg-type]


def places(content: PlanContent, *, is_amendment: bool = False) -> list[str]:
    return [problem.place for problem in problems(content, RULES, is_amendment=is_amendment)]


def test_five_optional_tasks_are_enough_and_four_are_not() -> None:
    assert places(plan(12, 13, 14, 15, 16)) == []
    assert places(plan(12, 13, 14, 15)) == ["optional"]


def test_basic_commitments_do_not_count_as_chosen() -> None:
    assert places(plan(1, 12, 13, 14, 15)) == ["optional"]


@pytest.mark.parametrize("name", REQUIRED)
def test_each_field_of_an_optional_commitment_is_required(name: str) -> None:
    content = plan(12, 13, 14, 15, 16)
    blank: Any = None if name in ("baseline", "target", "due_month") else ""
    lacking = replace(WHOLE, **{name: blank})
    content = replace(content, commitments={**content.commitments, 12: lacking})
    assert f"task-12-{name}" in places(content)


def test_basic_commitment_may_be_partial_but_must_improve() -> None:
    partial = CommitmentContent(measure="每季度检查")
    worse = CommitmentContent(baseline=Decimal(5), target=Decimal(5))
    chosen = dict.fromkeys(range(12, 17), WHOLE)
    assert places(PlanContent(commitments={1: partial, **chosen})) == []
    assert places(PlanContent(commitments={1: worse, **chosen})) == ["task-1-target"]


@pytest.mark.parametrize(
    ("baseline", "target", "is_lower_better", "is_fine"),
    [
        ("3", "3.01", False, True),
        ("3", "3", False, False),
        ("3", "2", False, False),
        ("3", "2.99", True, True),
        ("3", "3", True, False),
        ("3", "4", True, False),
    ],
)
def test_target_must_be_better_than_the_baseline(
    baseline: str, target: str, is_lower_better: bool, is_fine: bool
) -> None:
    commitment = replace(
        WHOLE,
        baseline=Decimal(baseline),
        target=Decimal(target),
        lower_is_better=is_lower_better,
    )
    content = PlanContent(commitments={12: commitment} | dict.fromkeys(range(13, 17), WHOLE))
    assert places(content) == ([] if is_fine else ["task-12-target"])


@pytest.mark.parametrize(
    ("month", "is_fine"),
    [((2017, 3), False), ((2017, 4), True), ((2017, 12), True), ((2018, 1), False)],
)
def test_due_month_lies_within_the_workplan(month: tuple[int, int], is_fine: bool) -> None:
    commitment = replace(WHOLE, due_month=dt.date(*month, 1))
    content = PlanContent(commitments={12: commitment} | dict.fromkeys(range(13, 17), WHOLE))
    assert places(content) == ([] if is_fine else ["task-12-due_month"])


def test_reelection_commitments_are_judged_only_with_a_reelection() -> None:
    worse = CommitmentContent(baseline=Decimal(5), target=Decimal(4))
    commitments = {8: worse} | dict.fromkeys(range(12, 17), WHOLE)
    assert places(PlanContent(commitments=commitments)) == []
    held = PlanContent(holds_reelection=True, commitments=commitments)
    assert places(held) == ["task-8-target"]


def test_amendment_needs_a_reason() -> None:
    content = plan(12, 13, 14, 15, 16)
    assert places(content, is_amendment=True) == ["amendment_reason"]
    assert places(replace(content, amendment_reason="换届提前"), is_amendment=True) == []


def test_flat_and_back_is_the_same() -> None:
    content = plan(1, 12, holds_reelection=True, lead_person="陈", summary="一\n二")
    assert from_flat(flat(content)) == content


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("5.00", "5"), ("100", "100"), ("0.50", "0.5"), ("1E+2", "100")]
)
def test_figure_is_written_without_needless_zeros(value: str | None, text: str) -> None:
    assert figure_text(None if value is None else Decimal(value)) == text


def test_changes_to_different_fields_merge() -> None:
    merged = merge({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "3"})
    assert merged.values == {"a": "2", "b": "3"}
    assert merged.conflicts == ()


def test_different_changes_to_one_field_are_a_conflict_and_mine_stays() -> None:
    merged = merge({"a": "1"}, {"a": "2"}, {"a": "3"})
    assert merged.conflicts == ("a",)
    assert merged.values == {"a": "2"}


def test_what_the_other_one_emptied_and_i_did_not_touch_is_gone() -> None:
    assert merge({"a": "1"}, {"a": "1"}, {}).values == {}


_drafts = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123"))


@given(_drafts, _drafts, _drafts)
def test_merge_never_drops_a_change_of_mine(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(base, mine, theirs)
    for name in {*base, *mine}:
        if mine.get(name) != base.get(name):
            assert merged.values.get(name) == mine.get(name)


def test_change_is_named() -> None:
    assert change_of(None, None) == ""
    assert change_of(None, WHOLE) == "added"
    assert change_of(WHOLE, None) == "removed"
    assert change_of(WHOLE, replace(WHOLE)) == ""
    assert change_of(WHOLE, replace(WHOLE, target=Decimal(9))) == "changed"
