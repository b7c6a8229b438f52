"""Tasks 12 to 24: what is counted, and contracts."""

import pytest

from reforms.checks.facts import ActivityFact
from reforms.checks.registry import run_checks, terms_of
from reforms.enums import Verdict
from tests.reforms.checks.builders import check, society

COUNTS = [
    {"kind": "domestic_meeting", "measure": "records"},
    {"kind": "domestic_meeting", "measure": "papers"},
    {"kind": "award", "measure": "winners"},
]


def test_activity_counts_show_records_and_sums_of_measures() -> None:
    facts = society(activities=(ActivityFact("domestic_meeting", 3, 0, {"papers": 412}),))
    (result,) = run_checks(facts, terms_of(12, [], COUNTS))
    assert (result.task, result.check, result.verdict) == (12, "activity_counts", Verdict.SHOWN)
    assert result.inputs["counts"] == [
        ["domestic_meeting", "records", 3],
        ["domestic_meeting", "papers", 412],
        ["award", "winners", 0],
    ]
    assert "counts" not in result.threshold


@pytest.mark.parametrize(
    ("number", "without", "verdict"),
    [
        (2, 0, Verdict.MET),
        (2, 1, Verdict.NOT_MET),
        (0, 0, Verdict.NO_DATA),
    ],
)
def test_communities_need_a_binding_contract(number: int, without: int, verdict: Verdict) -> None:
    facts = society(
        activities=(
            ActivityFact("innovation_community", number, without, {}),
            ActivityFact("award", 5, 5, {}),
        )
    )
    result = check("contracts_on_file", facts)
    assert (result.verdict, result.inputs["contracts_missing"]) == (verdict, without)


def test_communities_not_recorded_are_no_data() -> None:
    facts = society(activities=(ActivityFact("award", 5, 5, {}),))
    assert check("contracts_on_file", facts).verdict == Verdict.NO_DATA
