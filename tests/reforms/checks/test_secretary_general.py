"""Task 8: the council appoints the secretary-general."""

import datetime as dt

import pytest

from reforms.checks.facts import SocietyFacts
from reforms.enums import Verdict
from tests.reforms.checks.builders import appointment, check, day, elected, seats, term

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA


@pytest.mark.parametrize(
    ("nominated", "voted", "appointed", "verdict"),
    [
        ("05-18", "05-20", "06-01", MET),
        ("05-20", "05-20", "05-20", MET),
        ("05-21", "05-20", "06-01", NOT_MET),
        ("05-18", "06-02", "06-01", NOT_MET),
        ("05-18", None, "05-17", NOT_MET),
        ("05-18", "05-20", None, NO_DATA),
        (None, "05-20", "06-01", NO_DATA),
        ("05-18", "05-20", "2018-01-01", NOT_MET),  # not yet appointed
    ],
)
def test_the_three_steps_follow_one_another(
    nominated: str | None, voted: str | None, appointed: str | None, verdict: Verdict
) -> None:
    days = [day(text) if text else None for text in (nominated, voted, appointed)]
    one = appointment(nominated_on=days[0], voted_on=days[1], appointed_on=days[2])
    facts = elected(appointments=(one,))
    assert check("nomination_vote_appointment", facts).verdict == verdict


def test_the_appointment_names_what_is_missing() -> None:
    one = appointment(nominated_by="", appointed_on=None)
    assert check("nomination_vote_appointment", elected(appointments=(one,))).remedy == {
        "code": "complete_appointment",
        "params": {"gaps": ["nominated_by", "appointed_on"]},
    }


@pytest.mark.parametrize("name", ["nomination_vote_appointment", "vote_passed"])
def test_without_a_recorded_appointment_or_term_there_is_no_data(name: str) -> None:
    assert check(name, elected()).remedy["code"] == "enter_appointment"
    facts = elected(term=None, appointments=(appointment(),))
    assert check(name, facts).remedy["code"] == "enter_term"


def vote(council: int, present: int | None, votes_for: int | None, **terms: str) -> SocietyFacts:
    one = appointment(
        voters_present=present, votes_for=votes_for, votes_against=None, votes_abstain=None
    )
    return elected(appointments=(one,), seats=seats(council), term=term(**terms))


@pytest.mark.parametrize(
    ("council", "present", "votes_for", "verdict"),
    [
        (150, 100, 67, MET),
        (150, 100, 66, NOT_MET),  # 66.67 are needed
        (150, 99, 99, NOT_MET),  # no quorum
        (151, 101, 101, MET),
        (151, 100, 100, NOT_MET),
        (3, 2, 2, MET),
        (150, None, 100, NO_DATA),
        (150, 100, None, NO_DATA),
        (150, 0, 0, NOT_MET),
        (150, 99, None, NOT_MET),
        (0, 100, 100, NO_DATA),
        (0, 100, 66, NOT_MET),
        (150, 100, 101, NO_DATA),  # the numbers contradict one another
    ],
)
def test_vote_needs_quorum_and_majority_of_two_thirds(
    council: int, present: int | None, votes_for: int | None, verdict: Verdict
) -> None:
    assert check("vote_passed", vote(council, present, votes_for)).verdict == verdict


@pytest.mark.parametrize(
    ("present", "votes_for", "verdict"),
    [
        (76, 39, MET),
        (75, 75, NOT_MET),  # one half of 150 is not more than one half
        (76, 38, NOT_MET),
    ],
)
def test_vote_by_one_half_means_more_than_one_half(
    present: int, votes_for: int, verdict: Verdict
) -> None:
    facts = vote(150, present, votes_for, quorum="1/2", majority="1/2")
    result = check("vote_passed", facts)
    assert result.verdict == verdict
    assert (result.threshold["quorum"], result.threshold["quorum_from"]) == ("1/2", "charter")


def test_vote_by_the_model_charter_says_so() -> None:
    threshold = check("vote_passed", vote(150, 100, 67, quorum="3/4")).threshold
    assert (threshold["quorum"], threshold["quorum_from"]) == ("3/4", "charter")
    assert (threshold["majority"], threshold["majority_from"]) == ("2/3", "model_charter")


def test_vote_is_measured_against_the_council_of_its_day() -> None:
    later = seats(90, name="later", from_on=day("09-01"))
    facts = vote(150, 100, 67)
    grown = elected(appointments=facts.appointments, seats=facts.seats + later)
    assert check("vote_passed", grown).verdict == MET


def test_vote_still_to_come_is_no_data() -> None:
    facts = elected(
        as_of=day("05-20"), appointments=(appointment(voted_on=day("05-21")),), seats=seats(120)
    )
    assert check("vote_passed", facts).verdict == NO_DATA


@pytest.mark.parametrize(
    ("present", "votes_for", "code"),
    [
        (99, 99, "vote_again_quorum"),
        (100, 66, "vote_again_majority"),
        (None, None, "enter_votes"),
        (100, 120, "right_votes"),
    ],
)
def test_vote_says_what_would_help(present: int | None, votes_for: int | None, code: str) -> None:
    assert check("vote_passed", vote(150, present, votes_for)).remedy["code"] == code


def test_the_secretary_general_in_office_is_looked_at() -> None:
    former = appointment(
        is_full_time=False, left_on=day("10-01"), appointed_on=day("06-01"), voters_present=1
    )
    present = appointment(appointed_on=day("10-02"), is_full_time=True)
    facts = elected(appointments=(present, former))
    result = check("secretary_general_full_time", facts)
    assert (result.verdict, result.inputs) == (Verdict.SHOWN, {"is_full_time": True})
    before = elected(as_of=dt.date(2017, 9, 30), appointments=(former,))
    assert check("secretary_general_full_time", before).inputs == {"is_full_time": False}
