"""What checks must be told, and how a workplan's data becomes terms."""

from typing import Any

import pytest

from reforms.checks.params import read_params
from reforms.checks.registry import RULES, run_checks, terms_of
from reforms.checks.results import CheckTerms
from tests.reforms.checks.builders import PARAMS, society


@pytest.mark.parametrize("name", [name for name in RULES if name in PARAMS])
def test_params_are_read_from_text_as_from_numbers(name: str) -> None:
    def text(value: Any) -> Any:
        return [str(item) for item in value] if isinstance(value, list) else str(value)

    raw = {key: text(value) for key, value in PARAMS[name].items()}
    assert read_params(RULES[name].params, raw) == (PARAMS[name], {})
    assert read_params(RULES[name].params, PARAMS[name]) == (PARAMS[name], {})


@pytest.mark.parametrize(
    ("check", "name", "raw"),
    [
        ("individual_growth", "percent", "15.5"),
        ("individual_growth", "percent", "-1"),
        ("individual_growth", "percent", 1001),
        ("individual_growth", "percent", True),
        ("individual_growth", "percent", None),
        ("dormant_branches", "months", "0"),
        ("dormant_branches", "months", "121"),
        ("standing_size", "fraction", "1/0"),
        ("standing_size", "fraction", "0/3"),
        ("standing_size", "fraction", "4/3"),
        ("standing_size", "fraction", "a third"),
        ("standing_size", "fraction", 1),
        ("vote_passed", "quorum", "3/5"),
        ("meeting_rules", "levels", []),
        ("meeting_rules", "levels", "council"),
        ("meeting_rules", "levels", ["council", "council"]),
        ("meeting_rules", "levels", ["parliament"]),
        ("council_composition", "ages", [55, 45]),
        ("council_composition", "ages", ["x"]),
        ("council_not_larger", "growth_over", "ever"),
        ("contracts_on_file", "kinds", ["party"]),
        ("activity_counts", "counts", [{"kind": "award", "measure": "papers"}]),
        ("activity_counts", "counts", ["award"]),
    ],
)
def test_params_out_of_bounds_are_refused(check: str, name: str, raw: object) -> None:
    values, problems = read_params(RULES[check].params, {**PARAMS.get(check, {}), name: raw})
    assert (name in values, list(problems)) == (False, [name])


def test_params_missing_or_unknown_are_named() -> None:
    _values, problems = read_params(RULES["individual_growth"].params, {"precent": 15})
    assert set(problems) == {"precent", "percent"}


@pytest.mark.parametrize("bound", [0, 1000])
def test_params_take_both_bounds(bound: int) -> None:
    read = read_params(RULES["individual_growth"].params, {"percent": bound})
    assert read == ({"percent": bound}, {})


def test_counts_are_kinds_with_one_of_their_measures() -> None:
    counts = [{"kind": "award", "measure": "winners"}, {"kind": "award", "measure": "records"}]
    values, problems = read_params(RULES["activity_counts"].params, {"counts": counts})
    assert (values, problems) == ({"counts": counts}, {})


def test_every_shared_check_exists() -> None:
    shared = {rule.shares for rule in RULES.values() if rule.shares}
    assert shared == {"council_size"}
    assert shared <= set(RULES)


def test_terms_of_a_task_keep_their_order_and_end_with_its_counts() -> None:
    checks = [
        {"check": "council_size", "params": {"seats_small": 1}, "set_by": "text", "soft": True},
        {"check": "premises", "set_by": "cast", "soft": False},
    ]
    counts = [{"kind": "award", "measure": "winners"}]
    assert terms_of(7, checks, counts) == [
        CheckTerms(7, "council_size", {"seats_small": 1}, "text", True),
        CheckTerms(7, "premises", {}, "cast", False),
        CheckTerms(7, "activity_counts", {"counts": counts}, "text", False),
    ]
    assert terms_of(7, [], []) == []


def test_run_checks_answers_in_the_order_asked() -> None:
    terms = terms_of(
        3,
        [
            {"check": name, "set_by": "text", "soft": False}
            for name in ("premises", "branch_manager", "dues_collection")
        ],
    )
    results = run_checks(society(), terms)
    assert [result.check for result in results] == [
        "premises",
        "branch_manager",
        "dues_collection",
    ]
