"""Task 11: the board of supervisors."""

import datetime as dt

import pytest

from reforms.checks.facts import SeatFact
from reforms.enums import Verdict
from tests.reforms.checks.builders import (
    CONGRESS,
    check,
    day,
    elected,
    meeting,
    rule,
    seat,
    seats,
    staff,
    term,
)

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA


def supervisor(**values: object) -> SeatFact:
    return seat(**{"body": "supervisory", "name": "周监", **values})


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"elected_by": "congress"}, MET),
        ({"elected_by": "council"}, NOT_MET),
        ({"elected_by": "", "from_on": CONGRESS}, MET),
        ({"elected_by": "", "from_on": CONGRESS + dt.timedelta(days=1)}, NO_DATA),
        ({"elected_by": "", "from_on": None}, NO_DATA),
        ({"elected_by": "council", "from_on": CONGRESS}, NOT_MET),
    ],
)
def test_supervisors_are_elected_by_the_congress(
    values: dict[str, object], verdict: Verdict
) -> None:
    sitting = (supervisor(name="甲", elected_by="congress"), supervisor(**values))
    assert check("supervisors_elected", elected(seats=sitting)).verdict == verdict


def test_supervisors_of_a_term_without_congress_day_are_no_data() -> None:
    facts = elected(term=term(congress_on=None), seats=(supervisor(from_on=CONGRESS),))
    assert check("supervisors_elected", facts).verdict == NO_DATA


def test_supervisors_missing_beside_a_recorded_council_are_not_elected() -> None:
    assert check("supervisors_elected", elected(seats=seats(3))).verdict == NOT_MET
    assert check("supervisors_elected", elected()).verdict == NO_DATA
    gone = (supervisor(elected_by="congress", to_on=day("12-30")),)
    assert check("supervisors_elected", elected(seats=gone)).verdict == NOT_MET


@pytest.mark.parametrize("name", ["elected", "meetings", "separate"])
def test_supervisors_without_a_term_are_no_data(name: str) -> None:
    facts = elected(term=None, seats=(supervisor(),))
    assert check(f"supervisors_{name}", facts).remedy["code"] == "enter_term"


def test_supervisors_rules_are_in_force() -> None:
    assert check("supervisors_rules", elected(rules=(rule("procedure_council"),))).verdict == (
        NOT_MET
    )
    assert check("supervisors_rules", elected(rules=(rule("procedure_supervisory"),))).verdict == (
        MET
    )


@pytest.mark.parametrize(
    ("congress", "as_of", "held", "verdict"),
    [
        ("05-20", "12-31", ["07-01"], MET),
        ("05-20", "12-31", ["06-30"], NOT_MET),  # before the half-year that counts
        ("05-20", "12-31", ["12-31"], MET),
        ("05-20", "12-30", [], Verdict.NOT_APPLICABLE),
        ("07-01", "12-31", ["09-01"], MET),
        ("07-02", "12-31", [], Verdict.NOT_APPLICABLE),
        ("01-01", "12-31", ["06-30", "07-01"], MET),
        ("01-01", "12-31", ["07-01", "07-02"], NOT_MET),
        ("01-01", "06-30", ["06-30"], MET),
        ("05-20", "12-31", [], NO_DATA),  # no meeting of any level is recorded
    ],
)
def test_supervisors_meet_in_each_half_year_since_the_election(
    congress: str, as_of: str, held: list[str], verdict: Verdict
) -> None:
    on = day(congress)
    facts = elected(
        as_of=day(as_of),
        term=term(congress_on=on, starts_on=on),
        meetings=tuple(meeting("supervisory", text) for text in held),
    )
    assert check("supervisors_meetings", facts).verdict == verdict


def test_supervisors_do_not_meet_by_meetings_of_others() -> None:
    facts = elected(meetings=(meeting("council", "08-01"),))
    assert check("supervisors_meetings", facts).remedy == {
        "code": "supervisors_meet",
        "params": {"half_years": 1},
    }
    twice = elected(meetings=(meeting("supervisory", "08-01"),))
    assert check("supervisors_meetings", twice, per_half_year=2).verdict == NOT_MET


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({"seats": (seat(name="吴理"),)}, MET),
        ({"seats": (seat(name="周监"),)}, NOT_MET),
        ({"seats": (seat(name="周监", body="standing"),)}, NOT_MET),
        ({"seats": (seat(name="周监", to_on=day("12-30")),)}, MET),
        ({"staff": (staff(name="周监"),)}, NOT_MET),
        ({"staff": (staff(name="周监", to_on=day("12-30")),)}, MET),
    ],
)
def test_supervisors_hold_no_other_office(other: dict[str, object], verdict: Verdict) -> None:
    own = (supervisor(),)
    facts = elected(**{**other, "seats": own + tuple(other.get("seats", ()))})  # type: ignore[arg-type]
    result = check("supervisors_separate", facts)
    assert result.verdict == verdict
    assert "周监" not in f"{result.inputs}{result.remedy}"


def test_supervisors_not_recorded_are_no_data_for_other_offices() -> None:
    assert check("supervisors_separate", elected(seats=seats(3))).verdict == NO_DATA
