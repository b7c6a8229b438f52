"""Tasks 9 and 10: the size of the councils and who sits in them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.checks.facts import SocietyFacts
from reforms.enums import Verdict
from tests.reforms.checks.builders import CONGRESS, check, counts, elected, seat, seats, term

MET, NOT_MET, NO_DATA = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA
NOT_APPLICABLE = Verdict.NOT_APPLICABLE


def council(size: int, members: int | None, **values: object) -> SocietyFacts:
    return elected(**{"seats": seats(size), "membership": counts(on_2016_12_31=members), **values})


@pytest.mark.parametrize(
    ("members", "cap"),
    [
        (0, 150),
        (19_999, 150),
        (20_000, 180),
        (99_999, 180),
        (100_000, 180),
        (100_001, 200),
    ],
)
def test_council_size_is_capped_by_members(members: int, cap: int) -> None:
    assert check("council_size", council(cap, members)).verdict == MET
    result = check("council_size", council(cap + 1, members))
    assert (result.verdict, result.inputs["cap"]) == (NOT_MET, cap)
    assert result.remedy == {"code": "fewer_seats", "params": {"seats": 1, "cap": cap}}


@pytest.mark.parametrize(
    ("members", "is_silent"), [(99_999, False), (100_000, True), (100_001, False)]
)
def test_council_size_says_where_the_text_is_silent(members: int, is_silent: bool) -> None:
    assert check("council_size", council(1, members)).inputs["is_text_silent"] is is_silent


def test_council_size_lets_cast_decide_where_the_text_is_silent() -> None:
    facts = council(200, 100_000)
    assert check("council_size", facts).verdict == NOT_MET
    assert check("council_size", facts, seats_at_large=200).verdict == MET


def test_council_size_takes_the_latest_count_up_to_the_election() -> None:
    membership = counts(on_2015_12_31=1, on_2016_12_31=19_999, on_2017_06_30=20_000)
    result = check("council_size", elected(seats=seats(151), membership=membership))
    assert (result.inputs["members"], result.verdict) == (19_999, NOT_MET)
    on_the_day = counts(on_2016_12_31=19_999, on_2017_05_20=20_000)
    result = check("council_size", elected(seats=seats(151), membership=on_the_day))
    assert (result.inputs["members_on"], result.verdict) == ("2017-05-20", MET)


def test_council_size_falls_back_to_the_first_count_after_the_election() -> None:
    membership = counts(on_2017_06_30=20_000, on_2017_12_31=10)
    result = check("council_size", elected(seats=seats(180), membership=membership))
    assert (result.inputs["members_on"], result.verdict) == ("2017-06-30", MET)


@pytest.mark.parametrize("name", ["council_size", "council_not_larger"])
def test_council_without_known_members_seats_or_term_is_no_data(name: str) -> None:
    assert check(name, council(10, None)).remedy["code"] == "enter_members_at_election"
    assert check(name, council(0, 500)).remedy["code"] == "enter_seats"
    no_term = council(10, 500, term=None)
    assert (check(name, no_term).verdict, check(name, no_term).remedy["code"]) == (
        NO_DATA,
        "enter_term",
    )


@pytest.mark.parametrize("day", ["2016-12-31", "2018-01-01"])
def test_council_of_another_year_is_no_data(day: str) -> None:
    on = dt.date.fromisoformat(day)
    facts = council(10, 500, term=term(congress_on=on, starts_on=on), as_of=dt.date(2018, 2, 1))
    assert check("council_size", facts).remedy["code"] == "enter_term"


def test_council_size_counts_officers_with_a_seat_but_no_supervisors_and_nobody_who_left() -> None:
    sitting = (
        seat(name="a", role="president"),
        seat(name="b", role="secretary_general", from_on=None),
        seat(name="c", to_on=dt.date(2017, 12, 31)),
        seat(name="d", to_on=dt.date(2017, 12, 30)),
        seat(name="e", from_on=dt.date(2018, 1, 1)),
        seat(name="f", body="supervisory"),
        seat(name="a", body="standing"),
    )
    facts = elected(seats=sitting, membership=counts(on_2016_12_31=5))
    assert check("council_size", facts).inputs["council"] == 3


@pytest.mark.parametrize(
    ("size", "previous", "before", "members", "verdict"),
    [
        (120, 120, 13_637, 15_000, MET),  # growth of some 10%
        (121, 120, 13_637, 15_000, NOT_MET),
        (121, 120, 10_000, 13_100, NOT_APPLICABLE),  # 31% waives
        (121, 120, 10_000, 13_001, NOT_APPLICABLE),
        (121, 120, 10_000, 13_000, NOT_MET),  # exactly 30% does not
        (150, 149, 10_000, 10_000, NOT_MET),
        (150, 150, 10_000, 10_000, NOT_APPLICABLE),  # the cap itself is not below the cap
        (150, 200, 10_000, 10_000, NOT_APPLICABLE),
        (180, 150, 15_000, 20_000, NOT_APPLICABLE),  # 33%
        (151, 150, 19_000, 20_000, NOT_MET),  # the cap is now 180
        (150, 150, 19_000, 20_000, MET),
        (121, 120, None, 15_000, NOT_MET),  # nobody has shown the growth
        (121, 120, 0, 15_000, NOT_MET),
    ],
)
def test_council_not_larger_than_the_one_before(
    size: int, previous: int, before: int | None, members: int, verdict: Verdict
) -> None:
    facts = council(
        size,
        members,
        term=term(previous_council_size=previous),
        membership=counts(on_2015_12_31=before, on_2016_12_31=members),
    )
    assert check("council_not_larger", facts).verdict == verdict


def test_council_not_larger_shows_the_growth_it_looked_at() -> None:
    grown = counts(on_2015_12_31=10_000, on_2016_12_31=13_000)
    inputs = check("council_not_larger", elected(seats=seats(121), membership=grown)).inputs
    assert {name: inputs[name] for name in inputs if name.startswith("growth")} == {
        "growth_from": 10_000,
        "growth_from_on": "2015-12-31",
        "growth_to": 13_000,
        "growth_to_on": "2016-12-31",
        "growth_percent": "30.00",
    }


def test_council_not_larger_leaves_the_cap_standing_when_growth_waives_it() -> None:
    grown = counts(on_2015_12_31=10_000, on_2016_12_31=13_100)
    facts = elected(seats=seats(151), membership=grown)
    assert check("council_not_larger", facts).verdict == NOT_APPLICABLE
    assert check("council_size", facts).verdict == NOT_MET


def test_council_not_larger_can_look_at_the_twelve_months_to_the_election() -> None:
    membership = counts(
        on_2015_12_31=10_000, on_2016_05_20=10_000, on_2016_12_31=10_100, on_2017_05_20=13_001
    )
    facts = elected(seats=seats(121), membership=membership)
    assert check("council_not_larger", facts).verdict == NOT_MET
    assert check("council_not_larger", facts, growth_over="twelve_months").verdict == NOT_APPLICABLE


def test_council_not_larger_asks_for_proof_where_growth_is_unknown() -> None:
    assert check("council_not_larger", council(121, 15_000)).remedy == {
        "code": "no_larger_or_growth",
        "params": {"seats": 1, "previous": 120},
    }


def test_council_not_larger_does_not_apply_to_a_first_council() -> None:
    first = council(10, 500, term=term(term=1, previous_council_size=None))
    assert check("council_not_larger", first).inputs["why"] == "first_council"
    later = council(10, 500, term=term(previous_council_size=None))
    assert check("council_not_larger", later).remedy["code"] == "enter_previous_council"


@pytest.mark.parametrize(
    ("size", "standing", "verdict"),
    [
        (150, 50, MET),
        (150, 51, NOT_MET),
        (100, 33, MET),
        (100, 34, NOT_MET),
        (101, 33, MET),
        (101, 34, NOT_MET),
        (2, 1, NOT_MET),
        (3, 1, MET),
        (150, 0, NOT_APPLICABLE),
        (0, 0, NO_DATA),
        (0, 5, NO_DATA),
    ],
)
def test_standing_size_is_at_most_a_third(size: int, standing: int, verdict: Verdict) -> None:
    facts = elected(seats=seats(size) + seats(standing, body="standing"))
    assert check("standing_size", facts).verdict == verdict


def test_standing_size_names_the_most_seats_allowed() -> None:
    facts = elected(seats=seats(100) + seats(35, body="standing"))
    assert check("standing_size", facts).remedy == {
        "code": "smaller_standing",
        "params": {"seats": 2, "most": 33},
    }


def mixed(body: str, grassroots: int, others: int, unknown: int = 0) -> SocietyFacts:
    sitting = (
        [seat(body=body, name=f"g{at}", is_grassroots=True) for at in range(grassroots)]
        + [seat(body=body, name=f"o{at}", is_grassroots=False) for at in range(others)]
        + [seat(body=body, name=f"u{at}") for at in range(unknown)]
    )
    return elected(seats=tuple(sitting))


@pytest.mark.parametrize(
    ("size", "needed"), [(150, 113), (180, 135), (200, 150), (1, 1), (4, 3), (5, 4)]
)
def test_council_grassroots_is_at_least_three_quarters(size: int, needed: int) -> None:
    assert check("council_grassroots", mixed("council", needed, size - needed)).verdict == MET
    short = check("council_grassroots", mixed("council", needed - 1, size - needed + 1))
    assert short.verdict == NOT_MET
    assert short.remedy == {"code": "more_grassroots", "params": {"seats": 1}}


@pytest.mark.parametrize(("size", "needed"), [(50, 34), (60, 40), (1, 1), (3, 2)])
def test_standing_grassroots_is_at_least_two_thirds(size: int, needed: int) -> None:
    assert check("standing_grassroots", mixed("standing", needed, size - needed)).verdict == MET
    short = mixed("standing", needed - 1, size - needed + 1)
    assert check("standing_grassroots", short).verdict == NOT_MET


@pytest.mark.parametrize(
    ("grassroots", "others", "unknown", "verdict"),
    [
        (75, 0, 25, MET),  # enough already
        (74, 25, 1, NO_DATA),  # the unknown one decides
        (74, 26, 0, NOT_MET),
        (73, 26, 1, NOT_MET),  # cannot be reached any more
        (0, 0, 100, NO_DATA),
    ],
)
def test_council_grassroots_asks_for_marks_only_where_they_decide(
    grassroots: int, others: int, unknown: int, verdict: Verdict
) -> None:
    result = check("council_grassroots", mixed("council", grassroots, others, unknown))
    assert result.verdict == verdict


@given(st.integers(1, 250), st.integers(0, 250), st.integers(0, 250))
def test_council_grassroots_follows_the_inequality(size: int, first: int, second: int) -> None:
    grassroots = min(first, size)
    unknown = min(second, size - grassroots)
    facts = mixed("council", grassroots, size - grassroots - unknown, unknown)
    result = check("council_grassroots", facts)
    assert (result.verdict == MET) == (4 * grassroots >= 3 * size)
    assert (result.verdict == NOT_MET) == (4 * (grassroots + unknown) < 3 * size)
    if result.verdict == NOT_MET:
        enough = grassroots + result.remedy["params"]["seats"]
        assert 4 * enough >= 3 * size > 4 * (enough - 1)


@pytest.mark.parametrize("name", ["council_grassroots", "standing_grassroots"])
def test_grassroots_without_seats_is_no_data(name: str) -> None:
    assert check(name, elected()).remedy["code"] == "enter_seats"


def test_composition_is_shown_by_bands_of_age() -> None:
    born = (1972, 1971, 1962, 1961, 1952, 1951, 1947, 1946, None)
    sitting = tuple(
        seat(
            name=str(at),
            birth_year=year,
            sex="female" if at < 2 else "",
            is_party_member=at != 3 if at < 8 else None,
        )
        for at, year in enumerate(born)
    )
    result = check("council_composition", elected(seats=sitting))
    assert result.verdict == Verdict.SHOWN
    assert result.inputs == {
        "seats": 9,
        "party_members_seated": 7,
        "party_unknown": 1,
        "women": 2,
        "sex_unknown": 7,
        "ages": [1, 2, 2, 2, 1],
        "age_unknown": 1,
    }
    assert check("standing_composition", elected(seats=sitting)).inputs["seats"] == 0


@pytest.mark.parametrize(
    "name",
    ["council_size", "council_not_larger", "standing_size", "council_grassroots", "vote_passed"],
)
def test_rules_of_reelection_do_not_apply_without_one(name: str) -> None:
    facts = council(500, 10, holds_reelection=False)
    result = check(name, facts)
    assert (result.verdict, result.inputs) == (NOT_APPLICABLE, {"why": "no_reelection"})


def test_council_before_its_congress_is_no_data() -> None:
    facts = council(10, 500, as_of=CONGRESS - dt.timedelta(days=1))
    assert check("council_size", facts).verdict == NO_DATA
