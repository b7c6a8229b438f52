"""Tasks 5, 6 and 7: Party body, annual report, office."""

import datetime as dt

import pytest

from reforms.checks.facts import PremisesFact
from reforms.enums import Verdict
from tests.reforms.checks.builders import check, day, party, report, rule, society, staff

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA
IN_MARCH = dt.date(2018, 3, 31)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({}, MET),
        ({"approved_on": day("12-31")}, MET),
        ({"approved_on": day("2018-01-01")}, NOT_MET),
        ({"approved_on": None}, NO_DATA),
        ({"dissolved_on": day("12-31")}, NOT_MET),
        ({"dissolved_on": day("2018-01-01")}, MET),
        ({"layer": "office"}, NOT_MET),
        ({"members_with_duty": 4}, NOT_MET),
        ({"members": 0, "members_with_duty": 0}, NOT_MET),
        ({"members_with_duty": None}, NO_DATA),
        ({"members": None}, NO_DATA),
        ({"has_procedure": False}, NOT_MET),
        ({"has_procedure": None}, NO_DATA),
        ({"has_procedure": False, "members": None}, NOT_MET),
    ],
)
def test_party_body_stands_at_the_council_with_duties_and_procedure(
    values: dict[str, object], verdict: Verdict
) -> None:
    assert check("party_body", society(party_bodies=(party(**values),))).verdict == verdict


def test_party_body_is_judged_by_the_most_complete_one() -> None:
    bodies = (party(has_procedure=False), party(), party(members=None))
    assert check("party_body", society(party_bodies=bodies)).verdict == MET
    assert check("party_body", society()).verdict == NO_DATA


def test_party_body_names_what_is_missing_before_what_is_unknown() -> None:
    one = party(members_with_duty=1, has_procedure=None)
    result = check("party_body", society(party_bodies=(one,)))
    assert result.remedy["params"] == {"gaps": ["duties"]}
    unknown = party(approved_on=None, has_procedure=None)
    result = check("party_body", society(party_bodies=(unknown,)))
    assert result.remedy["params"] == {"gaps": ["approval", "procedure"]}


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({}, MET),
        ({"url": "", "channel": "会刊第3期"}, MET),
        ({"url": ""}, NO_DATA),
        ({"published_on": IN_MARCH}, MET),
        ({"published_on": dt.date(2018, 4, 1)}, NOT_MET),
        ({"published_on": None}, NO_DATA),
        ({"has_finance": False}, NOT_MET),
        ({"has_finance": None}, NO_DATA),
        ({"has_finance": None, "has_members": False}, NOT_MET),
        ({"year": 2016}, NOT_MET),
    ],
)
def test_annual_report_is_open_and_has_all_heads(
    values: dict[str, object], verdict: Verdict
) -> None:
    facts = society(as_of=IN_MARCH, publications=(report(**values),))
    assert check("annual_report_published", facts).verdict == verdict


def test_annual_report_is_judged_by_the_best_publication() -> None:
    facts = society(as_of=IN_MARCH, publications=(report(has_finance=False), report()))
    assert check("annual_report_published", facts).verdict == MET


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        (dt.date(2018, 3, 31), "publish_report_by"),
        (dt.date(2018, 4, 1), "publish_report"),
    ],
)
def test_annual_report_not_published_names_the_day_while_it_lies_ahead(
    as_of: dt.date, code: str
) -> None:
    facts = society(as_of=as_of, report_due_on=IN_MARCH)
    result = check("annual_report_published", facts)
    assert (result.verdict, result.remedy["code"]) == (NOT_MET, code)


@pytest.mark.parametrize(
    ("as_of", "published_on", "verdict"),
    [
        (dt.date(2018, 5, 1), IN_MARCH, MET),
        (dt.date(2018, 5, 1), dt.date(2018, 4, 1), NOT_MET),
        (IN_MARCH, None, Verdict.NOT_APPLICABLE),
        (dt.date(2018, 4, 1), None, NOT_MET),
        (IN_MARCH, dt.date(2018, 4, 1), Verdict.NOT_APPLICABLE),
    ],
)
def test_annual_report_is_in_time_on_its_last_day(
    as_of: dt.date, published_on: dt.date | None, verdict: Verdict
) -> None:
    facts = society(
        as_of=as_of, report_due_on=IN_MARCH, publications=(report(published_on=published_on),)
    )
    assert check("annual_report_in_time", facts).verdict == verdict


def test_annual_report_has_no_day_before_cast_sets_one() -> None:
    result = check("annual_report_in_time", society(as_of=IN_MARCH, publications=(report(),)))
    assert (result.verdict, result.inputs["why"]) == (Verdict.NOT_APPLICABLE, "no_day_set")


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        ([{"grade": "deputy_secretary_general"}], MET),
        ([{"grade": "secretary_general"}], MET),
        ([{"grade": "secretary_general", "employment": "part_time"}], NOT_MET),
        ([{"grade": "director"}], NOT_MET),
        ([{"grade": "director"}, {"grade": ""}], NO_DATA),
        ([{"grade": "", "employment": "part_time"}], NOT_MET),
        ([{"grade": "secretary_general", "to_on": day("12-30")}], NOT_MET),
        ([{"grade": "secretary_general", "to_on": day("12-31")}], MET),
        ([], NO_DATA),
    ],
)
def test_one_full_time_member_of_staff_is_of_secretary_general_level(
    people: list[dict[str, object]], verdict: Verdict
) -> None:
    facts = society(staff=tuple(staff(**one) for one in people))
    assert check("full_time_secretary_general_level", facts).verdict == verdict


def test_full_time_leaders_follow_the_grades_and_the_number_of_the_workplan() -> None:
    facts = society(staff=(staff(grade="deputy_secretary_general"), staff(grade="director")))
    name = "full_time_secretary_general_level"
    assert check(name, facts, grades=["secretary_general"]).verdict == NOT_MET
    assert check(name, facts, minimum=2).remedy["params"] == {"people": 1}
    both = ["director", "deputy_secretary_general"]
    assert check(name, facts, grades=both, minimum=2).verdict == MET


@pytest.mark.parametrize(
    ("starts", "ends", "verdict"),
    [
        (["2012-01-01", "2017-01-01"], [None, None], MET),
        (["2012-01-01", "2016-12-31"], [None, None], NOT_MET),
        (["2012-01-01", "2017-05-01"], ["2016-12-31", None], NOT_MET),  # one went, one came
        (["2012-01-01", "2017-05-01"], ["2016-12-30", None], MET),
        (["2012-01-01", None], [None, None], NO_DATA),  # perhaps there before, perhaps new
        (["2017-01-01", "2017-02-01", None], [None, None, None], MET),
        ([], [], NO_DATA),
    ],
)
def test_staff_growth_is_strict(
    starts: list[str | None], ends: list[str | None], verdict: Verdict
) -> None:
    people = tuple(
        staff(
            name=str(at), from_on=day(first) if first else None, to_on=day(last) if last else None
        )
        for at, (first, last) in enumerate(zip(starts, ends, strict=True))
    )
    assert check("staff_growth", society(staff=people)).verdict == verdict


def test_staff_growth_counts_the_staff_at_the_end_of_the_year() -> None:
    people = (staff(), staff(name="new", from_on=day("2018-01-01")))
    facts = society(as_of=IN_MARCH, staff=people)
    result = check("staff_growth", facts)
    assert (result.verdict, result.inputs["staff_on"]) == (NOT_MET, "2017-12-31")
    assert result.remedy["params"] == {"people": 1}


@pytest.mark.parametrize(("to_on", "verdict"), [(None, MET), ("12-31", MET), ("12-30", NOT_MET)])
def test_premises_are_in_use_on_the_day(to_on: str | None, verdict: Verdict) -> None:
    one = PremisesFact("rented", None, day(to_on) if to_on else None)
    assert check("premises", society(premises=(one,))).verdict == verdict
    assert check("premises", society()).verdict == NO_DATA


def test_rules_for_membership_are_both_needed() -> None:
    facts = society(rules=(rule("membership"),))
    result = check("membership_rules", facts)
    assert (result.verdict, result.inputs["rules_missing"]) == (NOT_MET, ["membership_plan"])
