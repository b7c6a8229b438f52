"""The governance calendar at the edges of its rules, and the pages that show it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from societies.calendar_days import months_after, working_days_after
from societies.composition import Ballot, SeatOf, composition, reaches
from societies.enums import Body, SeatRole
from societies.governance import (
    SOURCES,
    CongressFact,
    Entry,
    EntryKind,
    GovernanceFacts,
    Officer,
    SecretaryGeneral,
    Term,
    Urgency,
    calendar_of,
    urgency_of,
)
from societies.governance_words import sentence

D = dt.date


TERM = Term(8, D(2013, 6, 1), D(2018, 6, 1), D(2013, 6, 1))


def entries(kind: EntryKind, today: D, **facts: Any) -> list[Entry]:
    """Return the entries of one kind."""
    facts.setdefault("terms", [TERM])
    return [entry for entry in calendar_of(GovernanceFacts(**facts), today) if entry.kind == kind]


def urgency(kind: EntryKind, today: D, **facts: Any) -> Urgency | None:
    """Return how soon the only entry of a kind is due, if there is one."""
    found = entries(kind, today, **facts)
    assert len(found) <= 1
    return found[0].urgency if found else None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (D(2018, 8, 31), -6, D(2018, 2, 28)),
        (D(2018, 6, 1), -6, D(2017, 12, 1)),
        (D(2017, 11, 30), 3, D(2018, 2, 28)),
        (D(2015, 12, 31), 2, D(2016, 2, 29)),
        (D(1, 1, 1), -1, D.min),
        (D(9999, 12, 1), 1, D.max),
    ],
)
def test_month_without_the_day_ends_earlier(day: D, months: int, expected: D) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (D(2017, 6, 2), 1, D(2017, 6, 5)),
        (D(2017, 6, 3), 1, D(2017, 6, 5)),
        (D(2017, 6, 5), 30, D(2017, 7, 17)),
        (D(9999, 12, 1), 30, D.max),
    ],
)
def test_working_days_leave_weekends_out(day: D, number: int, expected: D) -> None:
    assert working_days_after(day, number) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (D(2018, 6, 2), Urgency.OVERDUE),
        (D(2018, 6, 1), Urgency.MONTHS_3),
        (D(2018, 3, 1), Urgency.MONTHS_3),
        (D(2018, 2, 28), Urgency.MONTHS_6),
        (D(2017, 12, 1), Urgency.MONTHS_6),
        (D(2017, 11, 30), Urgency.MONTHS_12),
        (D(2017, 6, 1), Urgency.MONTHS_12),
        (D(2017, 5, 31), Urgency.LATER),
    ],
)
def test_re_election_comes_nearer_by_marks(today: D, expected: Urgency) -> None:
    assert urgency_of(D(2018, 6, 1), today) == expected
    assert urgency(EntryKind.REELECTION, today) == expected


def test_plan_is_due_six_months_and_request_two_before() -> None:
    (plan,) = entries(EntryKind.PLAN, D(2017, 12, 2))
    (request,) = entries(EntryKind.REQUEST, D(2018, 4, 1))
    assert (plan.due_on, plan.urgency) == (D(2017, 12, 1), Urgency.OVERDUE)
    assert (request.due_on, request.urgency) == (D(2018, 4, 1), Urgency.MONTHS_3)


def test_planned_congress_moves_the_request_and_filed_steps_are_done() -> None:
    planned = CongressFact(D(2018, 5, 20), plan_filed_on=D(2017, 11, 1))
    today = D(2018, 3, 1)
    assert entries(EntryKind.PLAN, today, congresses=[planned]) == []
    (request,) = entries(EntryKind.REQUEST, today, congresses=[planned])
    assert request.due_on == D(2018, 3, 20)
    done = CongressFact(D(2018, 5, 20), D(2017, 11, 1), requested_on=D(2018, 3, 1))
    assert entries(EntryKind.REQUEST, today, congresses=[done]) == []


def test_term_without_an_end_lasts_five_years() -> None:
    (entry,) = entries(EntryKind.REELECTION, D(2017, 1, 1), terms=[Term(8, D(2013, 6, 1))])
    assert entry.due_on == D(2018, 6, 1)


def test_profile_speaks_where_the_register_has_no_terms() -> None:
    profile = Term(0, None, D(2018, 6, 1))
    found = entries(EntryKind.REELECTION, D(2018, 1, 1), terms=[], profile_term=profile)
    assert [entry.due_on for entry in found] == [D(2018, 6, 1)]


def test_term_to_come_is_not_the_present_one() -> None:
    terms = [TERM, Term(9, D(2018, 6, 2))]
    (entry,) = entries(EntryKind.REELECTION, D(2018, 6, 1), terms=terms)
    assert entry.due_on == D(2018, 6, 1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(D(2017, 7, 17), Urgency.MONTHS_3), (D(2017, 7, 18), Urgency.OVERDUE)],
)
def test_result_is_filed_within_thirty_working_days(today: D, expected: Urgency) -> None:
    held = [CongressFact(D(2012, 6, 5)), CongressFact(D(2017, 6, 5))]
    assert urgency(EntryKind.FILING, today, congresses=held) == expected
    filed = [CongressFact(D(2017, 6, 5), result_filed_on=D(2017, 6, 30))]
    assert urgency(EntryKind.FILING, today, congresses=filed) is None


@pytest.mark.parametrize(
    ("ends_on", "is_long"), [(D(2018, 5, 31), False), (D(2018, 6, 1), False), (D(2018, 6, 2), True)]
)
def test_term_is_at_most_five_years(ends_on: D, is_long: bool) -> None:
    found = entries(EntryKind.LONG_TERM, D(2017, 1, 1), terms=[Term(8, D(2013, 6, 1), ends_on)])
    assert bool(found) is is_long


@pytest.mark.parametrize(("today", "is_late"), [(D(2019, 6, 1), False), (D(2019, 6, 2), True)])
def test_re_election_is_put_off_a_year_at_most(today: D, is_late: bool) -> None:
    assert bool(entries(EntryKind.DELAY, today)) is is_late


@pytest.mark.parametrize(
    ("congress_on", "is_late"), [(D(2014, 6, 1), False), (D(2014, 6, 2), True)]
)
def test_congress_that_came_too_late_stays_on_the_list(congress_on: D, is_late: bool) -> None:
    terms = [
        Term(7, D(2008, 6, 1), D(2013, 6, 1)),
        Term(8, D(2014, 6, 2), congress_on=congress_on),
    ]
    assert bool(entries(EntryKind.DELAY, D(2015, 1, 1), terms=terms)) is is_late


@pytest.mark.parametrize(
    ("birth_year", "expected"),
    [
        (1946, Urgency.BREACH),
        (1947, Urgency.MONTHS_12),
        (1948, None),
        (None, None),
    ],
)
def test_officer_grows_too_old_in_the_year_after_seventy(
    birth_year: int | None, expected: Urgency | None
) -> None:
    officers = [Officer(8, "甲", SeatRole.PRESIDENT, birth_year)]
    assert urgency(EntryKind.AGE, D(2017, 1, 1), officers=officers) == expected


def test_age_limit_is_for_officers_in_office_alone() -> None:
    officers = [
        Officer(8, "甲", SeatRole.MEMBER, 1930),
        Officer(8, "乙", SeatRole.PRESIDENT, 1930, to_on=D(2016, 12, 31)),
        Officer(7, "丙", SeatRole.PRESIDENT, 1930),
        Officer(8, "丁", SeatRole.PRESIDENT, 1930, from_on=D(2017, 1, 2)),
    ]
    assert entries(EntryKind.AGE, D(2017, 1, 1), officers=officers) == []


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((8,), None),
        ((7, 8), Urgency.LATER),
        ((6, 7, 8), Urgency.BREACH),
        ((6, 8), None),
    ],
)
def test_post_is_held_for_two_terms_in_a_row(
    terms: tuple[int, ...], expected: Urgency | None
) -> None:
    officers = [Officer(term, "甲", SeatRole.PRESIDENT) for term in terms]
    assert urgency(EntryKind.TERMS, D(2017, 1, 1), officers=officers) == expected


def test_another_post_or_person_is_no_further_term() -> None:
    officers = [
        Officer(7, "甲", SeatRole.VICE_PRESIDENT),
        Officer(7, "乙", SeatRole.PRESIDENT),
        Officer(8, "甲", SeatRole.PRESIDENT),
    ]
    assert entries(EntryKind.TERMS, D(2017, 1, 1), officers=officers) == []


@pytest.mark.parametrize(("is_full_time", "number"), [(False, 1), (True, 0), (None, 0)])
def test_secretary_general_is_full_time(is_full_time: bool | None, number: int) -> None:
    heads = [
        SecretaryGeneral(8, "甲", is_full_time),
        SecretaryGeneral(7, "乙", False),
        SecretaryGeneral(8, "丙", False, left_on=D(2016, 1, 1)),
    ]
    found = entries(EntryKind.FULL_TIME, D(2017, 1, 1), secretaries_general=heads)
    assert len(found) == number


def test_every_kind_has_a_sentence_and_a_source_in_both_languages() -> None:
    officers = [Officer(n, "甲", SeatRole.PRESIDENT, 1930) for n in (7, 8)]
    facts = GovernanceFacts(
        terms=[Term(7, D(2007, 1, 1), D(2012, 1, 1)), Term(8, D(2013, 6, 1), D(2018, 7, 1))],
        congresses=[CongressFact(D(2013, 6, 1))],
        officers=officers,
        secretaries_general=[SecretaryGeneral(8, "甲", is_full_time=False)],
    )
    found = calendar_of(facts, D(2017, 1, 1))
    assert {entry.kind for entry in found} == set(EntryKind)
    for language in ("zh-hans", "en"):
        with override(language):
            for entry in found:
                assert "%(" not in sentence(entry)
                assert entry.source == SOURCES[entry.kind][language == "en"]


def test_body_is_counted_by_what_is_known() -> None:
    seats = [
        SeatOf(True, True, "female", 1972, "高校"),
        SeatOf(False, None, "male", 1971, "高校"),
        SeatOf(None, None, "", 1947, "企业"),
        SeatOf(True, False, "male", 1946, ""),
        SeatOf(True, True, "male", None, ""),
    ]
    body = composition(seats, 2017)
    assert (body.grassroots.number, body.grassroots.percent, body.grassroots.unknown) == (3, 60, 1)
    assert (body.women.number, body.women.unknown) == (1, 1)
    assert body.bands == (("≤45", 1), ("46–55", 1), ("56–65", 0), ("66–70", 1), (">70", 1))
    assert (body.birth_unknown, body.sectors) == (1, {"高校": 2, "": 2, "企业": 1})
    assert composition([], 2017).party.percent is None


@pytest.mark.parametrize(
    ("number", "total", "fraction", "expected"),
    [
        (50, 100, "1/2", False),
        (51, 100, "1/2", True),
        (66, 99, "2/3", True),
        (66, 100, "2/3", False),
        (75, 100, "3/4", True),
        (74, 100, "3/4", False),
    ],
)
def test_half_is_passed_and_other_fractions_reached(
    number: int, total: int, fraction: str, expected: bool
) -> None:
    assert reaches(number, total, fraction) is expected


def ballot(**values: Any) -> Ballot:
    """Make an election by the congress for one seat."""
    facts: dict[str, Any] = {
        "elected_by": Body.CONGRESS,
        "held_on": D(2017, 6, 1),
        "seats": 1,
        "voters_due": 150,
        "voters_present": 100,
        "candidates": [("甲", 51, True), ("乙", 50, False)],
    }
    return Ballot(**(facts | values))


def test_congress_elects_by_more_than_half_of_two_thirds() -> None:
    assert ballot().has_quorum
    assert not ballot(voters_present=99).has_quorum
    assert ballot().winners == ["甲"]
    assert ballot(candidates=[("甲", 50, None)]).winners == []


def test_council_elects_as_its_charter_says() -> None:
    by_council = ballot(elected_by=Body.COUNCIL, candidates=[("甲", 66, True)])
    assert by_council.winners == []
    assert by_council.contradictions == ["甲"]
    half = ballot(elected_by=Body.COUNCIL, council_majority="1/2", council_quorum="3/4")
    assert half.winners == ["甲"]
    assert half.has_quorum is False


def test_election_is_competitive_with_more_candidates_than_seats() -> None:
    assert ballot().is_competitive is True
    assert ballot(seats=2).is_competitive is False
    assert ballot(candidates=[]).is_competitive is None


def test_unknown_numbers_decide_nothing() -> None:
    unknown = ballot(voters_present=None)
    assert unknown.has_quorum is None
    assert (unknown.winners, unknown.contradictions) == ([], [])
