"""Task 3: branches and who manages them."""

import datetime as dt

import pytest

from reforms.enums import Verdict
from tests.reforms.checks.builders import branch, check, day, society, staff

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        ([{"duty": "branches"}], MET),
        ([{"duty": "members"}], NOT_MET),
        ([{"duty": "members"}, {"duty": ""}], NO_DATA),
        ([{"duty": "branches", "to_on": day("12-30")}], NOT_MET),
        ([{"duty": "branches", "to_on": day("12-31")}], MET),
        ([{"duty": "branches", "from_on": day("2018-01-01")}], NOT_MET),
        ([{"duty": "branches", "from_on": None}], MET),
        ([], NO_DATA),
    ],
)
def test_branch_manager_is_one_of_the_present_staff(
    people: list[dict[str, object]], verdict: Verdict
) -> None:
    facts = society(staff=tuple(staff(**one) for one in people))
    assert check("branch_manager", facts).verdict == verdict


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ({}, MET),
        ({"parent": "青年工作委员会"}, NOT_MET),
        ({"is_regional": True}, NOT_MET),
        ({"parent": "青年工作委员会", "closed_on": day("12-31")}, MET),
        ({"parent": "青年工作委员会", "closed_on": day("2018-01-01")}, NOT_MET),
        ({"parent": "青年工作委员会", "set_up_on": day("2018-01-01")}, MET),
    ],
)
def test_branches_stand_under_the_society_itself(
    fault: dict[str, object], verdict: Verdict
) -> None:
    facts = society(branches=(branch(), branch(name="华东分会", **fault)))
    result = check("branches_lawful", facts)
    assert result.verdict == verdict
    assert result.remedy.get("params", {}).get("branches", []) == (
        ["华东分会"] if verdict == NOT_MET else []
    )


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ({}, MET),
        ({"has_own_charter": True}, NOT_MET),
        ({"is_legal_person": True, "has_own_charter": None}, NOT_MET),
        ({"is_legal_person": None}, NO_DATA),
    ],
)
def test_branches_have_no_charter_and_no_legal_personality(
    fault: dict[str, object], verdict: Verdict
) -> None:
    facts = society(branches=(branch(), branch(name="华东分会", **fault)))
    assert check("branches_independent", facts).verdict == verdict


@pytest.mark.parametrize(
    ("last", "decided", "verdict"),
    [
        ("2017-01-01", None, MET),  # eleven months and thirty days
        ("2016-12-31", None, NOT_MET),  # twelve months to the day
        ("2016-12-31", "2017-12-31", MET),
        ("2016-12-31", "2017-12-30", NOT_MET),  # decided before it was dormant
        ("2016-12-31", "2018-01-01", NOT_MET),
        ("2015-03-01", "2016-03-01", MET),
    ],
)
def test_dormant_branches_need_a_decision_since(
    last: str, decided: str | None, verdict: Verdict
) -> None:
    one = branch(last_activity_on=day(last), decided_on=day(decided) if decided else None)
    assert check("dormant_branches", society(branches=(one,))).verdict == verdict


def test_dormant_branches_show_both_times_side_by_side() -> None:
    branches = (
        branch(name="a", last_activity_on=day("2015-12-31")),
        branch(name="b", last_activity_on=day("2016-01-01")),
        branch(name="c", last_activity_on=day("2015-01-01"), closed_on=day("03-01")),
        branch(name="d"),
    )
    result = check("dormant_branches", society(branches=branches))
    assert result.inputs == {
        "branches": 3,
        "dormant": 2,
        "dormant_longer": 1,
        "dormant_decided": 0,
        "dormant_undecided": ["a", "b"],
        "activity_unknown": 0,
        "closed_in_year": 1,
    }
    assert check("dormant_branches", society(branches=branches), months=25).verdict == MET


def test_dormant_branches_count_months_from_a_leap_day() -> None:
    one = branch(last_activity_on=dt.date(2016, 2, 29))
    before = society(as_of=day("02-27"), branches=(one,))
    assert check("dormant_branches", before).verdict == MET
    assert check("dormant_branches", society(as_of=day("02-28"), branches=(one,))).verdict == (
        NOT_MET
    )


@pytest.mark.parametrize(
    ("set_up_on", "verdict"),
    [("2017-01-01", MET), ("2016-12-31", NO_DATA), (None, NO_DATA)],
)
def test_branches_of_unknown_activity_are_no_data_once_they_stand_long_enough(
    set_up_on: str | None, verdict: Verdict
) -> None:
    one = branch(last_activity_on=None, set_up_on=day(set_up_on) if set_up_on else None)
    assert check("dormant_branches", society(branches=(one,))).verdict == verdict


@pytest.mark.parametrize("name", ["branches_lawful", "branches_independent", "dormant_branches"])
def test_branches_not_recorded_are_no_data(name: str) -> None:
    assert check(name, society()).remedy["code"] == "enter_branches"
